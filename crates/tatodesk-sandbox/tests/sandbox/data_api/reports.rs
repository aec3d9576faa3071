//! Reports: pages that count correctly in the order of time, and filters that keep the right rows.

use crate::caller::Caller;
use crate::spec::conformance::conforms;
use serde_json::{Value, json};
use tatodesk_sandbox::{Sandbox, WorldFile};

pub(crate) const DIGITAL: &str = "/cc/listAttendancesReport";
pub(crate) const IN_PERSON: &str = "/pa/listAttendancesReport";
pub(crate) const NOTIFICATIONS: &str = "/mkt/listLooseNotificationsReport";
pub(crate) const EVENTS: &str = "/chatbot/listChatbotJourneyEventsDetailed";

/// Each report, the member with its rows, the member with their dates, and a filter for all of them.
fn reports() -> [(&'static str, &'static str, &'static str, Value); 8] {
    let days = json!({"dateInitial": "01/01/2020", "dateFinal": "31/12/2030"});
    let us_days = json!({"dateInitial": "01/01/2020", "dateFinal": "12/31/2030"});
    let minutes = json!({"dateInitial": "01/01/2020 00:00", "dateFinal": "31/12/2030 23:59"});
    let reviews = json!({"initialDate": "01/01/2020", "finalDate": "12/31/2030"});
    [
        (DIGITAL, "attendances", "date", days.clone()),
        (IN_PERSON, "attendances", "date", days.clone()),
        (
            "/ticket/listTicketIssuesReport",
            "attendances",
            "date",
            days.clone(),
        ),
        (
            "/mkt/listCampaignsReport",
            "campaignItems",
            "date",
            days.clone(),
        ),
        (NOTIFICATIONS, "notifications", "date", days),
        ("/mp/listMessagingSessions", "sessions", "date", minutes),
        (EVENTS, "events", "date", us_days),
        (
            "/chatbot/listChatbotEventFeedbacksByFilter",
            "conversations",
            "createdAt",
            reviews,
        ),
    ]
}

pub(crate) fn rows(answer: &Value, member: &str) -> Vec<Value> {
    answer[member].as_array().expect("rows").clone()
}

/// The rows of a report that pass a filter beside the dates, and their count.
pub(crate) async fn found(caller: &Caller, path: &str, filter: Value) -> Vec<Value> {
    let (_, member, _, mut all) = reports()
        .into_iter()
        .find(|it| it.0 == path)
        .expect("a report");
    all.as_object_mut()
        .expect("a filter")
        .extend(filter.as_object().expect("members").clone());
    let answer = caller
        .accepted(path, json!({"filter": all, "page": 0}))
        .await;
    let rows = rows(&answer, member);
    assert_eq!(answer["count"], rows.len().to_string(), "{path}");
    rows
}

#[tokio::test]
async fn pages_follow_each_other_and_count_all_rows() {
    let caller = Caller::new().await;
    for (path, member, date, filter) in reports() {
        let page = |page: u64, limit: u64| {
            caller.accepted(
                path,
                json!({"filter": filter, "page": page, "limit": limit}),
            )
        };
        let all = page(0, 10_000).await;
        conforms(path, &all);
        let whole = rows(&all, member);
        assert!(whole.len() >= 12, "{path}");
        assert_eq!(all["count"], whole.len().to_string(), "{path}");
        let newest_first = |pair: &[Value]| pair[0][date].as_str() >= pair[1][date].as_str();
        assert!(whole.windows(2).all(newest_first), "{path}");
        let mut walked = Vec::new();
        for number in 0.. {
            let answer = page(number, 7).await;
            assert_eq!(answer["count"], all["count"], "{path}");
            let rows = rows(&answer, member);
            if rows.is_empty() {
                break;
            }
            walked.extend(rows);
        }
        assert_eq!(walked, whole, "{path}");
    }
}

#[tokio::test]
async fn dates_cut_out_exactly_their_rows() {
    let caller = Caller::new().await;
    let all = found(&caller, DIGITAL, json!({})).await;
    let month = json!({"dateInitial": "01/03/2025", "dateFinal": "31/03/2025"});
    let march = found(&caller, DIGITAL, month).await;
    let inside = |row: &&Value| {
        row["date"]
            .as_str()
            .is_some_and(|it| it.starts_with("2025-03"))
    };
    assert_eq!(
        march,
        all.iter().filter(inside).cloned().collect::<Vec<_>>()
    );
    assert!(!march.is_empty());
    let backwards = json!({"dateInitial": "31/03/2025", "dateFinal": "01/03/2025"});
    assert!(found(&caller, DIGITAL, backwards).await.is_empty());
}

#[tokio::test]
async fn dates_of_reports_are_local_and_a_search_tells_the_instant() {
    let caller = Caller::new().await;
    for (path, platform) in [
        (DIGITAL, "cc"),
        (IN_PERSON, "pa"),
        ("/ticket/listTicketIssuesReport", "ticket"),
    ] {
        let row = found(&caller, path, json!({})).await.pop().expect("a row");
        let (protocol, date) = (row["protocol"].as_str(), row["date"].as_str());
        let digits: String = date
            .expect("a date")
            .chars()
            .filter(char::is_ascii_digit)
            .collect();
        assert_eq!(protocol, Some(digits.as_str()), "{path}");
        let search = json!({"protocol": protocol, "platform": [platform]});
        let answer = caller.accepted("/global/searchProtocol", search).await;
        conforms("/global/searchProtocol", &answer);
        let data = &answer["result"][0]["data"];
        assert_eq!(data["status"], row["status"], "{path}");
        let instant = |it: &Value| {
            it.as_str()
                .and_then(|it| it.parse::<jiff::Timestamp>().ok())
        };
        let hours = instant(&data["date"]).expect("an instant").as_second()
            - instant(&row["date"])
                .expect("looks like an instant")
                .as_second();
        assert_eq!(hours, 3 * 60 * 60, "{path}");
    }
}

#[tokio::test]
async fn a_filtered_walk_over_many_rows_meets_each_once() {
    let text = WorldFile::BUILT_IN.replace(
        "inPersonServices: {count: 40,",
        "inPersonServices: {count: 3000,",
    );
    assert_ne!(text, WorldFile::BUILT_IN);
    let sandbox = Sandbox::builder().world(text.parse().expect("a world"));
    let caller = Caller::at(sandbox.start().await.expect("it starts"));
    let days = json!({"dateInitial": "01/01/2020", "dateFinal": "31/12/2030"});
    let page = async |filter: &Value, page: u64, limit: u64| {
        let request = json!({"filter": filter, "page": page, "limit": limit});
        let answer = caller.accepted(IN_PERSON, request).await;
        (answer["count"].clone(), rows(&answer, "attendances"))
    };
    let wanted = ["COMPLETED", "CANCELED NO-SHOW", "WAITING"];
    let mut filter = days.clone();
    filter["statusIDs"] = json!([4, 6, 2]);
    for made in 0..2 {
        let (_, all) = page(&days, 0, 100_000).await;
        let keeps = |row: &&Value| {
            row["status"]
                .as_str()
                .is_some_and(|it| wanted.contains(&it))
        };
        let expected: Vec<Value> = all.iter().filter(keeps).cloned().collect();
        assert!(
            (2_000..2_900).contains(&expected.len()),
            "{}",
            expected.len()
        );
        let mut walked = Vec::new();
        for number in 0.. {
            let (count, rows) = page(&filter, number, 777).await;
            assert_eq!(count, expected.len().to_string());
            if rows.is_empty() {
                break;
            }
            walked.extend(rows);
        }
        assert_eq!(walked, expected, "after {made} more services");
        // Later records are counted too, though the rows of the world are counted already.
        let service = json!({"attendanceClassificationID": 2, "companyID": 1, "attendanceUnitID": 288, "attendanceTypeID": [2],
            "contactFormFields": [{"contactFormKeyID": 1, "key": "NAME", "value": "Iara Lins"}]});
        caller
            .accepted("/dl/pa/createPresentialAttendance", service)
            .await;
    }
}
