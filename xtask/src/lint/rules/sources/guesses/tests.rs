//! A guess without an erratum is found.

use crate::lint::planted::{here, one, plant, remove, schema, set};
use serde_json::json;

#[test]
fn a_guess_names_what_it_rests_on() {
    let of = |place: &str| schema(&format!("{place}/x-errata"));
    let words = |place: &str| schema(&format!("{place}/description"));
    plant(vec![
        here(
            remove(of("SurveyForm/properties/responseFlowType")),
            "guess",
        ),
        here(remove(of("WebhookID")), "guess"),
        here(
            set(of("WhatsAppMedia/properties/link"), json!(["Y9"])),
            "guess",
        ),
        one(
            set(
                words("Department/properties/name"),
                "Name of the department, presumably.",
            ),
            "guess",
            of("Department/properties/name"),
        ),
        one(
            set(
                words("OpeningHours/properties/day"),
                "Perhaps a day, a guess.",
            ),
            "guess",
            of("OpeningHours/properties/day"),
        ),
    ]);
}

#[test]
fn no_error_status_is_documented() {
    let of = |name: &str| format!("/components/responses/{name}/x-errata");
    plant(vec![
        here(remove(of("Refused")), "guess"),
        here(remove(of("Failed")), "guess"),
        here(set(of("Refused"), json!(["T9"])), "guess"),
    ]);
}
