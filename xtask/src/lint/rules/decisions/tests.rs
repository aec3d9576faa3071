//! A decision without its erratum is found.

use crate::lint::planted::{here, plant, remove, schema};

#[test]
fn formats_that_decide_name_their_erratum() {
    let places = [
        "CampaignItem/properties/read",
        "Company/properties/isActive",
        "DigitalAttendance/properties/additionalData",
        "DigitalAttendance/properties/waitingTime",
        "JourneyEventsFilter/properties/dateFinal",
        "ListDatesResponse/properties/dates",
        "MessagingSession/properties/createdAt",
        "Review/properties/chatbotEventTagID",
        "SurveyForm/properties/tagIDs",
    ];
    plant(
        places
            .map(|place| here(remove(schema(&format!("{place}/x-errata"))), "decision"))
            .into(),
    );
}
