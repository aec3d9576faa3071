//! Defects in requests and responses, each with the findings that it must have.

use crate::lint::planted::{Edit, here, one, op, plant, remove, schema, set};
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
            Edit::Move(body(JSON), body("/content/text~1json")),
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
fn examples_of_failures_and_files() {
    let failed = op("/responses/200/content/application~1json/examples/failed");
    let created = "/paths/~1pa~1createAppointment/post/responses/200/content/application~1json/examples/failed";
    plant(vec![
        here(remove(&*failed), "failed-example"),
        one(
            remove(format!("{failed}/value/error/message")),
            "failed-example",
            &*failed,
        ),
        here(remove(created), "failed-example"),
        here(
            set(
                format!("{UPLOAD}/requestBody/content/multipart~1form-data/examples"),
                json!({"a": {"value": {"media": "(bytes)", "appID": "a"}}}),
            ),
            "file-example",
        ),
    ]);
}
