//! A limit that the schema lacks is found.

use crate::lint::planted::{here, one, plant, remove, schema, set};

#[test]
fn documented_limits() {
    let of = |place: &str| schema(place);
    plant(vec![
        here(
            remove(of("MinutesFilter/properties/operation/maximum")),
            "limit",
        ),
        here(
            remove(of("MinutesFilter/properties/operation/minimum")),
            "limit",
        ),
        here(
            set(of("MinutesFilter/properties/value/minimum"), -1),
            "limit",
        ),
        here(
            remove(of("MinutesFilter/properties/valueFinal/minimum")),
            "limit",
        ),
        here(
            remove(of("ListCampaignsReportRequest/properties/limit/minimum")),
            "limit",
        ),
        here(
            set(
                of("ListTicketIssuesReportRequest/properties/limit/minimum"),
                0,
            ),
            "limit",
        ),
        here(
            remove(of("ListDepartmentsRequest/properties/page/minimum")),
            "limit",
        ),
    ]);
}

#[test]
fn limits_that_are_told_in_words() {
    let answer = schema("SurveyAnswer/properties/answerValue");
    plant(vec![one(
        set(
            format!("{answer}/description"),
            "What the person answered (inferred), from 1 to 10.",
        ),
        "limit",
        format!("{answer}/minimum"),
    )]);
}
