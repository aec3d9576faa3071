//! The filters of the reports, each with the rows that it keeps.

use serde_json::{Value, json};

use crate::data_api::reports::{DIGITAL, EVENTS, IN_PERSON, NOTIFICATIONS};

pub(crate) const TICKETS: &str = "/ticket/listTicketIssuesReport";
pub(crate) const CAMPAIGNS: &str = "/mkt/listCampaignsReport";
pub(crate) const REVIEWS: &str = "/chatbot/listChatbotEventFeedbacksByFilter";

/// Whether the filter should keep a row.
type Keeps = fn(&Value) -> bool;

/// Seconds of a duration. Rows without one pass every comparison (errata N12).
fn seconds(row: &Value, member: &str) -> Option<u64> {
    let parts = row[member].as_str()?.split(':');
    let mut parts = parts.map(|part| part.parse::<u64>().ok());
    Some((parts.next()?? * 60 + parts.next()??) * 60 + parts.next()??)
}

/// A comparison with minutes.
pub(crate) fn minutes(operation: i64, value: i64) -> Value {
    json!({"operation": operation, "value": value, "valueFinal": 10})
}

/// Whether a packed text holds a name with a value.
fn packs(row: &Value, member: &str, pair: &str) -> bool {
    let packed = row[member].as_str().unwrap_or_default();
    packed.split(" | ").any(|it| it == pair)
}

/// Filters whose rows show the value of the filter.
pub(crate) fn shown() -> Vec<(&'static str, &'static str, Value, Keeps)> {
    vec![
        (DIGITAL, "statusIDs", json!([3]), |row| {
            row["status"] == "Completed"
        }),
        (DIGITAL, "departmentIDs", json!([3, 7]), |row| {
            row["department"] == "First Level" || row["department"] == "Second Level"
        }),
        (DIGITAL, "userIDs", json!([25]), |row| {
            row["userName"] == "Bianca Prado"
        }),
        (DIGITAL, "channelIDs", json!([2]), |row| {
            row["channel"] == "Webchat"
        }),
        (DIGITAL, "rates", json!([5]), |row| {
            row["rate"] == "Excellent"
        }),
        (DIGITAL, "sentiments", json!([1, 2]), |row| {
            row["sentiment"].as_i64().is_some_and(|it| it < 3)
        }),
        (DIGITAL, "waitingTime", minutes(1, 5), |row| {
            seconds(row, "waitingTime").is_none_or(|it| it < 300)
        }),
        (DIGITAL, "waitingTime", minutes(2, 5), |row| {
            seconds(row, "waitingTime").is_none_or(|it| it <= 300)
        }),
        (DIGITAL, "attendanceTime", minutes(3, 5), |row| {
            seconds(row, "attendanceTime").is_none_or(|it| it > 300)
        }),
        (DIGITAL, "attendanceTime", minutes(4, 5), |row| {
            seconds(row, "attendanceTime").is_none_or(|it| it >= 300)
        }),
        (DIGITAL, "attendanceTime", minutes(5, 5), |row| {
            seconds(row, "attendanceTime").is_none_or(|it| (300..=600).contains(&it))
        }),
        (DIGITAL, "firstAgentReply", minutes(1, 2), |row| {
            seconds(row, "firstAgentReply").is_none_or(|it| it < 120)
        }),
        (DIGITAL, "timeAgentClientReply", minutes(3, 1), |row| {
            seconds(row, "timeAgentClientReply").is_none_or(|it| it > 60)
        }),
        (DIGITAL, "timeClientAgentReply", minutes(2, 1), |row| {
            seconds(row, "timeClientAgentReply").is_none_or(|it| it <= 60)
        }),
        (
            DIGITAL,
            "form",
            json!({"key": "NAME", "value": "marina duarte"}),
            |row| packs(row, "metadatas", "NAME:Marina Duarte"),
        ),
        (
            DIGITAL,
            "additionalData",
            json!({"ID": "PLAN", "value": "Family"}),
            |row| packs(row, "additionalData", "PLAN:Family"),
        ),
        (IN_PERSON, "attendanceCode", json!("CM1"), |row| {
            row["attendanceCode"] == "CM1"
        }),
        (IN_PERSON, "companyIDs", json!([13]), |row| {
            row["company"] == "Ipê Serviços Norte"
        }),
        (IN_PERSON, "attendanceUnitIDs", json!([288, 58]), |row| {
            row["attendanceUnit"] == "Unidade Jardim" || row["attendanceUnit"] == "Unidade Lagoa"
        }),
        (IN_PERSON, "attendanceTypeIDs", json!([2]), |row| {
            row["attendanceType"] == "Complaint about a bill"
        }),
        (IN_PERSON, "statusIDs", json!([4]), |row| {
            row["status"] == "COMPLETED"
        }),
        (IN_PERSON, "userIDs", json!([31]), |row| {
            row["agent"] == "Lia Fontes"
        }),
        (IN_PERSON, "attendanceTime", minutes(1, 10), |row| {
            seconds(row, "attendanceTime").is_none_or(|it| it < 600)
        }),
        (IN_PERSON, "waitingTime", minutes(4, 20), |row| {
            seconds(row, "waitingTime").is_none_or(|it| it >= 1200)
        }),
        (IN_PERSON, "pausedTime", minutes(5, 2), |row| {
            seconds(row, "pausedTime").is_none_or(|it| (120..=600).contains(&it))
        }),
        (
            IN_PERSON,
            "form",
            json!({"key": "EMAIL", "value": "davi@example.com"}),
            |row| packs(row, "contactForms", "EMAIL:davi@example.com"),
        ),
        (
            IN_PERSON,
            "additionalData",
            json!({"ID": "CITY", "value": "Olinda"}),
            |row| packs(row, "additionalData", "CITY:Olinda"),
        ),
        (TICKETS, "protocol", json!("20250129105618899"), |row| {
            row["date"] == "2025-01-29T10:56:18.899Z"
        }),
        (TICKETS, "statusIDs", json!([6]), |row| {
            row["status"] == "Resolved"
        }),
        (TICKETS, "departmentIDs", json!([24]), |row| {
            row["department"] == "Help Desk"
        }),
        (TICKETS, "userIDs", json!([1]), |row| {
            row["user"] == "Rafael Monteiro"
        }),
        (
            TICKETS,
            "form",
            json!({"key": "EMAIL", "value": "marina@example.com"}),
            |row| row["email"] == "marina@example.com",
        ),
        (CAMPAIGNS, "departmentIDs", json!([3, 24, 52]), |row| {
            let department = row["department"].as_str().unwrap_or_default();
            ["First Level", "Help Desk", "Ideas"].contains(&department)
        }),
        (
            NOTIFICATIONS,
            "mktTemplateIDs",
            json!(["second_bill_notice", 42]),
            |row| row["mktTemplateID"] == "second_bill_notice" || row["mktTemplateID"] == "42",
        ),
        (NOTIFICATIONS, "userIDs", json!([25]), |row| {
            row["user"] == "Bianca Prado"
        }),
        (NOTIFICATIONS, "apiKeyIDs", json!([1]), |row| {
            row["apiKeyID"] == 1
        }),
        (NOTIFICATIONS, "service", json!("email"), |row| {
            row["service"] == "email"
        }),
        (
            REVIEWS,
            "chatbotTagIds",
            json!(["", "b3c10f62-0000-4000-8000-000000000312"]),
            |row| row["chatbotEventTagID"] == "b3c10f62-0000-4000-8000-000000000312",
        ),
        (
            EVENTS,
            "chatbotID",
            json!("00000000-0000-4000-8000-000000000751"),
            |row| row["journeyName"] == "Welcome",
        ),
        (
            EVENTS,
            "chatbotJourneyID",
            json!("b1947784-0000-4000-8000-000000000278"),
            |row| row["journeyName"] == "Payments",
        ),
    ]
}

/// Filters whose rows do not show the value of the filter: values of which each row has at most one, and whether each row has
/// one.
pub(crate) fn hidden() -> Vec<(&'static str, &'static str, [Value; 2], bool)> {
    let tags = || [json!([1]), json!([2, 3])];
    vec![
        (DIGITAL, "tagIDs", tags(), true),
        (IN_PERSON, "tagIDs", tags(), false),
        (TICKETS, "organizationIDs", [json!([12]), json!([13])], true),
        (TICKETS, "projectIDs", [json!([31]), json!([32])], false),
        (CAMPAIGNS, "archived", [json!(1), json!(2)], true),
    ]
}

/// Filters that look for one value of a row.
pub(crate) const SINGLE: [(&str, &str, &str); 4] = [
    (DIGITAL, "protocol", "protocol"),
    (DIGITAL, "sessionID", "session"),
    (IN_PERSON, "protocol", "protocol"),
    (REVIEWS, "sessionID", "sessionID"),
];
