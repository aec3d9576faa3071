//! Defects in the table of plain words.

use crate::lint::planted::{here, one, op, plant, schema, set};
use serde_json::json;

#[test]
fn plain_names() {
    let entry = |wire: &str| format!("/x-plain-name/{wire}");
    plant(vec![
        here(set("/x-plain-name", json!(["attendance"])), "x-plain-name"),
        here(
            set("/x-plain-name", json!({"attendance": 1})),
            "x-plain-name",
        ),
        here(set(entry("waitingroom"), "lobby"), "x-plain-name"),
        here(set(entry("attendance"), "Service"), "x-plain-name"),
        here(set(entry("attendance"), ""), "x-plain-name"),
        here(set(entry("openning"), "attendance"), "x-plain-name"),
        one(
            set(op("/x-plain-name"), "a"),
            "x-unknown",
            op("/x-plain-name"),
        ),
        // Two members of one object must not become one.
        one(
            set(
                schema("Appointment/properties/serviceUnit"),
                json!({"type": "string", "nullable": true, "description": "Where the person was served in the end.", "example": "Unidade Porto"}),
            ),
            "x-plain-name",
            schema("Appointment/properties/serviceUnit"),
        ),
    ]);
}
