//! References that lead nowhere, and components that nothing refers to.

use crate::lint::planted::{here, plant, schema, set};
use serde_json::json;

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
