//! Places without a type must be listed, and their examples must agree.

use crate::lint::planted::{here, one, plant, remove, schema, set};
use serde_json::json;

#[test]
fn places_without_a_type_are_listed() {
    let documents = schema("Appointment/properties/documents");
    let shown = "/paths/~1pa~1getAppointment/post/responses/200/content/application~1json\
        /examples/documented/value/appointment/documents";
    plant(vec![
        here(
            set(
                schema("Company/properties/remark"),
                json!({"description": "A remark about the company."}),
            ),
            "untyped",
        ),
        one(
            set(
                schema("Company/properties/remarks"),
                json!({"type": "array", "nullable": true, "description": "Remarks about the company.", "items": {}}),
            ),
            "untyped",
            schema("Company/properties/remarks/items"),
        ),
        here(
            set(
                &*documents,
                json!({"type": "string", "nullable": true, "description": "Documents to bring along."}),
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
