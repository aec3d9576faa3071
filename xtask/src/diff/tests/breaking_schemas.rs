//! Changes of requests and answers that break users.

use serde_json::json;

use super::check;
use crate::lint::planted::{CLEAN, op, remove, schema, set};

#[test]
fn of_requests() {
    let booking = |rest: &str| schema(&format!("CreateAppointmentRequest{rest}"));
    let flag = |rest: &str| {
        schema(&format!(
            "ListCompaniesByUserRequest/properties/isActive{rest}"
        ))
    };
    check(vec![
        (
            vec![set(booking("/required/5"), "periodID")],
            &[
                "createAppointment breaks CreateAppointmentRequest.periodID in requests: is required now",
            ],
        ),
        (
            vec![
                set(booking("/properties/reason"), json!({"type": "string"})),
                set(booking("/required/5"), "reason"),
            ],
            &[
                "createAppointment breaks CreateAppointmentRequest.reason in requests: a new member, which is required",
            ],
        ),
        (
            vec![remove(booking("/properties/periodID"))],
            &[
                "createAppointment breaks CreateAppointmentRequest.periodID in requests: the member is gone",
            ],
        ),
        (
            vec![set(booking("/properties/hour/type"), "integer")],
            &[
                "createAppointment breaks CreateAppointmentRequest.hour in requests: its type is integer now, not string",
            ],
        ),
        (
            vec![set(booking("/properties/date/format"), "us-date")],
            &[
                "createAppointment breaks CreateAppointmentRequest.date in requests: `format` changed from \"br-date\" to \"us-date\"",
            ],
        ),
        (
            vec![set(booking("/properties/date/pattern"), "^[0-9/]+$")],
            &[
                "createAppointment breaks CreateAppointmentRequest.date in requests: `pattern` changed from \"^(0[1-9]|[12][0-9]|3[01])/(0[1-9]|1[0-2])/[0-9]{4}$\" to \"^[0-9/]+$\"",
            ],
        ),
        (
            vec![set(booking("/properties/attendanceTypes/maxItems"), 3)],
            &[
                "createAppointment breaks CreateAppointmentRequest.attendanceTypes in requests: has `maxItems` 3 now",
            ],
        ),
        (
            vec![remove(flag("/enum/1")), remove(flag("/x-enum-varnames/1"))],
            &[
                "listCompaniesByUser breaks ListCompaniesByUserRequest.isActive in requests: the value 2 is gone",
            ],
        ),
        (
            vec![set(flag("/x-enum-varnames"), json!(["on", "off"]))],
            &[
                "listCompaniesByUser breaks ListCompaniesByUserRequest.isActive in requests: the value 1 has the name on now, not yes",
                "listCompaniesByUser breaks ListCompaniesByUserRequest.isActive in requests: the value 2 has the name off now, not no",
            ],
        ),
        (
            vec![set(schema("MinutesFilter/properties/operation/maximum"), 4)],
            &[
                "listDigitalAttendancesReport, listPresentialAttendancesReport breaks MinutesFilter.operation in requests: `maximum` changed from 5 to 4",
            ],
        ),
        (
            vec![set(schema("MinutesFilter/properties/value/minimum"), 1)],
            &[
                "listDigitalAttendancesReport, listPresentialAttendancesReport breaks MinutesFilter.value in requests: `minimum` changed from 0 to 1",
            ],
        ),
        (
            vec![set(schema("ListObjectRequest/additionalProperties"), false)],
            &[
                "listObject breaks ListObjectRequest in requests: may not have members without a description any more",
            ],
        ),
        (
            vec![set(schema("AppID"), json!({"type": "string"}))],
            &[
                "sendEmail, sendSms, sendWhatsApp breaks AppID in requests: may not be integer any more",
            ],
        ),
        (
            vec![remove(schema(
                "UploadMediaRequest/properties/media/x-sensitive",
            ))],
            &[
                "uploadMedia breaks UploadMediaRequest.media in requests: has no `x-sensitive` \"personal\" any more",
            ],
        ),
        (
            vec![set(
                schema("UploadMediaRequest/properties/media/format"),
                "byte",
            )],
            &[
                "uploadMedia breaks UploadMediaRequest.media in requests: `format` changed from \"binary\" to \"byte\"",
            ],
        ),
    ]);
}

#[test]
fn of_answers() {
    let company = |rest: &str| schema(&format!("Company/properties{rest}"));
    check(vec![
        (
            vec![remove(company("/createdAt"))],
            &[
                "listCompaniesByUser, listCustomAttendanceTypeCategories, listCustomCompanies breaks Company.createdAt in answers: the member is gone",
            ],
        ),
        (
            vec![set(company("/name/nullable"), true)],
            &[
                "listCompaniesByUser, listCustomAttendanceTypeCategories, listCustomCompanies breaks Company.name in answers: may be null now",
            ],
        ),
        (
            vec![remove(schema("Company/required/1"))],
            &[
                "listCompaniesByUser, listCustomAttendanceTypeCategories, listCustomCompanies breaks Company.name in answers: is not required any more",
            ],
        ),
        (
            vec![set(company("/createdAt/format"), "date-time")],
            &[
                "listCompaniesByUser, listCustomAttendanceTypeCategories, listCustomCompanies breaks Company.createdAt in answers: `format` changed from \"wall-clock\" to \"date-time\"",
            ],
        ),
        (
            vec![remove(company("/createdAt/format"))],
            &[
                "listCompaniesByUser, listCustomAttendanceTypeCategories, listCustomCompanies breaks Company.createdAt in answers: has no `format` \"wall-clock\" any more",
            ],
        ),
        (
            vec![set(company("/name/type"), "integer")],
            &[
                "listCompaniesByUser, listCustomAttendanceTypeCategories, listCustomCompanies breaks Company.name in answers: its type is integer now, not string",
            ],
        ),
        (
            vec![set(
                company("/name/oneOf"),
                json!([{"type": "string"}, {"type": "integer"}]),
            )],
            &[
                "listCompaniesByUser, listCustomAttendanceTypeCategories, listCustomCompanies breaks Company.name in answers: may also be integer now",
            ],
        ),
        (
            vec![
                set(
                    schema("Firm"),
                    CLEAN.pointer(&schema("Company")).expect("a schema").clone(),
                ),
                set(
                    schema("ListCompaniesByUserResponse/properties/companies/items/$ref"),
                    "#/components/schemas/Firm",
                ),
            ],
            &[
                "listCompaniesByUser breaks ListCompaniesByUserResponse.companies[] in answers: its schema is Firm now, not Company",
            ],
        ),
        (
            vec![remove(schema(
                "CreateAppointmentResponse/x-required-on-success/1",
            ))],
            &[
                "createAppointment breaks CreateAppointmentResponse.protocol in answers: a success is not sure to have it any more",
            ],
        ),
        (
            vec![set(schema("CrmRow/additionalProperties"), false)],
            &[
                "listObject breaks CrmRow in answers: may not have members without a description any more",
            ],
        ),
        (
            vec![remove(op("/responses/4XX"))],
            &["listCompaniesByUser breaks answer 4XX: is not described any more"],
        ),
        (
            vec![set(
                schema("Appointment/properties/attendanceUnitID/allOf/0/$ref"),
                "#/components/schemas/NullableUserID",
            )],
            &[
                "getAppointment breaks Appointment.attendanceUnitID in answers: its schema is UserID now, not AttendanceUnitID",
                "getAppointment breaks Appointment.attendanceUnitID in answers: may be null now",
            ],
        ),
        (
            vec![set(schema("Count/oneOf/2"), json!({"type": "boolean"}))],
            &[
                "getMessagingSession, listAreas, listAttendanceGroups, listCampaignsReport, listChatbotEventFeedbacksByFilter, listChatbotJourneyEventsDetailed, listChatbotJourneyEventsGrouped, listChatbotJourneys, listDepartments, listDigitalAttendancesReport, listGroupSpecializations, listMessagingSessions, listObject, listPresentialAttendancesReport, listSubAreas, listSubSpecializations, listTicketIssuesReport breaks Count in answers: may also be boolean now",
            ],
        ),
    ]);
}

#[test]
fn of_places_below_members() {
    let answer = |rest: &str| schema(&format!("CreateAppointmentResponse{rest}"));
    let media = "/paths/~1dl~1v1~1whatsapp~1media/post/requestBody/content/multipart~1form-data";
    check(vec![
        (
            vec![set(answer("/properties/documents/items/type"), "integer")],
            &[
                "createAppointment breaks CreateAppointmentResponse.documents[] in answers: \
               its type is integer now, not string",
            ],
        ),
        (
            vec![
                set(schema("Company/required"), json!(["ID"])),
                set(schema("Company/x-required-on-success"), json!(["name"])),
            ],
            &[
                "listCompaniesByUser, listCustomAttendanceTypeCategories, listCustomCompanies breaks \
               Company.name in answers: only a success is sure to have it now",
            ],
        ),
        (
            vec![set(
                schema("Metadata/additionalProperties"),
                json!({"type": "string", "nullable": true}),
            )],
            &[
                "sendSms, sendWhatsApp breaks Metadata.* in requests: its type is string now, not any type",
            ],
        ),
        (
            vec![remove(schema("ErrorEnvelope/properties/error"))],
            &["all 52 operations breaks ErrorEnvelope.error in answers: the member is gone"],
        ),
        (
            vec![set(
                format!("{media}/encoding/media/contentType"),
                "image/*, audio/*, video/*",
            )],
            &["uploadMedia breaks request, part media: is not application/* any more"],
        ),
        // Each of the two forms says that it may be null.
        (
            vec![
                set(
                    schema("NullablePeriodID"),
                    json!({"type": "integer", "format": "int64", "nullable": true}),
                ),
                set(
                    schema("Period/properties/ID/allOf/0/$ref"),
                    "#/components/schemas/NullablePeriodID",
                ),
            ],
            &["listPeriods breaks Period.ID in answers: may be null now"],
        ),
    ]);
}
