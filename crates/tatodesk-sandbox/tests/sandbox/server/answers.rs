//! Faults of the answer: another status, an error inside a 200, garbage, a wrong row, gzip.

use std::io::Read as _;

use flate2::read::GzDecoder;
use serde_json::{Value, json};
use tatodesk_sandbox::{Fault, Garbage, Of, RetryAfter, Rule, StatusBody};
use tokio::io::AsyncWriteExt as _;

use crate::caller::Caller;
use crate::server::raw::Raw;

const SMS: &str = "/dl/v1/sms/messages";
const CLASSES: &str = "/dl/pa/listAttendanceClassifications";

fn sms() -> Value {
    json!({"appID": 7, "templateID": "second_bill_notice",
        "sms": {"type": "template", "to": "5581900000001", "template": {"params": ["Marina", "30/06"]}}})
}

/// The answer to a text message under a fault, byte by byte, and the number of messages that were sent.
async fn under(fault: Fault) -> (String, Vec<u8>, usize) {
    let caller = Caller::new().await;
    caller.sandbox.add_fault(Rule::once(fault)).expect("a rule");
    let mut raw = Raw::connect(&caller.sandbox).await.expect("a connection");
    raw.send(SMS, &sms()).await;
    let (head, body) = raw.answer().await;
    let sent = caller.sandbox.deliveries().len();
    // The connection lives on.
    raw.send(SMS, &sms()).await;
    assert_eq!(raw.answer().await.1, br#"{"error":null}"#);
    (head, body, sent)
}

fn status(retry_after: Option<RetryAfter>, body: StatusBody, commit: bool) -> Fault {
    Fault::Status {
        status: 503,
        retry_after,
        body,
        commit,
    }
}

#[tokio::test]
async fn another_status_comes_with_any_body_and_retry_after() {
    let (head, body, sent) = under(status(None, StatusBody::Envelope, false)).await;
    assert!(
        head.starts_with("HTTP/1.1 503 Service Unavailable\r\n"),
        "{head}"
    );
    assert!(!head.contains("retry-after"), "{head}");
    assert_eq!(body, br#"{"error":{"message":"Service Unavailable"}}"#);
    assert_eq!(sent, 0);

    let seconds = status(Some(RetryAfter::Seconds(2)), StatusBody::Html, false);
    let (head, body, _) = under(seconds).await;
    assert!(head.contains("retry-after: 2\r\n"), "{head}");
    assert!(head.contains("content-type: text/html"), "{head}");
    assert!(body.starts_with(b"<!DOCTYPE html>"));

    let date = RetryAfter::Date { date_in_seconds: 9 };
    let (head, body, sent) = under(status(Some(date), StatusBody::Empty, true)).await;
    let after = head.lines().find_map(|it| it.strip_prefix("retry-after: "));
    assert!(after.is_some_and(|it| it.ends_with(" GMT")), "{head}");
    assert_eq!((body.len(), sent), (0, 1));

    let text = RetryAfter::Text("soon".to_owned());
    let (head, ..) = under(status(Some(text), StatusBody::Empty, false)).await;
    assert!(head.contains("retry-after: soon\r\n"), "{head}");
}

#[tokio::test]
async fn an_error_comes_inside_a_200() {
    for error in [json!("no"), json!({"message": "no", "code": 7}), json!([])] {
        for commit in [false, true] {
            let fault = Fault::InBand {
                error: error.clone(),
                commit,
            };
            let (head, body, sent) = under(fault).await;
            assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
            let body: Value = serde_json::from_slice(&body).expect("JSON");
            assert_eq!(body, json!({ "error": error }));
            assert_eq!(sent, usize::from(commit));
        }
    }
}

#[tokio::test]
async fn garbage_comes_where_an_answer_should_stand() {
    let expected: [(Garbage, &[u8]); 4] = [
        (Garbage::TruncatedJson, br#"{"error"#),
        (Garbage::Empty, b""),
        (
            Garbage::InvalidUtf8,
            b"{\"garbage\": \"\xff\", \"error\":null}",
        ),
        (Garbage::NotAnObject, b"[]"),
    ];
    for (body, bytes) in expected {
        let (head, found, sent) = under(Fault::Garbage { body, commit: true }).await;
        assert!(head.contains("content-type: application/json"), "{head}");
        assert_eq!((&found[..], sent), (bytes, 1), "{body:?}");
    }
    let fault = Fault::Garbage {
        body: Garbage::Html,
        commit: false,
    };
    let (head, body, sent) = under(fault).await;
    assert!(head.contains("content-type: text/html"), "{head}");
    assert!(body.starts_with(b"<!DOCTYPE html>"));
    assert_eq!(sent, 0);
}

#[tokio::test]
async fn an_answer_is_compressed() {
    let (head, body, _) = under(Fault::Gzip).await;
    assert!(head.contains("content-encoding: gzip\r\n"), "{head}");
    assert_eq!(decompressed(&body), r#"{"error":null}"#);
}

#[tokio::test]
async fn an_answer_is_compressed_if_the_request_asks_for_it() {
    let caller = Caller::new().await;
    let rule = Rule::new(Fault::Compress);
    caller.sandbox.add_fault(rule).expect("a rule");
    let body = sms().to_string();
    let length = body.len();
    for (accepts, is_compressed) in [
        ("", false),
        ("accept-encoding: identity\r\n", false),
        ("accept-encoding: gzip;q=0\r\n", false),
        ("accept-encoding: br, gzip\r\n", true),
    ] {
        let mut raw = Raw::connect(&caller.sandbox).await.expect("a connection");
        let head = format!(
            "POST {SMS} HTTP/1.1\r\nhost: sandbox\r\ntatodesk-api-key: sandbox-key\r\n\
             content-type: application/json\r\n{accepts}content-length: {length}\r\n\r\n"
        );
        let written = raw.0.write_all(format!("{head}{body}").as_bytes()).await;
        written.expect("the request is written");
        let (head, answer) = raw.answer().await;
        assert_eq!(head.contains("content-encoding: gzip"), is_compressed);
        let text = match is_compressed {
            true => decompressed(&answer),
            false => String::from_utf8(answer).expect("text"),
        };
        assert_eq!(text, r#"{"error":null}"#, "{accepts}");
    }
}

#[tokio::test]
async fn all_faults_of_a_rule_happen_in_whatever_order() {
    let garbage = |commit| Fault::Garbage {
        body: Garbage::NotAnObject,
        commit,
    };
    let in_band = |commit| Fault::InBand {
        error: json!("no"),
        commit,
    };
    for commit in [false, true] {
        for (fault, expected) in [
            (
                status(None, StatusBody::Envelope, commit),
                r#"{"error":{"message":"Service Unavailable"}}"#,
            ),
            (in_band(commit), r#"{"error":"no"}"#),
            (garbage(commit), "[]"),
        ] {
            for faults in [[fault.clone(), Fault::Gzip], [Fault::Gzip, fault.clone()]] {
                let caller = Caller::new().await;
                let [first, second] = faults;
                let rule = Rule::once(first).and(second);
                caller.sandbox.add_fault(rule).expect("a rule");
                let mut raw = Raw::connect(&caller.sandbox).await.expect("a connection");
                raw.send(SMS, &sms()).await;
                let (head, body) = raw.answer().await;
                assert!(head.contains("content-encoding: gzip"), "{fault}: {head}");
                assert_eq!(decompressed(&body), expected, "{fault}");
                let sent = caller.sandbox.deliveries().len();
                assert_eq!(sent, usize::from(commit), "{fault}");
            }
        }
    }
}

/// The text inside a gzip file.
fn decompressed(file: &[u8]) -> String {
    let mut text = String::new();
    let read = GzDecoder::new(file).read_to_string(&mut text);
    read.expect("a gzip file of UTF-8 text");
    text
}

#[tokio::test]
async fn faults_that_would_undo_each_other_are_refused() {
    let sandbox = Caller::new().await.sandbox;
    let hang_up = Fault::commit_then_drop();
    let stalled = |at| Fault::Stall { of: Of::Body, at };
    let wrong_row = |row| Fault::WrongType { row, member: None };
    for (first, second, named) in [
        (Fault::status(503), Fault::in_band("no"), "one of"),
        (Fault::status(503), Fault::status(500), "once"),
        (Fault::Gzip, Fault::Gzip, "once"),
        (Fault::Gzip, Fault::Compress, "compressed once"),
        (Fault::cut_body(7), Fault::cut_body(9), "once"),
        (wrong_row(0), Fault::status(503), "rows"),
        (hang_up.clone(), Fault::Gzip, "hangUp"),
        (Fault::status(503), hang_up.clone(), "hangUp"),
        (hang_up.clone(), Fault::reset_after_reading(), "hangUp"),
        (Fault::cut_body(7), stalled(7), "before it stalls"),
    ] {
        let rule = Rule::once(first).and(second);
        let reason = sandbox.add_fault(rule).expect_err(named).to_string();
        assert!(reason.contains(named), "{reason}");
    }
    let delay = Fault::Delay {
        by: std::time::Duration::from_millis(1),
    };
    for rule in [
        Rule::once(hang_up).and(delay.clone()),
        Rule::once(delay.clone()).and(delay),
        Rule::once(wrong_row(0)).and(wrong_row(1)),
        Rule::once(stalled(6)).and(Fault::cut_body(7)),
    ] {
        sandbox.add_fault(rule).expect("both can happen");
    }
}

#[tokio::test]
async fn one_row_of_a_list_is_wrong() {
    let caller = Caller::new().await;
    let good = caller.accepted(CLASSES, json!({})).await;
    let rows = |answer: &Value| {
        let rows = answer["attendanceClassifications"].as_array();
        rows.cloned().expect("rows")
    };
    for member in [None, Some("name")] {
        let fault = Fault::WrongType {
            row: 1,
            member: member.map(str::to_owned),
        };
        let rule = Rule::once(fault).on("listAttendanceClassifications");
        caller.sandbox.add_fault(rule).expect("a rule");
        let bad = caller.spoilt(CLASSES, json!({})).await;
        let (good, bad) = (rows(&good), rows(&bad));
        assert_eq!(good[0], bad[0]);
        assert_eq!(good[2..], bad[2..]);
        match member {
            Some(member) => assert_eq!(bad[1][member], json!({"wrong": "type"})),
            None => assert_eq!(bad[1], json!("no row")),
        }
    }
}

#[tokio::test]
async fn bad_rules_are_refused() {
    let sandbox = Caller::new().await.sandbox;
    for (rule, reason) in [
        (Rule::new(Fault::Gzip).times(0), "times"),
        (
            Rule::new(status(
                Some(RetryAfter::Text("so\non".to_owned())),
                StatusBody::Empty,
                false,
            )),
            "retryAfter",
        ),
        (Rule::new(Fault::status(99)), "status"),
        (Rule::new(Fault::Gzip).on("sendPigeon"), "sendPigeon"),
        (Rule::new(Fault::Gzip).probability(1.5, 0), "probability"),
        (Rule::new(Fault::Refuse).on("sendSms"), "refuse"),
        (
            Rule::new(Fault::Gzip).probability(0.5, (1 << 53) + 1),
            "seed",
        ),
    ] {
        let error = sandbox.add_fault(rule).expect_err("it is bad").to_string();
        assert!(error.contains(reason), "{error}");
    }
    assert!(sandbox.faults().is_empty());
}
