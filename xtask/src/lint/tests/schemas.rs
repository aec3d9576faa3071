//! Defects in schemas: shapes, openness, ids, formats, places without a type, what nobody uses.

use super::{here, one, plant, remove, schema, set};
use serde_json::json;

#[test]
fn shapes() {
    let price = schema("SchedulableAttendanceType/properties/price");
    let text = |more: serde_json::Value| {
        let mut schema = json!({"type": "string", "nullable": true, "description": "Price."});
        let members = schema.as_object_mut().expect("an object");
        members.extend(more.as_object().expect("an object").clone());
        schema
    };
    plant(vec![
        one(
            set(
                &*price,
                json!({"description": "Price.", "anyOf": [{"type": "string", "nullable": true}]}),
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
                json!({"type": "object", "description": "A place.", "additionalProperties": false}),
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

#[test]
fn enumerations_have_names() {
    let flag = |rest: &str| schema("ListCompaniesByUserRequest/properties/isActive") + rest;
    plant(vec![
        here(
            set(flag("/x-enum-varnames"), json!(["yes"])),
            "x-enum-varnames",
        ),
        here(
            set(flag("/x-enum-varnames"), json!(["yes", "yes"])),
            "x-enum-varnames",
        ),
        one(
            remove(flag("/x-enum-varnames")),
            "x-enum-varnames",
            flag(""),
        ),
        one(set(flag("/nullable"), true), "nullable-enum", flag("/enum")),
        here(
            set(schema("Company/properties/name/x-sensitive"), "private"),
            "x-sensitive",
        ),
    ]);
}

#[test]
fn formats() {
    plant(vec![
        (
            set(schema("SessionID/format"), "uuid"),
            vec![
                ("format", schema("SessionID/format")),
                ("nullable-twin", schema("NullableSessionID")),
            ],
        ),
        here(
            set(schema("Appointment/properties/hour/format"), "time"),
            "format",
        ),
        here(set(schema("AccountID/format"), "int32"), "format"),
    ]);
}

#[test]
fn formats_that_are_sent_have_their_pattern() {
    let sent = |rest: &str| schema("ListHoursRequest/properties/date") + rest;
    plant(vec![
        one(remove(sent("/pattern")), "pattern", sent("/pattern")),
        here(set(sent("/pattern"), "^[0-9/]{10}$"), "pattern"),
        one(remove(sent("/format")), "pattern", sent("/pattern")),
        here(
            set(
                schema("AppSessionClient/properties/clientVersionApp/pattern"),
                "^v",
            ),
            "pattern",
        ),
        here(
            set(schema("Appointment/properties/hour/pattern"), "^[0-9:]{8}$"),
            "pattern",
        ),
    ]);
}

#[test]
fn ids_are_components() {
    let number =
        json!({"type": "integer", "format": "int64", "description": "An id.", "example": 1});
    let member = schema("AttendanceUnit/properties/companyID");
    let list = schema("ListDatesRequest/properties/attendanceTypeIDs/items");
    let twin = schema("NullableUserID");
    plant(vec![
        here(set(&*member, number), "id-component"),
        here(set(list, json!({"type": "integer"})), "id-component"),
        here(
            set(format!("{member}/$ref"), "#/components/schemas/Count"),
            "id-component",
        ),
        one(set(format!("{twin}/minimum"), 1), "nullable-twin", &*twin),
        one(
            set(schema("UserID/nullable"), true),
            "nullable-twin",
            &*twin,
        ),
        (
            set(
                schema("NullableCount"),
                json!({"type": "integer", "description": "A count."}),
            ),
            vec![
                ("nullable-twin", schema("NullableCount")),
                ("nullable-twin", schema("NullableCount")),
                ("unused-component", schema("NullableCount")),
            ],
        ),
    ]);
}

#[test]
fn places_without_a_type_are_listed() {
    let documents = schema("Appointment/properties/documents");
    let shown = "/paths/~1pa~1getAppointment/post/responses/200/content/application~1json\
        /examples/documented/value/appointment/documents";
    plant(vec![
        here(
            set(
                schema("Company/properties/remark"),
                json!({"description": "A remark."}),
            ),
            "untyped",
        ),
        one(
            set(
                schema("Company/properties/remarks"),
                json!({"type": "array", "nullable": true, "description": "Remarks.", "items": {}}),
            ),
            "untyped",
            schema("Company/properties/remarks/items"),
        ),
        here(
            set(
                &*documents,
                json!({"type": "string", "nullable": true, "description": "Documents."}),
            ),
            "untyped",
        ),
        (
            remove(&*documents),
            vec![
                ("untyped", documents.clone()),
                ("example-member", shown.to_owned()),
            ],
        ),
        one(
            set(format!("{documents}/example"), "a contract"),
            "untyped",
            &*documents,
        ),
    ]);
}

#[test]
fn references_lead_somewhere_and_components_are_used() {
    plant(vec![
        here(
            set(
                schema("Nobody"),
                json!({"type": "string", "description": "Used by nobody."}),
            ),
            "unused-component",
        ),
        here(
            set(
                "/components/responses/Nobody",
                json!({"description": "Used by nobody.",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorEnvelope"}}}}),
            ),
            "unused-component",
        ),
        (
            set(
                schema("Company/properties/place"),
                json!({"$ref": "#/components/schemas/Place"}),
            ),
            vec![
                ("ref", schema("Company/properties/place/$ref")),
                ("example", schema("ListCompaniesByUserResponse")),
                (
                    "example",
                    schema("ListCustomAttendanceTypeCategoriesResponse"),
                ),
                ("example", schema("ListCustomCompaniesResponse")),
            ],
        ),
    ]);
}
