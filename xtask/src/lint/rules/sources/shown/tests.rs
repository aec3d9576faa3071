//! A documented word that nothing else keeps is found.

use crate::lint::planted::{one, plant, schema, set};

#[test]
fn words_of_the_documentation_are_kept() {
    let of = |place: &str| schema(&format!("{place}/description"));
    let lost = |place: &str, text: &str| {
        let at = of(place);
        one(set(&*at, text), "documented-word", at.clone())
    };
    plant(vec![
        lost(
            "AttendanceClassification/properties/abbreviation",
            "Letters of the codes, such as `CM` and `G`.",
        ),
        lost(
            "TicketIssue/properties/status",
            "Status in words: `Resolved`, `Waiting for Response`.",
        ),
        lost(
            "CrmColumn/properties/type",
            "Type in words: `text`, `numeric`, `integer` or `type`.",
        ),
        lost(
            "SearchProtocolRequest/properties/platform",
            "Products, such as digital attendance, in-person and tickets.",
        ),
    ]);
}
