//! Changes that break no one.

use serde_json::json;

use super::{check, planted};
use crate::lint::planted::{CLEAN, PATH, op, remove, schema, set};

#[test]
fn words_and_order_are_no_change() {
    let mut reordered = CLEAN.clone();
    let company = reordered
        .pointer_mut(&schema("Company/properties"))
        .and_then(serde_json::Value::as_object_mut)
        .expect("members");
    let mut members: Vec<_> = std::mem::take(company).into_iter().collect();
    members.reverse();
    company.extend(members);
    assert_eq!(super::between(CLEAN.clone(), reordered), [""; 0]);

    // One report of all of them names each that counts as a change.
    let edits = [
        set(op("/description"), "Other words."),
        set(op("/summary"), "Other words"),
        set(op("/requestBody/description"), "Other words."),
        set(op("/responses/200/description"), "Other words."),
        set(
            op("/requestBody/content/application~1json/examples"),
            json!({}),
        ),
        set(op("/externalDocs/url"), "https://example.com"),
        set(op("/x-documented-as/title"), "Another title"),
        set(op("/x-errata"), json!(["T1"])),
        set(schema("Company/description"), "Other words."),
        set(schema("Company/properties/ID/description"), "Other words."),
        set(schema("Company/properties/name/example"), "Outra"),
        set(schema("Company/properties/name/x-errata"), json!([])),
        set(schema("Company/required"), json!(["name", "ID"])),
        set(
            schema("AppID/oneOf"),
            json!([{"type": "integer", "format": "int64"}, {"type": "string"}]),
        ),
        set(schema("Unused"), json!({"type": "object"})),
        set("/info/version", "2027.1.0"),
        set(
            "/components/securitySchemes/ApiKey/description",
            "Other words.",
        ),
        set("/x-errata/T1/decision", "Other words."),
        set("/servers/0/description", "Other words"),
        set(op("/servers/0/url"), "https://api.tatodesk.com/"),
        set(
            schema("Company/properties/ID"),
            json!({"$ref": "#/components/schemas/CompanyID"}),
        ),
    ];
    assert_eq!(planted(&edits), [""; 0]);
}

#[test]
fn what_promises_more_or_asks_less_is_compatible() {
    let booking = |rest: &str| schema(&format!("CreateAppointmentRequest{rest}"));
    let company = |rest: &str| schema(&format!("Company{rest}"));
    let copy = CLEAN.pointer(PATH).expect("an operation").clone();
    check(vec![
        (
            vec![
                set("/paths/~1dl~1pa~1listHolidays", copy),
                set(
                    "/paths/~1dl~1pa~1listHolidays/post/operationId",
                    "listHolidays",
                ),
            ],
            &["listHolidays compatible operation: is new"],
        ),
        (
            vec![set(booking("/properties/note"), json!({"type": "string"}))],
            &[
                "createAppointment compatible CreateAppointmentRequest.note in requests: a new member",
            ],
        ),
        (
            vec![remove(booking("/required/4"))],
            &[
                "createAppointment compatible CreateAppointmentRequest.hour in requests: is not required any more",
            ],
        ),
        (
            vec![set(booking("/properties/hour/nullable"), true)],
            &[
                "createAppointment compatible CreateAppointmentRequest.hour in requests: may be null now",
            ],
        ),
        (
            vec![remove(booking("/properties/date/pattern"))],
            &[
                "createAppointment compatible CreateAppointmentRequest.date in requests: has no `pattern` \"^(0[1-9]|[12][0-9]|3[01])/(0[1-9]|1[0-2])/[0-9]{4}$\" any more",
            ],
        ),
        (
            vec![set(schema("MinutesFilter/properties/operation/maximum"), 6)],
            &[
                "listDigitalAttendancesReport, listPresentialAttendancesReport compatible MinutesFilter.operation in requests: `maximum` changed from 5 to 6",
            ],
        ),
        (
            vec![remove(schema("MinutesFilter/additionalProperties"))],
            &[
                "listDigitalAttendancesReport, listPresentialAttendancesReport compatible MinutesFilter in requests: may have members without a description now",
            ],
        ),
        (
            vec![set(company("/properties/city"), json!({"type": "string"}))],
            &[
                "listCompaniesByUser, listCustomAttendanceTypeCategories, listCustomCompanies compatible Company.city in answers: a new member",
            ],
        ),
        (
            vec![set(company("/required/2"), "accountID")],
            &[
                "listCompaniesByUser, listCustomAttendanceTypeCategories, listCustomCompanies compatible Company.accountID in answers: is required now",
            ],
        ),
        (
            vec![set(company("/properties/name/minLength"), 1)],
            &[
                "listCompaniesByUser, listCustomAttendanceTypeCategories, listCustomCompanies compatible Company.name in answers: has `minLength` 1 now",
            ],
        ),
        (
            vec![set(company("/properties/name/enum"), json!(["a", "b"]))],
            &[
                "listCompaniesByUser, listCustomAttendanceTypeCategories, listCustomCompanies compatible Company.name in answers: only some values are allowed now: \"a\", \"b\"",
            ],
        ),
        (
            vec![set(company("/properties/name/x-sensitive"), "personal")],
            &[
                "listCompaniesByUser, listCustomAttendanceTypeCategories, listCustomCompanies compatible Company.name in answers: has `x-sensitive` \"personal\" now",
            ],
        ),
        (
            vec![remove(schema(
                "ListCompaniesByUserResponse/properties/companies/nullable",
            ))],
            &[
                "listCompaniesByUser compatible ListCompaniesByUserResponse.companies in answers: may not be null any more",
            ],
        ),
        (
            vec![set(
                schema("ListCompaniesByUserResponse/x-required-on-success"),
                json!(["companies"]),
            )],
            &[
                "listCompaniesByUser compatible ListCompaniesByUserResponse.companies in answers: each success has it now",
            ],
        ),
        (
            vec![set(op("/deprecated"), true)],
            &["listCompaniesByUser compatible operation: is deprecated now"],
        ),
        (
            vec![set(op("/responses/404"), json!({"description": "Gone."}))],
            &["listCompaniesByUser compatible answer 404: is described now"],
        ),
        (
            vec![set("/security", json!([]))],
            &["all 52 operations compatible key: none now, not header `TATODESK-API-KEY`"],
        ),
        (
            vec![remove(schema("Count/oneOf/1"))],
            &[
                "getMessagingSession, listAreas, listAttendanceGroups, listCampaignsReport, listChatbotEventFeedbacksByFilter, listChatbotJourneyEventsDetailed, listChatbotJourneyEventsGrouped, listChatbotJourneys, listDepartments, listDigitalAttendancesReport, listGroupSpecializations, listMessagingSessions, listObject, listPresentialAttendancesReport, listSubAreas, listSubSpecializations, listTicketIssuesReport compatible Count in answers: may not be string any more",
            ],
        ),
        (
            vec![set(
                schema("TemplateID/oneOf/2"),
                json!({"type": "boolean"}),
            )],
            &[
                "listLooseNotificationsReport, sendEmail, sendSms, sendWhatsApp compatible TemplateID in requests: may also be boolean now",
            ],
        ),
        (
            vec![set(schema("MinutesFilter/properties/value/type"), "number")],
            &[
                "listDigitalAttendancesReport, listPresentialAttendancesReport compatible \
               MinutesFilter.value in requests: its type is number now, not integer",
            ],
        ),
        (
            vec![
                remove(schema("CreateAppointmentResponse/x-required-on-success/1")),
                set(
                    schema("CreateAppointmentResponse/required"),
                    json!(["protocol"]),
                ),
            ],
            &[
                "createAppointment compatible CreateAppointmentResponse.protocol in answers: is required now",
            ],
        ),
    ]);
}
