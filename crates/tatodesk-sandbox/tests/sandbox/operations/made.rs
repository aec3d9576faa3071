//! The reports have new records: services, appointments, notifications, events.

use crate::caller::Caller;
use crate::data_api::reports::{DIGITAL, EVENTS, IN_PERSON, NOTIFICATIONS, found, rows};
use crate::spec::conformance::conforms;
use jiff::ToSpan;
use jiff::civil::DateTime;
use serde_json::{Value, json};

const GROUPED: &str = "/chatbot/listChatbotJourneyEventsGrouped";

#[tokio::test]
async fn new_services_and_appointments_are_in_the_in_person_report() {
    let caller = Caller::new().await;
    let before = found(&caller, IN_PERSON, json!({})).await.len();
    let service = json!({"attendanceClassificationID": 2, "companyID": 1, "attendanceUnitID": 288, "attendanceTypeID": [2],
        "contactFormFields": [{"contactFormKeyID": 1, "key": "NAME", "value": "Iara Lins"}]});
    let made = caller
        .accepted("/dl/pa/createPresentialAttendance", service)
        .await["attendance"]
        .clone();
    let booking = json!({"companyID": 1, "attendanceUnitID": 288, "attendanceTypes": [1], "date": "26/06/2025",
        "hour": "08:00", "contactForms": [{"key": "NAME", "value": "Iara Lins"}]});
    let booked = caller.accepted("/pa/createAppointment", booking).await;

    let rows = found(&caller, IN_PERSON, json!({})).await;
    assert_eq!(rows.len(), before + 2);
    let mine = found(
        &caller,
        IN_PERSON,
        json!({"form": {"key": "NAME", "value": "Iara Lins"}}),
    )
    .await;
    let protocols: Vec<&Value> = mine.iter().map(|row| &row["protocol"]).collect();
    assert_eq!(
        protocols,
        [&booked["protocol"], &made["protocol"]],
        "newest first"
    );
    assert_eq!(
        (&mine[0]["status"], &mine[1]["status"]),
        (&json!("SCHEDULED"), &json!("WAITING"))
    );
    assert_eq!(mine[1]["attendanceCode"], made["attendanceCode"]);
    assert_eq!(
        mine[1]["date"], "2025-06-25T07:00:00.001Z",
        "local, in spite of the Z"
    );
    assert_eq!(made["date"], "2025-06-25T10:00:00.001Z", "the true instant");
    assert_eq!(mine[1]["contactForms"], "NAME:Iara Lins");
    for filter in [
        json!({"protocol": made["protocol"]}),
        json!({"attendanceCode": made["attendanceCode"], "statusIDs": [2]}),
        json!({"attendanceUnitIDs": [288], "attendanceTypeIDs": [2], "companyIDs": [1], "statusIDs": [2]}),
    ] {
        assert_eq!(found(&caller, IN_PERSON, filter).await, [mine[1].clone()]);
    }
}

#[tokio::test]
async fn new_records_take_no_protocol_of_the_world() {
    let caller = Caller::new().await;
    let all = found(&caller, IN_PERSON, json!({})).await;
    let of_world = all[0]["protocol"].as_str().expect("a protocol");
    let digital = found(&caller, DIGITAL, json!({})).await;
    let of_digital = digital[0]["protocol"].as_str().expect("a protocol");
    let booked = "20250625151315059";
    let served = "20250711163712001";
    let mut taken = [of_world, of_digital, booked, served];
    taken.sort_unstable();
    for protocol in taken {
        let (seconds, millis) = protocol.split_at(14);
        let at = DateTime::strptime("%Y%m%d%H%M%S", seconds).expect("a moment");
        let millis: i64 = millis.parse().expect("milliseconds");
        let before = at.saturating_add((millis - 1).milliseconds());
        caller.sandbox.set_now(before).expect("a later moment");
        let service = json!({"attendanceClassificationID": 2, "companyID": 1, "attendanceUnitID": 288,
            "attendanceTypeID": [2], "contactFormFields": [{"contactFormKeyID": 1, "key": "NAME", "value": "Iara Lins"}]});
        let made = caller
            .accepted("/dl/pa/createPresentialAttendance", service)
            .await["attendance"]
            .clone();
        assert_ne!(made["protocol"], protocol);
        let search = json!({"protocol": protocol});
        let result = caller.accepted("/global/searchProtocol", search).await;
        assert_eq!(rows(&result, "result").len(), 1, "{result}");
    }
}

#[tokio::test]
async fn a_send_stands_in_the_report_of_notifications() {
    let caller = Caller::new().await;
    let sms = json!({"appID": "app", "templateID": "second_bill_notice", "webhookID": "7", "metadatas": {"CAMPAIGN": "x"},
        "sms": {"type": "template", "to": "5581900000009", "template": {"params": ["Marina", "1"]}}});
    caller.accepted("/dl/v1/sms/messages", sms).await;
    let sent = found(&caller, NOTIFICATIONS, json!({"apiKeyIDs": [1]})).await;
    let expected = json!([{
        "ID": 21, "date": "2025-06-25T07:00:00.001Z", "service": "sms", "mktTemplateID": "second_bill_notice",
        "to": "5581900000009", "parameters": "Marina, 1", "status": "Completed", "delivered": "Yes", "userID": null,
        "user": null, "apiKeyID": 1, "webhookID": "7", "metadatas": "CAMPAIGN:x"
    }]);
    assert_eq!(json!(sent), expected);
    let all = found(&caller, NOTIFICATIONS, json!({})).await;
    for service in ["sms", "whatsapp", "email"] {
        let kept = found(&caller, NOTIFICATIONS, json!({"service": service})).await;
        let expected = all.iter().filter(|row| row["service"] == service).cloned();
        assert_eq!(kept, expected.collect::<Vec<_>>());
    }
    let of_people = found(&caller, NOTIFICATIONS, json!({"userIDs": [1, 25, 31]})).await;
    assert_eq!(of_people.len() + 1, all.len());
    let template = found(&caller, NOTIFICATIONS, json!({"mktTemplateIDs": [42]})).await;
    assert!(template.iter().all(|row| row["mktTemplateID"] == "42"));
}

#[tokio::test]
async fn an_event_with_the_tag_of_a_level_stands_in_the_journey_reports() {
    let caller = Caller::new().await;
    let open = json!({"client": {"appID": "app"}, "payload": {"platform": "mobile"}});
    let session = caller.accepted("/pulse/v1/createAppSession", open).await["session"].clone();
    for (tag, app) in [("CHECKOUT_OPENED", "app"), ("NOTHING_KNOWN", "app")] {
        let event = json!({"appID": app, "appSessionID": session, "tag": tag});
        caller.accepted("/pulse/v1/createEvent", event).await;
    }
    let event = json!({"appID": "another", "appSessionID": session, "tag": "PAID"});
    caller.refused("/pulse/v1/createEvent", event).await;

    let payments = "b1947784-0000-4000-8000-000000000278";
    let today = json!({"dateInitial": "06/25/2025", "dateFinal": "06/25/2025", "chatbotJourneyID": payments});
    let detailed = caller
        .accepted(EVENTS, json!({"filter": today, "page": 0}))
        .await;
    conforms(EVENTS, &detailed);
    assert_eq!(detailed["count"], "1");
    let event = &detailed["events"][0];
    assert_eq!(
        (&event["level"], &event["levelDescription"]),
        (&json!(2), &json!("Checkout"))
    );
    assert_eq!(
        (&event["sessionID"], &event["appStoreType"]),
        (&session, &json!("mobile"))
    );
    let grouped = caller.accepted(GROUPED, json!({"filter": today})).await;
    conforms(GROUPED, &grouped);
    assert_eq!(grouped["events"].as_array().map(Vec::len), Some(1));
    assert_eq!(grouped["events"][0]["count"], "1");

    let all = json!({"dateInitial": "01/01/2025", "dateFinal": "12/31/2025"});
    let grouped = caller.accepted(GROUPED, json!({"filter": all})).await;
    let counts = rows(&grouped, "events").into_iter();
    let counts = counts.filter_map(|it| it["count"].as_str()?.parse::<usize>().ok());
    assert_eq!(
        counts.sum::<usize>(),
        31,
        "those of the world and the one of today"
    );
}
