//! Bodies of the reports with every filter set.

use jiff::civil::{Date, date};
use serde_json::{Value, json};
use tatodesk::{Minutes, ids::*};

use crate::{check, id, tatodesk};

fn days() -> std::ops::RangeInclusive<Date> {
    date(2024, 1, 1)..=date(2025, 1, 30)
}

/// A whole body around the filters besides the dates.
fn body(filters: Value) -> Value {
    let mut filter = json!({"dateInitial": "01/01/2024", "dateFinal": "30/01/2025"});
    filter
        .as_object_mut()
        .unwrap()
        .extend(filters.as_object().unwrap().clone());
    json!({"filter": filter, "page": 0})
}

#[test]
fn digital_services() {
    let tatodesk = tatodesk();
    check(
        tatodesk
            .reports()
            .digital_services(days())
            .protocol(id("2024"))
            .session(id("9a22"))
            .statuses([StatusId(1)])
            .departments([DepartmentId(2), DepartmentId(3)])
            .users([UserId(4)])
            .tags([TagId(5)])
            .channels([ChannelId(6)])
            .rates([5])
            .sentiments([1])
            .duration(Minutes::under(1))
            .waiting_time(Minutes::over(5))
            .first_agent_reply(Minutes::at_most(2))
            .agent_reply_time(Minutes::at_least(3))
            .client_reply_time(Minutes::between(4..=6))
            .form("EMAIL", "marina@example.com")
            .additional_data("PLAN", "gold"),
        "listDigitalAttendancesReport",
        body(json!({
            "protocol": "2024",
            "sessionID": "9a22",
            "statusIDs": [1],
            "departmentIDs": [2, 3],
            "userIDs": [4],
            "tagIDs": [5],
            "channelIDs": [6],
            "rates": [5],
            "sentiments": [1],
            "attendanceTime": {"operation": 1, "value": 1},
            "waitingTime": {"operation": 3, "value": 5},
            "firstAgentReply": {"operation": 2, "value": 2},
            "timeAgentClientReply": {"operation": 4, "value": 3},
            "timeClientAgentReply": {"operation": 5, "value": 4, "valueFinal": 6},
            "form": {"key": "EMAIL", "value": "marina@example.com"},
            "additionalData": {"ID": "PLAN", "value": "gold"},
        })),
    );
}

#[test]
fn in_person_services() {
    let tatodesk = tatodesk();
    check(
        tatodesk
            .reports()
            .in_person_services(days())
            .protocol(id("2024"))
            .code("CM12")
            .companies([CompanyId(1)])
            .units([ServiceUnitId(2)])
            .types([ServiceTypeId(3)])
            .statuses([StatusId(4)])
            .users([UserId(5)])
            .tags([TagId(6)])
            .duration(Minutes::under(1))
            .waiting_time(Minutes::under(2))
            .paused_time(Minutes::under(3))
            .form("NAME", "Marina Duarte")
            .additional_data("PLAN", "gold"),
        "listPresentialAttendancesReport",
        body(json!({
            "protocol": "2024",
            "attendanceCode": "CM12",
            "companyIDs": [1],
            "attendanceUnitIDs": [2],
            "attendanceTypeIDs": [3],
            "statusIDs": [4],
            "userIDs": [5],
            "tagIDs": [6],
            "attendanceTime": {"operation": 1, "value": 1},
            "waitingTime": {"operation": 1, "value": 2},
            "pausedTime": {"operation": 1, "value": 3},
            "form": {"key": "NAME", "value": "Marina Duarte"},
            "additionalData": {"ID": "PLAN", "value": "gold"},
        })),
    );
}

#[test]
fn tickets_campaigns_and_notifications() {
    let tatodesk = tatodesk();
    let section = tatodesk.reports();
    check(
        section
            .tickets(days())
            .protocol(id("2025"))
            .statuses([StatusId(1)])
            .organizations([OrganizationId(2)])
            .projects([ProjectId(3)])
            .departments([DepartmentId(4)])
            .users([UserId(5)])
            .form("NAME", "Marina Duarte"),
        "listTicketIssuesReport",
        body(json!({
            "protocol": "2025",
            "statusIDs": [1],
            "organizationIDs": [2],
            "projectIDs": [3],
            "departmentIDs": [4],
            "userIDs": [5],
            "form": {"key": "NAME", "value": "Marina Duarte"},
        })),
    );
    check(
        section
            .campaigns(days())
            .archived(true)
            .departments([DepartmentId(7)]),
        "listCampaignsReport",
        body(json!({"archived": 1, "departmentIDs": [7]})),
    );
    check(
        section
            .ad_hoc_notifications(days())
            .templates([TemplateId::from("second_bill_notice"), TemplateId::from(4)])
            .users([UserId(25)])
            .api_keys([json!(9)])
            .service("whatsapp"),
        "listLooseNotificationsReport",
        body(json!({
            "mktTemplateIDs": ["second_bill_notice", 4],
            "userIDs": [25],
            "apiKeyIDs": [9],
            "service": "whatsapp",
        })),
    );
}

#[test]
fn journeys() {
    let tatodesk = tatodesk();
    let section = tatodesk.reports();
    let filter = json!({
        "dateInitial": "01/01/2024", "dateFinal": "01/30/2025", "chatbotID": "ca94", "chatbotJourneyID": "9f4e",
    });
    check(
        section
            .grouped_journeys(days())
            .chatbot(id("ca94"))
            .journey(id("9f4e")),
        "listChatbotJourneyEventsGrouped",
        json!({"filter": filter}),
    );
    check(
        section
            .detailed_journeys(days())
            .chatbot(id("ca94"))
            .journey(id("9f4e")),
        "listChatbotJourneyEventsDetailed",
        json!({"filter": filter, "page": 0}),
    );
}
