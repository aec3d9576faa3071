//! Defects in bodies: request, responses, forms, the in-band error, and missing descriptions.

use super::{PATH, here, one, op, plant, remove, schema, set};
use serde_json::json;

const UPLOAD: &str = "/paths/~1dl~1v1~1whatsapp~1media/post";
const JSON: &str = "/content/application~1json";

#[test]
fn requests() {
    let body = |rest: &str| op("/requestBody") + rest;
    let reference = "/schema/$ref";
    let inline = json!({"type": "object", "additionalProperties": false,
        "properties": {"isActive": {"type": "integer"}}});
    plant(vec![
        (
            remove(body("")),
            vec![
                ("request-body", op("")),
                ("unused-component", schema("ListCompaniesByUserRequest")),
            ],
        ),
        one(remove(body("/required")), "request-body", body("")),
        (
            set(body(JSON) + "/schema", inline),
            vec![
                ("inline-body", body(JSON) + "/schema"),
                ("unused-component", schema("ListCompaniesByUserRequest")),
            ],
        ),
        (
            set(
                body(JSON) + reference,
                "#/components/schemas/ListCustomCompaniesRequest",
            ),
            vec![
                ("body-name", body(JSON) + reference),
                ("unused-component", schema("ListCompaniesByUserRequest")),
                ("example", body(JSON) + "/examples/documented/value"),
                ("example", body(JSON) + "/examples/documented/value"),
                (
                    "example-member",
                    body(JSON) + "/examples/documented/value/isActive",
                ),
            ],
        ),
        one(
            super::Edit::Move(body(JSON), body("/content/text~1json")),
            "request-body",
            body("/content/text~1json"),
        ),
        one(
            set(body("/content/text~1plain"), json!({"example": "a"})),
            "request-body",
            body("/content"),
        ),
        here(
            set(
                format!("{UPLOAD}/requestBody/content/multipart~1form-data/encoding/file"),
                json!({}),
            ),
            "encoding",
        ),
    ]);
}

#[test]
fn responses() {
    let done = |rest: &str| op("/responses/200") + rest;
    let refused =
        |rest: &str| format!("/components/responses/Refused/content/application~1json/{rest}");
    plant(vec![
        one(
            remove(op("/responses/5XX")),
            "response-statuses",
            op("/responses"),
        ),
        one(
            set(
                op("/responses/404"),
                json!({"$ref": "#/components/responses/Refused"}),
            ),
            "response-statuses",
            op("/responses"),
        ),
        one(
            set(
                op("/responses/default"),
                json!({"$ref": "#/components/responses/Refused"}),
            ),
            "response-statuses",
            op("/responses"),
        ),
        one(
            set(done("/content/text~1html"), json!({"example": "a"})),
            "response-body",
            done("/content"),
        ),
        (
            set(refused("schema"), json!({"type": "string"})),
            vec![
                ("inline-body", refused("schema")),
                ("example", refused("examples/inferred/value")),
                ("example-member", refused("examples/inferred/value/error")),
            ],
        ),
    ]);
}

#[test]
fn the_in_band_error() {
    let mail = |example: &str| {
        let mail = "/paths/~1dl~1v1~1email~1messages/post/responses/200/content/application~1json";
        format!("{mail}/examples/{example}/value/error")
    };
    plant(vec![(
        remove(schema("SendEmailResponse/properties/error")),
        vec![
            ("in-band-error", schema("SendEmailResponse")),
            ("example-member", mail("failed")),
            ("example-member", mail("inferred")),
        ],
    )]);
}

#[test]
fn what_a_success_has_is_not_required_of_a_failure() {
    const RULE: &str = "x-required-on-success";
    let has = |component: &str| schema(component) + "/" + RULE;
    let booked = has("CreateAppointmentResponse");
    let examples =
        "/paths/~1pa~1createAppointment/post/responses/200/content/application~1json/examples";
    let created = format!("{examples}/documented/value");
    let failed = |error: serde_json::Value| {
        let example = json!({"summary": "A failure", "value": {"error": error}});
        set(format!("{examples}/failed"), example)
    };
    plant(vec![
        one(
            set(schema("DeleteObjectResponse/required"), json!(["error"])),
            RULE,
            schema("DeleteObjectResponse/required"),
        ),
        here(set(has("Company"), json!(["ID"])), RULE),
        here(set(has("CreateAppointmentRequest"), json!(["date"])), RULE),
        here(
            set(
                has("CreateAppointmentResponse/properties/documents"),
                json!(["ID"]),
            ),
            RULE,
        ),
        here(set(&*booked, json!([])), RULE),
        here(set(&*booked, json!("ID")), RULE),
        here(set(&*booked, json!(["ID", "ID"])), RULE),
        here(set(&*booked, json!(["ID", 7])), RULE),
        (
            set(&*booked, json!(["ID", "protocols"])),
            vec![(RULE, booked.clone()), ("example", created.clone())],
        ),
        here(set(&*booked, json!(["ID", "error"])), RULE),
        (remove(&*booked), Vec::new()),
        one(remove(format!("{created}/ID")), "example", created),
        (failed(json!({"message": "The hour is taken"})), Vec::new()),
        (
            failed(json!(false)),
            vec![("example", format!("{examples}/failed/value")); 2],
        ),
    ]);
}

#[test]
fn descriptions() {
    let nameless = json!([{"name": "page", "in": "query", "schema": {"type": "string"}}]);
    plant(vec![
        here(remove(op("/description")), "description"),
        here(set(op("/summary"), " "), "description"),
        here(remove(schema("Company/description")), "description"),
        here(
            remove(schema("Company/properties/name/description")),
            "description",
        ),
        one(
            set(op("/parameters"), nameless.clone()),
            "description",
            op("/parameters/0/description"),
        ),
        one(
            set(format!("{PATH}/parameters"), nameless),
            "description",
            format!("{PATH}/parameters/0/description"),
        ),
    ]);
}
