//! Personal data and secrets that no schema marks are found.

use crate::lint::planted::{here, one, plant, remove, schema, set};
use serde_json::json;

const RULE: &str = "sensitive-member";

#[test]
fn data_and_secrets_say_so() {
    let places = [
        "AttendanceLinks/properties/rateLink",
        "CampaignItem/properties/key",
        "CampaignItem/properties/parameters",
        "CreateAttachmentsRequest/properties/urls",
        "DigitalAttendance/properties/userName",
        "EmailAttachment/properties/base64",
        "ListCustomCompaniesRequest/properties/token",
        "PresentialAttendanceRow/properties/contactForms",
        "SmsMessage/properties/to",
        "SmsTemplate/properties/params",
        "SurveyAnswer/properties/answerText",
        "TicketIssue/properties/threads",
        "UploadMediaRequest/properties/media",
    ];
    plant(
        places
            .map(|place| here(remove(schema(&format!("{place}/x-sensitive"))), RULE))
            .into(),
    );
}

#[test]
fn a_component_s_word_counts_for_the_members_that_hold_it() {
    let of = |member: &str| schema(&format!("{member}/x-sensitive"));
    let link = of("DocumentSubmissionLink/properties/link");
    plant(vec![
        (
            remove(&*link),
            vec![
                (RULE, link.clone()),
                (
                    RULE,
                    of("AttendanceLinks/properties/documentSubmissionLinks"),
                ),
            ],
        ),
        (
            remove(of("Metadata")),
            vec![
                (RULE, of("Metadata")),
                (RULE, of("SendSmsRequest/properties/metadatas")),
                (RULE, of("SendWhatsAppRequest/properties/metadatas")),
            ],
        ),
        // The wrong kind does not count: a reader of a log could use a secret.
        here(
            set(of("AttendanceLinks/properties/rateLink"), "personal"),
            RULE,
        ),
    ]);
}

#[test]
fn free_members_are_sensitive() {
    let request = schema("InsertObjectRequest/x-sensitive");
    plant(vec![here(remove(&*request), RULE)]);
}

#[test]
fn a_schema_that_is_sensitive_as_a_whole_says_so() {
    let of = |name: &str| schema(&format!("{name}/x-sensitive"));
    plant(vec![
        here(set(of("AppSessionID"), "personal"), RULE),
        (
            remove(of("DeleteObjectRequest")),
            vec![
                (RULE, of("DeleteObjectRequest")),
                (RULE, of("DeleteObjectRequest")),
            ],
        ),
        here(remove(of("ListLooseNotificationsReportResponse")), RULE),
        here(remove(of("GetMessagingSessionResponse")), RULE),
        here(remove(of("SendSmsResponse")), RULE),
    ]);
}

#[test]
fn new_members_are_met_by_name() {
    let place = schema("Department/properties/userName");
    plant(vec![one(
        set(
            &*place,
            json!({"type": "string", "description": "Name of its head."}),
        ),
        RULE,
        format!("{place}/x-sensitive"),
    )]);
}

#[test]
fn the_table_has_no_name_that_is_gone() {
    let shown = "/paths/~1pa~1getAppointment/post/responses/200/content/application~1json\
        /examples/documented/value/appointment/nick";
    plant(vec![(
        remove(schema("Appointment/properties/nick")),
        vec![
            (RULE, "/components/schemas".to_owned()),
            ("example-member", shown.to_owned()),
        ],
    )]);
}
