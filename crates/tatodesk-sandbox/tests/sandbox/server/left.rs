//! Callers that leave before their answer: a call that had arrived takes place, and one that had not does not.

use std::time::Duration;

use serde_json::{Value, json};
use tatodesk_sandbox::{Fault, RequestRecord, Rule, Sandbox};
use tokio::io::AsyncWriteExt as _;

use crate::caller::settle;
use crate::server::raw::Raw;

const SMS: &str = "/dl/v1/sms/messages";
const WITHIN: Duration = Duration::from_secs(10);

fn sms() -> Value {
    json!({"appID": 7, "templateID": "second_bill_notice",
        "sms": {"type": "template", "to": "5581900000001", "template": {"params": ["Marina", "30/06"]}}})
}

/// The one request that was logged.
async fn logged(sandbox: &Sandbox) -> RequestRecord {
    let log = sandbox.wait_for_requests(1, WITHIN).await;
    let [record] = &log.expect("it is logged")[..] else {
        panic!("one request")
    };
    record.clone()
}

#[tokio::test]
async fn a_delayed_call_takes_place_though_its_caller_gives_up() {
    let minute = Duration::from_secs(60);
    let rule = Rule::once(Fault::Delay { by: minute });
    let sandbox = Sandbox::builder().fault(rule).start().await;
    let sandbox = sandbox.expect("the sandbox starts");
    let mut raw = Raw::connect(&sandbox).await.expect("a connection");
    raw.send(SMS, &sms()).await;
    while sandbox.counter("sendSms").arrived == 0 {
        tokio::task::yield_now().await;
    }
    drop(raw);
    settle(Duration::from_secs(1)).await;
    assert!(sandbox.requests().is_empty() && sandbox.deliveries().is_empty());
    settle(2 * minute).await;
    let record = logged(&sandbox).await;
    assert_eq!((record.status, record.committed), (0, true), "{record:?}");
    assert_eq!(record.faults, ["delay"]);
    let counter = sandbox.counter("sendSms");
    assert_eq!((counter.answered, counter.committed), (0, 1));
    assert_eq!(sandbox.deliveries().len(), 1);
}

#[tokio::test]
async fn a_request_that_did_not_arrive_whole_is_logged_and_not_acted_upon() {
    let body = sms().to_string();
    // A reader of JSON has all that it needs, and one announced byte is missing.
    for announced in [body.len() + 1, body.len() + 100_000] {
        let sandbox = Sandbox::start().await.expect("the sandbox starts");
        let mut raw = Raw::connect(&sandbox).await.expect("a connection");
        let head = format!(
            "POST {SMS} HTTP/1.1\r\nhost: sandbox\r\ntatodesk-api-key: sandbox-key\r\n\
             content-type: application/json\r\ncontent-length: {announced}\r\n\r\n{body}"
        );
        let written = raw.0.write_all(head.as_bytes()).await;
        written.expect("the request is written");
        drop(raw);
        let record = logged(&sandbox).await;
        assert!(
            !record.committed && !record.breaches.is_empty(),
            "{record:?}"
        );
        assert!(sandbox.deliveries().is_empty());
    }
}
