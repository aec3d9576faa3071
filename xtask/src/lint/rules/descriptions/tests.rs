//! A missing description is found.

use crate::lint::planted::{PATH, here, one, op, plant, remove, schema, set};
use serde_json::json;

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
