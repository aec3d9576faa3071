//! Descriptions that say nothing are found.

use crate::lint::planted::{here, op, plant, schema, set};
use serde_json::json;

#[test]
fn a_reference_has_words_of_its_own() {
    let bare = json!({"$ref": "#/components/schemas/MinutesFilter"});
    let places = [
        (
            "DigitalAttendancesFilter/properties/waitingTime",
            bare.clone(),
        ),
        ("PresentialAttendancesFilter/properties/pausedTime", bare),
        (
            "PresentialAttendance/properties/userID",
            json!({"$ref": "#/components/schemas/NullableUserID"}),
        ),
        (
            "GetAppointmentRequest/properties/protocol",
            json!({"$ref": "#/components/schemas/Protocol"}),
        ),
    ];
    plant(
        places
            .map(|(place, bare)| here(set(schema(place), bare), "own-words"))
            .into(),
    );
}

#[test]
fn descriptions_say_something() {
    let member = |place: &str| schema(&format!("{place}/description"));
    plant(vec![
        here(
            set(member("ListHoursRequest/properties/date"), "The day."),
            "empty-words",
        ),
        here(
            set(
                member("TicketIssuesFilter/properties/statusIDs"),
                "Statuses.",
            ),
            "empty-words",
        ),
        here(set(member("SurveyForm"), "A survey form."), "empty-words"),
        here(
            set(
                member("CampaignItem/properties/conversion"),
                "Null in every example.",
            ),
            "empty-words",
        ),
        here(
            set(
                member("ListAreasResponse/properties/areas"),
                "The rows of the page.",
            ),
            "empty-words",
        ),
    ]);
}

#[test]
fn bodies_differ() {
    let request = op("/requestBody/description");
    let answer = op("/responses/200/description");
    let upload = "/paths/~1dl~1v1~1whatsapp~1media/post/requestBody/description";
    plant(vec![
        here(set(&*request, "What to send."), "empty-words"),
        here(set(&*request, " "), "empty-words"),
        here(
            set(&*answer, "Done, unless `error` says otherwise."),
            "empty-words",
        ),
        // The first operation with these words is the right one.
        here(
            set(upload, "The service unit whose categories to list."),
            "empty-words",
        ),
    ]);
}
