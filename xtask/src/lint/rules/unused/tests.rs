//! References to nothing and components without a reference are found.

use crate::lint::planted::{here, plant, schema, set};
use serde_json::json;

#[test]
fn references_lead_somewhere_and_components_are_used() {
    plant(vec![
        here(
            set(
                schema("Unused"),
                json!({"type": "string", "description": "Not used by anything."}),
            ),
            "unused-component",
        ),
        here(
            set(
                "/components/responses/Unused",
                json!({"description": "Not used by anything.",
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
                ("own-words", schema("Company/properties/place")),
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
