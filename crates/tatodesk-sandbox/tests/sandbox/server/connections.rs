//! Faults of the connection, seen byte by byte.

use std::io::ErrorKind;
use std::time::Duration;

use serde_json::{Value, json};
use tatodesk_sandbox::{Fault, Of, Rule, Sandbox};
use tokio::io::AsyncWriteExt as _;

use crate::server::raw::{End, Raw};

const BOOK: &str = "/pa/createAppointment";
const SMS: &str = "/dl/v1/sms/messages";

fn sms() -> Value {
    json!({"appID": 7, "templateID": "second_bill_notice",
        "sms": {"type": "template", "to": "5581900000001", "template": {"params": ["Marina", "30/06"]}}})
}

async fn broken(rule: Rule) -> Sandbox {
    let sandbox = Sandbox::builder().fault(rule).start().await;
    sandbox.expect("the sandbox starts")
}

/// A whole call on a new connection, up to the end of the connection.
async fn called(sandbox: &Sandbox) -> (Vec<u8>, End) {
    let mut raw = Raw::connect(sandbox).await.expect("a connection");
    raw.send(SMS, &sms()).await;
    raw.rest().await
}

/// The bytes of an answer with no fault, without the date.
async fn whole(sandbox: &Sandbox) -> Vec<u8> {
    let mut raw = Raw::connect(sandbox).await.expect("a connection");
    raw.send(SMS, &sms()).await;
    let (head, body) = raw.answer().await;
    [head.into_bytes(), body].concat()
}

#[tokio::test]
async fn an_answer_is_cut_at_any_byte_of_it() {
    let sandbox = Sandbox::start().await.expect("the sandbox starts");
    let whole = whole(&sandbox).await;
    let head = whole.len() - b"{\"error\":null}".len();
    for reset in [false, true] {
        for at in [0, 1, 9, head - 4, head - 1, head, head + 1, whole.len() - 1] {
            let cut = Fault::Cut {
                of: Of::Answer,
                at: at as u64,
                reset,
            };
            sandbox.add_fault(Rule::once(cut)).expect("a rule");
            let (bytes, end) = called(&sandbox).await;
            assert_eq!(bytes.len(), at);
            assert_eq!(bytes[..at.min(9)], whole[..at.min(9)]);
            assert_eq!(end, if reset { End::Reset } else { End::Closed });
        }
    }
    let counter = sandbox.counter("sendSms");
    assert_eq!((counter.arrived, counter.answered), (17, 1));
    assert_eq!(counter.committed, 17);
    assert_eq!(sandbox.deliveries().len(), 17);
}

#[tokio::test]
async fn a_body_is_cut_behind_its_head() {
    let sandbox = Sandbox::start().await.expect("the sandbox starts");
    for at in [0, 1, 13] {
        let rule = Rule::once(Fault::cut_body(at));
        sandbox.add_fault(rule).expect("a rule");
        let (bytes, end) = called(&sandbox).await;
        let text = String::from_utf8(bytes).expect("text");
        let (head, body) = text.split_once("\r\n\r\n").expect("a whole head");
        assert!(head.contains("content-length: 14"), "{head}");
        assert_eq!(
            body,
            &r#"{"error":null}"#[..usize::try_from(at).expect("small")]
        );
        assert_eq!(end, End::Closed);
    }
    // There is nothing to cut behind the end: the connection stays open.
    let rule = Rule::once(Fault::cut_body(14));
    sandbox.add_fault(rule).expect("a rule");
    let mut raw = Raw::connect(&sandbox).await.expect("a connection");
    for _ in 0..2 {
        raw.send(SMS, &sms()).await;
        assert_eq!(raw.answer().await.1, br#"{"error":null}"#);
    }
}

#[tokio::test]
async fn a_refused_connection_is_reset_and_no_request_seen() {
    let sandbox = broken(Rule::new(Fault::Refuse).times(2)).await;
    for _ in 0..2 {
        let raw = Raw::connect(&sandbox).await.expect("a connection");
        assert_eq!(raw.rest().await, (Vec::new(), End::Reset));
    }
    whole(&sandbox).await;
    assert_eq!(sandbox.requests().len(), 1);
    assert!(sandbox.faults().is_empty());
}

#[tokio::test]
async fn a_refusal_reaches_callers_that_keep_connections() {
    let sandbox = Sandbox::start().await.expect("the sandbox starts");
    let mut raw = Raw::connect(&sandbox).await.expect("a connection");
    raw.send(SMS, &sms()).await;
    raw.answer().await;
    let rule = Rule::once(Fault::Refuse);
    sandbox.add_fault(rule).expect("a rule");
    assert_eq!(raw.rest().await, (Vec::new(), End::Closed));
}

#[tokio::test]
async fn a_closed_port_refuses_until_it_opens() {
    let sandbox = Sandbox::start().await.expect("the sandbox starts");
    for _ in 0..2 {
        sandbox.close_port().await.expect("the port closes");
        let refused = Raw::connect(&sandbox).await.map(|_| ());
        let error = refused.expect_err("no server listens");
        assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
        sandbox.open_port().await.expect("the port opens");
        whole(&sandbox).await;
    }
    assert_eq!(sandbox.deliveries().len(), 2);
}

#[tokio::test]
async fn a_reset_before_or_after_reading_does_nothing() {
    for fault in [Fault::reset_before_reading(), Fault::reset_after_reading()] {
        let sandbox = broken(Rule::once(fault)).await;
        assert_eq!(called(&sandbox).await, (Vec::new(), End::Reset));
        assert!(sandbox.deliveries().is_empty());
        let [request] = &sandbox.requests()[..] else {
            panic!("one request")
        };
        assert_eq!((request.status, request.committed), (0, false));
        assert_eq!(request.faults, ["hangUp"]);
        let counter = sandbox.counter("sendSms");
        assert_eq!((counter.arrived, counter.answered), (1, 0));
    }
}

#[tokio::test]
async fn before_reading_means_that_the_body_is_never_waited_for() {
    let sandbox = broken(Rule::once(Fault::reset_before_reading())).await;
    let mut raw = Raw::connect(&sandbox).await.expect("a connection");
    let head = format!("POST {SMS} HTTP/1.1\r\nhost: sandbox\r\ncontent-length: 100\r\n\r\n");
    tokio::io::AsyncWriteExt::write_all(&mut raw.0, head.as_bytes())
        .await
        .expect("the head is written");
    assert_eq!(raw.rest().await, (Vec::new(), End::Reset));
}

#[tokio::test]
async fn an_answer_is_dropped_and_the_booking_stands() {
    let sandbox = broken(Rule::once(Fault::commit_then_drop()).on("createAppointment")).await;
    let booking = json!({
        "companyID": 1, "attendanceUnitID": 288, "categoryID": 1, "attendanceTypes": [1],
        "date": "26/06/2025", "periodID": 2, "hour": "15:40", "channelID": 1,
        "contactForms": [{"key": "NAME", "value": "Marina Duarte"}]
    });
    let mut raw = Raw::connect(&sandbox).await.expect("a connection");
    raw.send(BOOK, &booking).await;
    let dropped = raw.rest().await;
    let requests = sandbox.requests();
    assert_eq!(dropped, (Vec::new(), End::Closed), "{requests:?}");
    assert!(requests[0].committed, "{requests:?}");
    // The same hour is taken now.
    let mut raw = Raw::connect(&sandbox).await.expect("a connection");
    raw.send(BOOK, &booking).await;
    raw.answer().await;
    assert!(sandbox.requests()[1].refused);
    let counter = sandbox.counter("createAppointment");
    assert_eq!(
        (counter.arrived, counter.answered, counter.committed),
        (2, 1, 1)
    );
}

#[tokio::test]
async fn a_stalled_answer_waits_for_its_release() {
    let sandbox = Sandbox::start().await.expect("the sandbox starts");
    let whole = whole(&sandbox).await;
    for at in [0, 5, whole.len() - 1] {
        let stall = Fault::Stall {
            of: Of::Answer,
            at: at as u64,
        };
        sandbox.add_fault(Rule::once(stall)).expect("a rule");
        let seen = sandbox.requests().len();
        let mut raw = Raw::connect(&sandbox).await.expect("a connection");
        raw.send(SMS, &sms()).await;
        assert_eq!(raw.bytes(at).await.len(), at);
        let within = Duration::from_secs(10);
        let logged = sandbox.wait_for_requests(seen + 1, within).await;
        assert_eq!(logged.expect("it was acted upon").len(), seen + 1);
        let mut more = [0];
        let none = raw.0.try_read(&mut more).expect_err("nothing more comes");
        assert_eq!(none.kind(), ErrorKind::WouldBlock);
        sandbox.release();
        assert_eq!(raw.bytes(whole.len() - at).await.len(), whole.len() - at);
    }
}

#[tokio::test]
async fn a_stalled_answer_does_not_keep_the_sandbox_from_stopping() {
    let sandbox = broken(Rule::new(Fault::Stall {
        of: Of::Body,
        at: 3,
    }))
    .await;
    let mut raw = Raw::connect(&sandbox).await.expect("a connection");
    raw.send(SMS, &sms()).await;
    let within = Duration::from_secs(10);
    let logged = sandbox.wait_for_requests(1, within).await;
    logged.expect("the request is logged");
    let (stopped, (bytes, end)) = tokio::join!(sandbox.stop(), raw.rest());
    stopped.expect("it stops");
    assert!(bytes.ends_with(br#"{"error":null}"#));
    assert_eq!(end, End::Closed);
}

#[tokio::test]
async fn a_drip_comes_whole_in_the_end() {
    let sandbox = broken(Rule::once(Fault::Drip {
        bytes: 1,
        every: Duration::from_micros(1),
    }))
    .await;
    let answer = whole(&sandbox).await;
    assert!(answer.ends_with(br#"{"error":null}"#));
}

#[tokio::test]
async fn a_delay_counts_on_tokios_clock() {
    let delay = Fault::Delay {
        by: Duration::from_millis(5),
    };
    let sandbox = broken(Rule::once(delay.clone()).and(delay)).await;
    let begin = tokio::time::Instant::now();
    whole(&sandbox).await;
    assert!(begin.elapsed() >= Duration::from_millis(10));
}

#[tokio::test]
async fn a_cut_behind_the_end_cuts_nothing() {
    let sandbox = Sandbox::start().await.expect("the sandbox starts");
    let at = whole(&sandbox).await.len() as u64;
    let cut = Fault::Cut {
        of: Of::Answer,
        at,
        reset: true,
    };
    sandbox.add_fault(Rule::once(cut)).expect("a rule");
    let mut raw = Raw::connect(&sandbox).await.expect("a connection");
    raw.send(SMS, &sms()).await;
    let (head, _) = raw.answer().await;
    assert!(head.starts_with("HTTP/1.1 200 "));
    raw.0.shutdown().await.expect("nothing more is sent");
    assert_eq!(raw.rest().await, (Vec::new(), End::Closed));
}

#[tokio::test]
async fn a_fault_does_not_reach_the_call_after_its_own() {
    for fault in [
        |at| Fault::Cut {
            of: Of::Answer,
            at,
            reset: false,
        },
        |at| Fault::Stall { of: Of::Answer, at },
    ] {
        let sandbox = Sandbox::start().await.expect("the sandbox starts");
        let length = whole(&sandbox).await.len() as u64;
        let rule = Rule::once(fault(length + 5));
        sandbox.add_fault(rule).expect("a rule");
        let mut raw = Raw::connect(&sandbox).await.expect("a connection");
        raw.send(SMS, &sms()).await;
        raw.answer().await;
        let body = sms().to_string();
        let head = format!(
            "POST {SMS} HTTP/1.1\r\nhost: sandbox\r\ntatodesk-api-key: sandbox-key\r\nexpect: 100-continue\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        let written = raw.0.write_all(head.as_bytes()).await;
        written.expect("the head is written");
        assert_eq!(raw.bytes(25).await, b"HTTP/1.1 100 Continue\r\n\r\n");
        let written = raw.0.write_all(body.as_bytes()).await;
        written.expect("the body is written");
        assert!(raw.answer().await.0.starts_with("HTTP/1.1 200 "));
    }
}

#[tokio::test]
async fn a_fault_leaves_the_control_api_alone_on_its_own_connection_too() {
    let sandbox = Sandbox::start().await.expect("the sandbox starts");
    let length = whole(&sandbox).await.len() as u64;
    let cut = Fault::Cut {
        of: Of::Answer,
        at: length + 5,
        reset: false,
    };
    sandbox.add_fault(Rule::once(cut)).expect("a rule");
    let mut raw = Raw::connect(&sandbox).await.expect("a connection");
    raw.send(SMS, &sms()).await;
    raw.answer().await;
    for path in ["/_sandbox/clock", "/"] {
        let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n");
        let written = raw.0.write_all(request.as_bytes()).await;
        written.expect("the request is written");
        let (head, body) = raw.answer().await;
        assert!(head.starts_with("HTTP/1.1 200 ") && !body.is_empty());
    }
}
