//! Defects in the shape of schemas.

use crate::lint::planted::{here, one, plant, remove, schema, set};
use serde_json::json;

#[test]
fn shapes() {
    let price = schema("SchedulableAttendanceType/properties/price");
    let text = |more: serde_json::Value| {
        let mut schema =
            json!({"type": "string", "nullable": true, "description": "Price of the type."});
        let members = schema.as_object_mut().expect("an object");
        members.extend(more.as_object().expect("an object").clone());
        schema
    };
    plant(vec![
        one(
            set(
                &*price,
                json!({"description": "Price of the type.", "anyOf": [{"type": "string", "nullable": true}]}),
            ),
            "any-of",
            format!("{price}/anyOf"),
        ),
        here(
            set(
                &*price,
                text(json!({"allOf": [{"type": "string", "nullable": true}]})),
            ),
            "mixed-schema",
        ),
        here(set(format!("{price}/default"), "0.00"), "default"),
        here(
            set(
                schema("ListCompaniesByUserRequest/properties/isActive/default"),
                1,
            ),
            "default",
        ),
        here(
            set(
                schema("ListCompaniesByUserRequest/properties/place"),
                json!({"type": "object", "description": "A place to go.", "additionalProperties": false}),
            ),
            "inline-object",
        ),
    ]);
}

#[test]
fn requests_are_closed_and_responses_open() {
    let statuses = json!(["CANC. NO-SHOW", "CANCELED NO-SHOW"]);
    let data = "/paths/~1pulse~1v1~1createEvent/post/requestBody/content/application~1json\
        /examples/documented/value/data";
    plant(vec![
        one(
            remove(schema("ListCompaniesByUserRequest/additionalProperties")),
            "request-closed",
            schema("ListCompaniesByUserRequest"),
        ),
        (
            set(schema("EventData/additionalProperties"), false),
            vec![
                ("request-closed", schema("EventData")),
                ("untyped", schema("EventData/additionalProperties")),
                ("example", data.to_owned()),
                ("example-member", format!("{data}/METADATA_KEY")),
            ],
        ),
        here(
            set(schema("Department/additionalProperties"), false),
            "response-open",
        ),
        one(
            remove(schema(
                "ListCompaniesByUserResponse/properties/companies/nullable",
            )),
            "response-array",
            schema("ListCompaniesByUserResponse/properties/companies"),
        ),
        here(
            set(schema("Appointment/properties/status/enum"), statuses),
            "closed-enum",
        ),
    ]);
}
