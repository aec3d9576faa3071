//! Defects in methods, ids, tags and the key.

use crate::lint::planted::{Edit, PATH, here, one, op, plant, set};
use serde_json::json;

#[test]
fn methods_tags_and_the_key() {
    let scheme = "/components/securitySchemes/ApiKey";
    plant(vec![
        one(
            Edit::Move(op(""), format!("{PATH}/get")),
            "method",
            format!("{PATH}/get"),
        ),
        one(set(op("/tags"), json!(["Nowhere"])), "tag", op("/tags/0")),
        here(set(op("/tags"), json!(["Pulse", "WhatsApp"])), "tag"),
        here(set(op("/security"), json!([])), "security"),
        one(
            set(format!("{scheme}/name"), "X-API-KEY"),
            "security",
            scheme,
        ),
        one(set(format!("{scheme}/in"), "query"), "security", scheme),
        here(set(format!("{scheme}/example"), "abc"), "literal-key"),
        here(set("/security", json!([{"ApiKey": []}, {}])), "security"),
    ]);
}

#[test]
fn operation_ids() {
    let id = op("/operationId");
    let request = op("/requestBody/content/application~1json/schema/$ref");
    let response = op("/responses/200/content/application~1json/schema/$ref");
    let renamed = |name: &str, rule| {
        let edit = set(&*id, name);
        let places = [
            (rule, id.clone()),
            ("operation-id-list", "/paths".to_owned()),
            ("body-name", request.clone()),
            ("body-name", response.clone()),
        ];
        (edit, places.to_vec())
    };
    let mut capital = renamed("ListCompaniesByUser", "operation-id");
    capital.1.push(("operation-id-list", id.clone()));
    // The names of the components still follow from the id, whatever its first letter is.
    capital.1.retain(|(rule, _)| *rule != "body-name");
    plant(vec![
        renamed("listCompanies", "operation-id-list"),
        renamed("listAttendanceTypes", "operation-id"),
        capital,
    ]);
}
