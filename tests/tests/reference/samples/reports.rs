//! Reports and searches.

use tatodesk::Tatodesk;
use tatodesk::jiff::civil::date;

use super::{Outcome, check};

pub(super) fn all(tatodesk: &Tatodesk) -> Outcome {
    // Sample:
    let days = date(2025, 3, 1)..=date(2025, 3, 19);
    let call = tatodesk.reports().digital_services(days).limit(100);
    check(call, "listDigitalAttendancesReport");

    // Sample:
    let days = date(2025, 3, 1)..=date(2025, 3, 19);
    let call = tatodesk.reports().campaigns(days).limit(100);
    check(call, "listCampaignsReport");

    // Sample:
    let days = date(2025, 3, 1)..=date(2025, 3, 19);
    let call = tatodesk.reports().in_person_services(days).limit(100);
    check(call, "listPresentialAttendancesReport");

    // Sample:
    let days = date(2025, 3, 1)..=date(2025, 3, 19);
    let call = tatodesk.reports().tickets(days).limit(100);
    check(call, "listTicketIssuesReport");

    // Sample:
    let protocol = "20241106130548803".to_owned().into();
    let call = tatodesk.reports().search_protocol(protocol);
    check(call, "searchProtocol");

    // Sample:
    let (from, to) = (date(2025, 3, 1), date(2025, 3, 19));
    let times = from.at(0, 0, 0, 0)..=to.at(23, 59, 0, 0);
    let call = tatodesk.reports().sessions(times).limit(100);
    check(call, "listMessagingSessions");

    // Sample:
    let days = date(2025, 3, 1)..=date(2025, 3, 19);
    let call = tatodesk.reports().grouped_journeys(days);
    check(call, "listChatbotJourneyEventsGrouped");

    // Sample:
    let days = date(2025, 3, 1)..=date(2025, 3, 19);
    let call = tatodesk.reports().detailed_journeys(days).limit(100);
    check(call, "listChatbotJourneyEventsDetailed");

    // Sample:
    let days = date(2025, 3, 1)..=date(2025, 3, 19);
    let call = tatodesk.reports().ad_hoc_notifications(days).limit(100);
    check(call, "listLooseNotificationsReport");

    // Sample:
    let session = "1a95c96f-0000-4000-8000-000000000001".to_owned().into();
    let call = tatodesk.reports().get_session(session);
    check(call, "getMessagingSession");

    // Sample:
    let days = date(2025, 3, 1)..=date(2025, 3, 19);
    let call = tatodesk.reports().reviews(days).limit(100);
    check(call, "listChatbotEventFeedbacksByFilter");
    Ok(())
}
