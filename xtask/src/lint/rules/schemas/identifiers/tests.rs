//! Defects in ids.

use crate::lint::planted::{here, one, plant, schema, set};
use serde_json::json;

#[test]
fn ids_are_components() {
    let number = json!({"type": "integer", "format": "int64", "description": "Number of a company.", "example": 1});
    let member = schema("AttendanceUnit/properties/companyID");
    let list = schema("ListDatesRequest/properties/attendanceTypeIDs/items");
    let twin = schema("NullableUserID");
    plant(vec![
        here(set(&*member, number), "id-component"),
        here(set(list, json!({"type": "integer"})), "id-component"),
        one(
            set(
                format!("{member}/allOf/0/$ref"),
                "#/components/schemas/Count",
            ),
            "id-component",
            &*member,
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
                json!({"type": "integer", "description": "A count of something."}),
            ),
            vec![
                ("nullable-twin", schema("NullableCount")),
                ("nullable-twin", schema("NullableCount")),
                ("unused-component", schema("NullableCount")),
            ],
        ),
    ]);
}
