//! A decision without its erratum is found.

use crate::lint::planted::{here, plant, remove, schema, set};
use serde_json::json;

#[test]
fn formats_that_decide_name_their_erratum() {
    let places = [
        "Company/properties/isActive",
        "DigitalAttendance/properties/additionalData",
        "DigitalAttendance/properties/timeAgentClientReply",
        "JourneyEventsFilter/properties/dateFinal",
        "ListDatesResponse/properties/dates",
        "MessagingSession/properties/createdAt",
        "CampaignItem/properties/conversion",
        "SurveyForm/properties/tagIDs",
    ];
    plant(
        places
            .map(|place| here(remove(schema(&format!("{place}/x-errata"))), "decision"))
            .into(),
    );
}

#[test]
fn the_ends_of_a_period_rest_on_the_same() {
    let of = |place: &str| schema(&format!("{place}/x-errata"));
    let pattern = |place: &str| schema(&format!("{place}/pattern"));
    let notified = "LooseNotificationsFilter/properties/dateFinal";
    let other = |place: &str, id: &str| {
        let found = vec![("period", of(place)), ("pattern", pattern(place))];
        (set(of(place), json!([id])), found)
    };
    plant(vec![
        (
            set(of(notified), json!(["D1"])),
            vec![
                ("guess", of(notified)),
                ("pattern", pattern(notified)),
                ("period", of(notified)),
            ],
        ),
        other("CampaignsFilter/properties/dateFinal", "D4"),
        other("TicketIssuesFilter/properties/dateFinal", "D4"),
    ]);
}
