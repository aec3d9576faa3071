//! Bodies of the reports, as far as every report has them.

use jiff::civil::date;
use serde_json::json;
use tatodesk::ids::*;

use crate::{check, id, tatodesk};

#[test]
fn days_and_pages() {
    let tatodesk = tatodesk();
    let section = tatodesk.reports();
    let days = || date(2024, 1, 2)..=date(2025, 3, 30);
    let filter = json!({"dateInitial": "02/01/2024", "dateFinal": "30/03/2025"});
    let page = json!({"filter": filter, "page": 3, "limit": 10});
    let first = json!({"filter": filter, "page": 0});
    check(
        section.digital_services(days()),
        "listDigitalAttendancesReport",
        first.clone(),
    );
    check(
        section.digital_services(days()).page(3).limit(10),
        "listDigitalAttendancesReport",
        page.clone(),
    );
    check(
        section.campaigns(days()),
        "listCampaignsReport",
        first.clone(),
    );
    check(
        section.campaigns(days()).page(3).limit(10),
        "listCampaignsReport",
        page.clone(),
    );
    check(
        section.in_person_services(days()),
        "listPresentialAttendancesReport",
        first.clone(),
    );
    check(
        section.in_person_services(days()).page(3).limit(10),
        "listPresentialAttendancesReport",
        page.clone(),
    );
    check(
        section.tickets(days()),
        "listTicketIssuesReport",
        first.clone(),
    );
    check(
        section.tickets(days()).page(3).limit(10),
        "listTicketIssuesReport",
        page.clone(),
    );
    check(
        section.ad_hoc_notifications(days()),
        "listLooseNotificationsReport",
        first,
    );
    check(
        section.ad_hoc_notifications(days()).page(3).limit(10),
        "listLooseNotificationsReport",
        page,
    );
}

#[test]
fn months_come_first_for_journeys_and_reviews() {
    let tatodesk = tatodesk();
    let section = tatodesk.reports();
    let days = || date(2025, 3, 1)..=date(2025, 3, 19);
    let filter = json!({"dateInitial": "03/01/2025", "dateFinal": "03/19/2025"});
    check(
        section.grouped_journeys(days()),
        "listChatbotJourneyEventsGrouped",
        json!({"filter": filter}),
    );
    check(
        section.detailed_journeys(days()).limit(10),
        "listChatbotJourneyEventsDetailed",
        json!({"filter": filter, "page": 0, "limit": 10}),
    );
    check(
        section
            .reviews(days())
            .tags(["".to_owned()])
            .session(id(""))
            .limit(0),
        "listChatbotEventFeedbacksByFilter",
        json!({
            "filter": {"initialDate": "03/01/2025", "finalDate": "03/19/2025", "chatbotTagIds": [""], "sessionID": ""},
            "page": 0,
            "limit": 0,
        }),
    );
    check(
        section.reviews(days()),
        "listChatbotEventFeedbacksByFilter",
        json!({"filter": {"initialDate": "03/01/2025", "finalDate": "03/19/2025"}, "page": 0}),
    );
}

#[test]
fn sessions_take_minutes() {
    let tatodesk = tatodesk();
    let section = tatodesk.reports();
    check(
        section
            .sessions(date(2025, 3, 1).at(0, 0, 0, 0)..=date(2025, 3, 19).at(23, 59, 58, 1))
            .limit(500),
        "listMessagingSessions",
        json!({"filter": {"dateInitial": "01/03/2025 00:00", "dateFinal": "19/03/2025 23:59"}, "page": 0, "limit": 500}),
    );
    check(
        section.get_session(id("1a95c96f")),
        "getMessagingSession",
        json!({"sessionID": "1a95c96f"}),
    );
}

#[test]
fn protocols() {
    let tatodesk = tatodesk();
    let section = tatodesk.reports();
    let protocol = || -> Protocol { id("20241106130548803") };
    check(
        section.search_protocol(protocol()),
        "searchProtocol",
        json!({"protocol": "20241106130548803"}),
    );
    check(
        section
            .search_protocol(protocol())
            .platforms(["ticket", "mp"]),
        "searchProtocol",
        json!({"protocol": "20241106130548803", "platform": ["ticket", "mp"]}),
    );
    check(
        section.search_protocol(protocol()).platforms([""; 0]),
        "searchProtocol",
        json!({"protocol": "20241106130548803", "platform": []}),
    );
}
