//! Every filter that a report documents selects some rows and not others: those that it says, and no more.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tatodesk_sandbox::{Sandbox, WorldFile};

use crate::caller::Caller;
use crate::conformance::document;
use crate::reports::{DIGITAL, EVENTS, IN_PERSON, NOTIFICATIONS, found, rows};

const TICKETS: &str = "/ticket/listTicketIssuesReport";
const CAMPAIGNS: &str = "/mkt/listCampaignsReport";
const REVIEWS: &str = "/chatbot/listChatbotEventFeedbacksByFilter";
const GROUPED: &str = "/chatbot/listChatbotJourneyEventsGrouped";

/// Whether a row is one that the filter should keep.
type Keeps = fn(&Value) -> bool;

/// The built-in world, with more rows, two chatbots, and a message that came through this API.
async fn world() -> Caller {
    let mut text = WorldFile::BUILT_IN.replace(
        "inPersonServices: {count: 40",
        "inPersonServices: {count: 400",
    );
    let chatbot = "description: Welcome\n    chatbot: \"ca94fe34";
    assert!(text.contains(chatbot));
    text = text.replace(chatbot, "description: Welcome\n    chatbot: \"00000000");
    let world = text.parse::<WorldFile>().expect("a world");
    let sandbox = Sandbox::builder().world(world).start().await;
    let caller = Caller::at(sandbox.expect("it starts"));
    let sms = json!({"appID": "app", "templateID": "second_bill_notice",
        "sms": {"type": "template", "to": "5581900000009", "template": {"params": ["Marina"]}}});
    caller.accepted("/dl/v1/sms/messages", sms).await;
    caller
}

/// Seconds of a duration; none is not zero.
fn seconds(row: &Value, member: &str) -> Option<u64> {
    let parts = row[member].as_str()?.split(':');
    let mut parts = parts.map(|part| part.parse::<u64>().ok());
    Some((parts.next()?? * 60 + parts.next()??) * 60 + parts.next()??)
}

fn minutes(operation: i64, value: i64) -> Value {
    json!({"operation": operation, "value": value, "valueFinal": 10})
}

/// Whether a packed text holds a name with a value.
fn packs(row: &Value, member: &str, pair: &str) -> bool {
    let packed = row[member].as_str().unwrap_or_default();
    packed.split(" | ").any(|it| it == pair)
}

/// Filters whose rows show what is asked for.
fn shown() -> Vec<(&'static str, &'static str, Value, Keeps)> {
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
            seconds(row, "waitingTime").is_some_and(|it| it < 300)
        }),
        (DIGITAL, "waitingTime", minutes(2, 5), |row| {
            seconds(row, "waitingTime").is_some_and(|it| it <= 300)
        }),
        (DIGITAL, "attendanceTime", minutes(3, 5), |row| {
            seconds(row, "attendanceTime").is_some_and(|it| it > 300)
        }),
        (DIGITAL, "attendanceTime", minutes(4, 5), |row| {
            seconds(row, "attendanceTime").is_some_and(|it| it >= 300)
        }),
        (DIGITAL, "attendanceTime", minutes(5, 5), |row| {
            seconds(row, "attendanceTime").is_some_and(|it| (300..=600).contains(&it))
        }),
        (DIGITAL, "firstAgentReply", minutes(1, 2), |row| {
            seconds(row, "firstAgentReply").is_some_and(|it| it < 120)
        }),
        (DIGITAL, "timeAgentClientReply", minutes(3, 1), |row| {
            seconds(row, "timeAgentClientReply").is_some_and(|it| it > 60)
        }),
        (DIGITAL, "timeClientAgentReply", minutes(2, 1), |row| {
            seconds(row, "timeClientAgentReply").is_some_and(|it| it <= 60)
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
            seconds(row, "attendanceTime").is_some_and(|it| it < 600)
        }),
        (IN_PERSON, "waitingTime", minutes(4, 20), |row| {
            seconds(row, "waitingTime").is_some_and(|it| it >= 1200)
        }),
        (IN_PERSON, "pausedTime", minutes(5, 2), |row| {
            seconds(row, "pausedTime").is_some_and(|it| (120..=600).contains(&it))
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
        (TICKETS, "protocol", json!("20250129103237613"), |row| {
            row["date"] == "2025-01-29T10:32:37.613Z"
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
            json!("688a1139-0000-4000-8000-000000000278"),
            |row| row["journeyName"] == "Payments",
        ),
    ]
}

/// Filters whose rows do not show what is asked for: values of which each row has at most one, and whether each has one.
fn hidden() -> Vec<(&'static str, &'static str, [Value; 2], bool)> {
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
const SINGLE: [(&str, &str, &str); 4] = [
    (DIGITAL, "protocol", "protocol"),
    (DIGITAL, "sessionID", "session"),
    (IN_PERSON, "protocol", "protocol"),
    (REVIEWS, "sessionID", "sessionID"),
];

#[tokio::test]
async fn a_filter_keeps_the_rows_that_show_what_it_asks_for() {
    let caller = world().await;
    for (path, member, value, keeps) in shown() {
        let all = found(&caller, path, json!({})).await;
        let expected: Vec<Value> = all.iter().filter(|row| keeps(row)).cloned().collect();
        let part = 1..all.len();
        assert!(
            part.contains(&expected.len()),
            "{path} {member}: a poor example"
        );
        let kept = found(&caller, path, json!({member: value})).await;
        assert_eq!(kept, expected, "{path} {member} {value}");
    }
    for (path, member, shown) in SINGLE {
        let all = found(&caller, path, json!({})).await;
        let wanted = &all[all.len() / 2][shown];
        let expected: Vec<Value> = all
            .iter()
            .filter(|row| row[shown] == *wanted)
            .cloned()
            .collect();
        let kept = found(&caller, path, json!({member: wanted})).await;
        assert_eq!(kept, expected, "{path} {member}");
    }
}

#[tokio::test]
async fn a_filter_parts_the_rows_by_what_they_do_not_show() {
    let caller = world().await;
    let none: &[Value] = &[];
    for (path, member, values, everyone) in hidden() {
        let all = found(&caller, path, json!({})).await;
        let [one, other] = values;
        let one = found(&caller, path, json!({member: one})).await;
        let other = found(&caller, path, json!({member: other})).await;
        assert!(one != none && other != none, "{path} {member}");
        assert!(
            !one.iter().any(|row| other.contains(row)),
            "{path} {member}"
        );
        let sum = one.len() + other.len();
        assert!(
            sum == all.len() || (!everyone && sum < all.len()),
            "{path} {member}"
        );
    }
    // What the world file says of its tickets.
    for (filter, protocol) in [
        (
            json!({"organizationIDs": [12], "projectIDs": []}),
            "20241106124207517",
        ),
        (
            json!({"organizationIDs": [13], "projectIDs": [32]}),
            "20250129103237613",
        ),
    ] {
        let kept = found(&caller, TICKETS, filter).await;
        assert!(kept.iter().any(|row| row["protocol"] == protocol));
        let mut wrong = json!({"protocol": protocol, "organizationIDs": [99]});
        assert!(found(&caller, TICKETS, wrong.clone()).await.is_empty());
        wrong["organizationIDs"] = json!([12, 13]);
        assert_eq!(found(&caller, TICKETS, wrong).await.len(), 1);
    }
}

#[tokio::test]
async fn every_documented_filter_is_among_these() {
    let mut tested: BTreeSet<(&str, String)> = BTreeSet::new();
    tested.extend(shown().into_iter().map(|it| (it.0, it.1.to_owned())));
    tested.extend(hidden().into_iter().map(|it| (it.0, it.1.to_owned())));
    tested.extend(SINGLE.map(|it| (it.0, it.1.to_owned())));
    let document = document();
    let named = |schema: &Value| {
        let reference = schema["$ref"].as_str().expect("a name");
        document.pointer(&reference[1..]).expect("a schema").clone()
    };
    let mut documented = BTreeSet::new();
    for path in [
        DIGITAL,
        IN_PERSON,
        TICKETS,
        CAMPAIGNS,
        NOTIFICATIONS,
        REVIEWS,
        EVENTS,
    ] {
        let content = &document["paths"][path]["post"]["requestBody"]["content"];
        let filter = &named(&content["application/json"]["schema"])["properties"]["filter"];
        let filter = named(filter);
        let members = filter["properties"].as_object().expect("members").keys();
        let dates = ["dateInitial", "dateFinal", "initialDate", "finalDate"];
        let members = members.filter(|name| !dates.contains(&name.as_str()));
        documented.extend(members.map(|name| (path, name.clone())));
    }
    assert_eq!(tested, documented);
}

#[tokio::test]
async fn events_are_grouped_as_they_are_filtered() {
    let caller = world().await;
    for filter in [
        json!({}),
        json!({"chatbotID": "00000000-0000-4000-8000-000000000751"}),
        json!({"chatbotJourneyID": "688a1139-0000-4000-8000-000000000278"}),
    ] {
        let mut filter = filter;
        let detailed = found(&caller, EVENTS, filter.clone()).await.len();
        filter["dateInitial"] = json!("01/01/2020");
        filter["dateFinal"] = json!("12/31/2030");
        let grouped = caller.accepted(GROUPED, json!({"filter": filter})).await;
        let counts = rows(&grouped, "events").into_iter();
        let counts = counts.filter_map(|it| it["count"].as_str()?.parse::<usize>().ok());
        assert_eq!(counts.sum::<usize>(), detailed);
    }
}

#[tokio::test]
async fn comparisons_that_mean_nothing_are_refused() {
    let caller = Caller::new().await;
    for path in [DIGITAL, IN_PERSON] {
        for wrong in [minutes(6, 1), json!({"operation": 5, "value": 1})] {
            let filter = json!({"dateInitial": "01/01/2024", "dateFinal": "01/01/2024", "waitingTime": wrong});
            caller
                .refused(path, json!({"filter": filter, "page": 0}))
                .await;
        }
        let nothing = json!({"protocol": "", "statusIDs": [], "form": {"key": "", "value": ""}});
        let all = found(&caller, path, json!({})).await;
        assert_eq!(
            found(&caller, path, nothing).await,
            all,
            "what is empty asks for nothing"
        );
    }
}
