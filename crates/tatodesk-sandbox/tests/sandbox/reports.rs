//! Reports: honest pages in the order of time, filters that say what they mean.

use crate::caller::Caller;
use crate::conformance::conforms;
use serde_json::{Value, json};

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

/// Seconds of a duration; none is not zero.
fn seconds(duration: &Value) -> Option<u64> {
    let mut parts = duration
        .as_str()?
        .split(':')
        .map(|part| part.parse::<u64>().ok());
    Some((parts.next()?? * 60 + parts.next()??) * 60 + parts.next()??)
}

#[tokio::test]
async fn filters_of_digital_services_keep_what_they_say() {
    type Keeps = fn(&Value) -> bool;
    let caller = Caller::new().await;
    let all = found(&caller, DIGITAL, json!({})).await;
    let minutes = |operation: i64, value: i64| json!({"operation": operation, "value": value, "valueFinal": 10});
    let filters: [(Value, Keeps); 14] = [
        (json!({"statusIDs": [3]}), |row| {
            row["status"] == "Completed"
        }),
        (json!({"departmentIDs": [3, 7]}), |row| {
            row["department"] == "First Level" || row["department"] == "Second Level"
        }),
        (json!({"userIDs": [25]}), |row| {
            row["userName"] == "Bianca Prado"
        }),
        (json!({"channelIDs": [2]}), |row| {
            row["channel"] == "Webchat"
        }),
        (json!({"rates": [5]}), |row| row["rate"] == "Excellent"),
        (json!({"sentiments": [1, 2]}), |row| {
            row["sentiment"].as_i64().is_some_and(|it| it < 3)
        }),
        (json!({"waitingTime": minutes(1, 5)}), |row| {
            seconds(&row["waitingTime"]).is_some_and(|it| it < 300)
        }),
        (json!({"waitingTime": minutes(2, 5)}), |row| {
            seconds(&row["waitingTime"]).is_some_and(|it| it <= 300)
        }),
        (json!({"attendanceTime": minutes(3, 5)}), |row| {
            seconds(&row["attendanceTime"]).is_some_and(|it| it > 300)
        }),
        (json!({"attendanceTime": minutes(4, 5)}), |row| {
            seconds(&row["attendanceTime"]).is_some_and(|it| it >= 300)
        }),
        (json!({"attendanceTime": minutes(5, 5)}), |row| {
            seconds(&row["attendanceTime"]).is_some_and(|it| (300..=600).contains(&it))
        }),
        (
            json!({"form": {"key": "NAME", "value": "marina duarte"}}),
            |row| {
                row["metadatas"]
                    .as_str()
                    .is_some_and(|it| it.starts_with("NAME:Marina Duarte"))
            },
        ),
        (
            json!({"additionalData": {"ID": "PLAN", "value": "Family"}}),
            |row| row["additionalData"] == "PLAN:Family",
        ),
        (
            json!({"protocol": "", "sessionID": "", "statusIDs": [], "form": {"key": "", "value": ""}}),
            |_| true,
        ),
    ];
    for (filter, keeps) in filters {
        let kept = found(&caller, DIGITAL, filter.clone()).await;
        let expected: Vec<Value> = all.iter().filter(|row| keeps(row)).cloned().collect();
        assert!(
            !expected.is_empty(),
            "{filter} keeps nothing: a poor example"
        );
        assert_eq!(kept, expected, "{filter}");
    }
    for member in ["protocol", "session"] {
        let name = if member == "session" {
            "sessionID"
        } else {
            member
        };
        let kept = found(&caller, DIGITAL, json!({name: all[9][member]})).await;
        assert!(kept.contains(&all[9]), "{member}");
        assert!(
            kept.iter().all(|row| row[member] == all[9][member]),
            "{member}"
        );
    }
    let mut tagged = 0;
    for tag in [1, 2, 3] {
        tagged += found(&caller, DIGITAL, json!({"tagIDs": [tag]}))
            .await
            .len();
    }
    assert_eq!(tagged, all.len(), "each conversation has one tag");
    for wrong in [minutes(6, 1), json!({"operation": 5, "value": 1})] {
        let filter =
            json!({"dateInitial": "01/01/2024", "dateFinal": "01/01/2024", "waitingTime": wrong});
        caller
            .refused(DIGITAL, json!({"filter": filter, "page": 0}))
            .await;
    }
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
async fn a_session_of_a_report_can_be_asked_for() {
    let caller = Caller::new().await;
    let path = "/mp/getMessagingSession";
    for row in found(&caller, DIGITAL, json!({})).await.iter().take(5) {
        let answer = caller
            .accepted(path, json!({"sessionID": row["session"]}))
            .await;
        assert_eq!(answer["session"]["sessionID"], row["session"]);
        let channel = answer["session"]["channel"].as_str().expect("a channel");
        assert!(
            row["channel"]
                .as_str()
                .is_some_and(|it| it.eq_ignore_ascii_case(channel))
        );
    }
    caller
        .refused(
            path,
            json!({"sessionID": "00000000-0000-4000-8000-00000000000g"}),
        )
        .await;
    caller.refused(path, json!({"sessionID": "é"})).await;
}
