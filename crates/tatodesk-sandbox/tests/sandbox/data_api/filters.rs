//! Every filter that a report documents keeps exactly the rows that it describes.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tatodesk_sandbox::{Sandbox, WorldFile};

use crate::caller::{Caller, answer};
use crate::data_api::filter_cases::{CAMPAIGNS, REVIEWS, SINGLE, TICKETS, hidden, minutes, shown};
use crate::data_api::reports::{DIGITAL, EVENTS, IN_PERSON, NOTIFICATIONS, found, rows};
use crate::spec::conformance::document;

const GROUPED: &str = "/chatbot/listChatbotJourneyEventsGrouped";

/// The built-in world, with more rows, two chatbots, and a message that came through this API.
async fn world() -> Caller {
    let mut text = WorldFile::BUILT_IN.replace(
        "inPersonServices: {count: 40",
        "inPersonServices: {count: 400",
    );
    let chatbot = "description: Welcome\n    chatbot: \"2a45b393";
    assert!(text.contains(chatbot));
    text = text.replace(chatbot, "description: Welcome\n    chatbot: \"00000000");
    let world = text.parse::<WorldFile>().expect("a world");
    let sandbox = Sandbox::builder().world(world).start().await;
    let caller = Caller::at(sandbox.expect("it starts"));
    let sms = json!({"appID": "app", "templateID": "second_bill_notice",
        "sms": {"type": "template", "to": "5581900000009", "template": {"params": ["Marina", "30/06"]}}});
    caller.accepted("/dl/v1/sms/messages", sms).await;
    caller
}

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
            "20241106130548803",
        ),
        (
            json!({"organizationIDs": [13], "projectIDs": [32]}),
            "20250129105618899",
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
        let bare = schema["$ref"].as_str();
        let reference = bare
            .or(schema["allOf"][0]["$ref"].as_str())
            .expect("a name");
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
        json!({"chatbotJourneyID": "b1947784-0000-4000-8000-000000000278"}),
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
        let asked = |wrong| {
            let filter = json!({"dateInitial": "01/01/2024", "dateFinal": "01/01/2024", "waitingTime": wrong});
            json!({"filter": filter, "page": 0})
        };
        let half = json!({"operation": 5, "value": 1});
        caller.refused(path, asked(half)).await;
        for (wrong, bounds) in [
            (minutes(6, 1), "an integer from 1 to 5"),
            (minutes(0, 1), "an integer from 1 to 5"),
            (minutes(1, -1), "an integer from 0"),
        ] {
            let (status, refusal) = answer(caller.request(path).json(&asked(wrong))).await;
            let message = refusal["error"]["message"].as_str();
            assert_eq!(status, 400, "{refusal}");
            assert!(message.is_some_and(|it| it.contains(bounds)), "{refusal}");
        }
        let mut below = asked(minutes(1, 1));
        for (member, least) in [("page", 0), ("limit", 1)] {
            below[member] = json!(least - 1);
            let (status, refusal) = answer(caller.request(path).json(&below)).await;
            assert_eq!(status, 400, "{member}: {refusal}");
            below[member] = json!(least);
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
