//! The sandbox says why: the log has reasons, all breaches and bounded bodies, without keys. Logs that many people read have
//! nothing of people.

use reqwest::header::HeaderValue;
use serde_json::{Value, json};
use tatodesk_sandbox::{Fault, RequestRecord, Rule, Sandbox};

use crate::caller::{Caller, answer, http};

const HOURS: &str = "/pa/listHours";
const SMS: &str = "/dl/v1/sms/messages";
const WHATSAPP: &str = "/dl/v1/whatsapp/messages";

fn sms(template: &str, to: &str) -> Value {
    json!({"appID": 7, "templateID": template,
        "sms": {"type": "template", "to": to, "template": {"params": ["Marina", "30/06"]}}})
}

/// Breaches in the order of their pointers, because the order of a body's members depends on its reader.
fn sorted(mut breaches: Value) -> Value {
    let list = breaches.as_array_mut().expect("a list");
    list.sort_by_key(|it| it["pointer"].to_string());
    breaches
}

/// The last request of the log.
fn last(sandbox: &Sandbox) -> RequestRecord {
    sandbox.requests().pop().expect("a request")
}

#[tokio::test]
async fn a_refusal_is_logged_with_its_reason_and_both_bodies() {
    let caller = Caller::new().await;
    let body = sms("nobody_made_this", "5581900000001");
    let reason = caller.refused(SMS, body.clone()).await;
    let record = last(&caller.sandbox);
    assert_eq!(record.message.as_deref(), Some(&*reason));
    let read = |text: &Option<String>| -> Value {
        serde_json::from_str(text.as_deref().expect("a body")).expect("JSON")
    };
    assert_eq!(read(&record.request_body), body);
    assert_eq!(read(&record.answer_body)["error"]["message"], reason);
    let url = format!("{}/_sandbox/requests", caller.sandbox.base_url());
    let log = answer(http().get(url)).await.1;
    let shown = &log["requests"][0];
    assert_eq!(shown["message"], reason);
    assert!(
        shown["requestBody"]
            .as_str()
            .is_some_and(|it| it.contains("5581900000001"))
    );
    assert_eq!(shown["answerBody"], json!(record.answer_body));

    // A page of a report, and the answer that a fault makes instead.
    let report =
        json!({"filter": {"dateInitial": "01/01/2024", "dateFinal": "30/01/2024"}, "page": 0});
    let page = caller
        .accepted("/mkt/listLooseNotificationsReport", report)
        .await;
    let text = last(&caller.sandbox).answer_body.expect("a page");
    assert!(
        text.starts_with(&format!("{{\"count\":{}", page["count"])),
        "{text}"
    );
    let rule = Rule::once(Fault::status(503));
    caller.sandbox.add_fault(rule).expect("a rule");
    assert_eq!(answer(caller.request(SMS).json(&body)).await.0, 503);
    let record = last(&caller.sandbox);
    let unread = (record.request_body, record.message);
    assert_eq!(unread, (None, None));
    assert_eq!(
        record.answer_body.as_deref(),
        Some(r#"{"error":{"message":"Service Unavailable"}}"#)
    );
}

#[tokio::test]
async fn bodies_are_bounded_and_keys_are_left_out() {
    let caller = Caller::new().await;
    let mut body = sms("sandbox-key", "5581900000001");
    body["metadatas"] = json!({"sandbox-data-key": "x".repeat(100_000)});
    let text = body
        .to_string()
        .replacen("sandbox-key", "\\u0073andbox-key", 1);
    let sent = caller
        .request(SMS)
        .header("content-type", "application/json")
        .body(text);
    assert_eq!(answer(sent).await.0, 200);
    let record = last(&caller.sandbox);
    let request = record.request_body.as_deref().expect("a body");
    assert!(
        request.ends_with('…') && request.len() <= 4096 + '…'.len_utf8(),
        "{}",
        request.len()
    );
    assert!(request.contains("[key]"), "{request}");
    // The member comes late in the body, and the template is in the refusal.
    let mut member = json!({"companyID": 1});
    member["sandbox-notifications-key"] = json!(1);
    member["a-key-of-somebody"] = json!(1);
    let request = caller.bare("/pa/listHours/sandbox-key").json(&member);
    answer(request.header("TATODESK-API-KEY", "a-key-of-somebody")).await;
    let request = caller.bare(HOURS).json(&member);
    answer(request.header("TATODESK-API-KEY", "sandbox-key")).await;
    let request = caller.bare(HOURS).json(&json!({"a-key-of-somebody": 1}));
    answer(request.header("TATODESK-API-KEY", "a-key-of-somebody")).await;
    let log = caller.sandbox.requests();
    let log = serde_json::to_string(&log).expect("JSON");
    for key in [
        "andbox-key",
        "sandbox-data-key",
        "sandbox-notifications-key",
    ] {
        assert!(!log.contains(key), "{key}: {log}");
    }
}

#[tokio::test]
async fn the_key_of_a_call_is_left_out_however_short_it_is() {
    let caller = Caller::new().await;
    for key in ["k3y", "tok-9", "a", "7654321"] {
        let request = caller.bare(&format!("/pa/{key}/x")).json(&json!({}));
        answer(request.header("TATODESK-API-KEY", key)).await;
        assert_eq!(last(&caller.sandbox).path, "/pa/[key]/x", "{key}");
    }
    // A header may hold a key that is not ASCII, or two keys.
    let request = caller.bare("/pa/chave-ção").json(&json!({}));
    let key = HeaderValue::from_bytes("chave-ção".as_bytes()).expect("a value");
    answer(request.header("TATODESK-API-KEY", key)).await;
    assert!(!last(&caller.sandbox).path.contains("chave"));
    let request = caller.bare("/pa/first/second").json(&json!({}));
    let request = request.header("TATODESK-API-KEY", "first");
    answer(request.header("TATODESK-API-KEY", "second")).await;
    assert_eq!(last(&caller.sandbox).path, "/pa/[key]/[key]");
}

#[tokio::test]
async fn all_breaches_are_named_in_words() {
    let caller = Caller::new().await;
    let body = json!({"companyID": "1", "attendanceTypeIDs": [1, "2", null], "date": "2025-06-25", "period": [],
        "a/b": 1, "later": {"x": 1}});
    let (status, told) = answer(caller.request(HOURS).json(&body)).await;
    assert_eq!(status, 400);
    let integer = "this has to be an integer of 64 bits";
    let expected = json!([
        {"pointer": "/attendanceUnitID", "message": "listHours needs this member"},
        {"pointer": "/a~1b", "message": "listHours does not know this member"},
        {"pointer": "/attendanceTypeIDs/1", "message": integer},
        {"pointer": "/attendanceTypeIDs/2", "message": integer},
        {"pointer": "/companyID", "message": integer},
        {"pointer": "/date", "message": "this has to be a day as DD/MM/YYYY"},
        {"pointer": "/later", "message": "listHours does not know this member"},
        {"pointer": "/period", "message": integer},
    ]);
    let expected = sorted(expected);
    assert_eq!(sorted(told["error"]["breaches"].clone()), expected);
    assert_eq!(told["error"]["pointer"], "/attendanceUnitID");
    assert_eq!(told["error"]["message"], "listHours needs this member");
    let logged = last(&caller.sandbox).breaches;
    let logged = logged
        .iter()
        .map(|it| json!({"pointer": it.pointer, "message": it.message}));
    assert_eq!(sorted(logged.collect()), expected);

    let flag = caller
        .request("/dl/pa/listCompaniesByUser")
        .json(&json!({"isActive": 3}));
    assert_eq!(
        answer(flag).await.1["error"]["message"],
        "this has to be 1 for yes or 2 for no"
    );
    let id = caller
        .request(SMS)
        .json(&json!({"appID": [], "templateID": 1, "sms": {"type": "", "to": 5}}));
    let told = answer(id).await.1["error"]["breaches"].clone();
    let expected = json!([
        {"pointer": "/appID", "message": "this has to be a text or an integer of 64 bits"},
        {"pointer": "/sms/to", "message": "this has to be a text"},
    ]);
    assert_eq!(sorted(told), expected);
    let session =
        json!({"filter": {"dateInitial": "01/03/2025", "dateFinal": "1"}, "page": 0, "limit": 1});
    let told = answer(caller.request("/mp/listMessagingSessions").json(&session))
        .await
        .1;
    assert!(told.to_string().contains("DD/MM/YYYY HH:MM"), "{told}");
}

#[tokio::test]
async fn a_body_with_a_million_breaches_costs_little() {
    let caller = Caller::new().await;
    let wrong = "\"x\",".repeat(1_000_000);
    let list = format!("{{\"attendanceTypeIDs\":[{}1]}}", wrong);
    let members: String = (0..500_000).map(|it| format!("\"m{it}\":1,")).collect();
    for body in [list, format!("{{{members}\"date\":1}}")] {
        let request = caller
            .request(HOURS)
            .header("content-type", "application/json");
        let (status, told) = answer(request.body(body)).await;
        assert_eq!(status, 400);
        assert_eq!(told["error"]["breaches"].as_array().map(Vec::len), Some(20));
        assert!(told.to_string().len() < 8 * 1024);
        assert_eq!(last(&caller.sandbox).breaches.len(), 20);
    }
}

#[tokio::test]
async fn logs_that_many_people_read_hold_no_text_of_a_caller() {
    let caller = Caller::new().await;
    let phone = "5581900000001";
    caller.refused(SMS, sms(phone, phone)).await;
    caller
        .refused("/pa/getAppointment", json!({"protocol": phone}))
        .await;
    caller
        .refused(
            "/pa/getPresentialAttendance",
            json!({"ID": 5_581_900_000_001_i64}),
        )
        .await;
    caller
        .refused("/survey/v1/getSurveyForm", json!({"surveyFormID": phone}))
        .await;
    let header = json!([{"type": phone}]);
    let body = json!({"appID": 7, "templateID": "second_bill_notice", "whatsapp": {"type": "template", "to": phone,
        "templatePayload": {"header": {"params": header}}}});
    caller.refused(WHATSAPP, body).await;
    answer(
        caller
            .request(HOURS)
            .json(&json!({phone: {phone: 1}, "date": phone})),
    )
    .await;
    answer(caller.request(&format!("/send/{phone}")).json(&json!({}))).await;
    for record in caller.sandbox.requests() {
        let line = serde_json::to_string(&record.redacted()).expect("JSON");
        for shown in [line, record.to_string(), format!("{record:?}")] {
            assert!(!shown.contains("90000"), "{shown}");
        }
        let why = record.refused || !record.breaches.is_empty();
        assert!(why, "{record}");
    }
    let shown = caller.sandbox.requests()[0].to_string();
    assert!(
        shown.ends_with("sendSms 200 refused: there is no sms template …"),
        "{shown}"
    );
}
