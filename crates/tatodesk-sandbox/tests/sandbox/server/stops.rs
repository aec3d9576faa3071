//! No caller holds up a stop. Time stands still here and goes on only while nothing else can happen, so the measured time is
//! what the sandbox itself waited for.

use std::time::Duration;

use serde_json::{Value, json};
use tatodesk_sandbox::{Fault, Rule, Sandbox, WorldFile};
use tokio::io::AsyncWriteExt as _;
use tokio::time::Instant;

use crate::caller::{answer, http};
use crate::server::raw::{End, Raw};

const SMS: &str = "/dl/v1/sms/messages";
/// How long a stop waits for callers that do not send or do not read.
const GRACE: Duration = Duration::from_secs(2);
const HOUR: Duration = Duration::from_secs(60 * 60);

fn sms() -> Value {
    json!({"appID": 7, "templateID": "second_bill_notice",
        "sms": {"type": "template", "to": "5581900000001", "template": {"params": ["Marina", "30/06"]}}})
}

/// A sandbox that has just received the first bytes of a connection.
async fn begun(bytes: &str) -> (Sandbox, Raw) {
    let sandbox = Sandbox::start().await.expect("the sandbox starts");
    let mut raw = Raw::connect(&sandbox).await.expect("a connection");
    let written = raw.0.write_all(bytes.as_bytes()).await;
    written.expect("they are written");
    (sandbox, raw)
}

/// Waits for a call to arrive, in no time.
async fn arrived(sandbox: &Sandbox, operation: &str) {
    while sandbox.counter(operation).arrived == 0 {
        tokio::task::yield_now().await;
    }
}

/// How long a stop takes.
async fn stop(sandbox: &Sandbox) -> Duration {
    let begin = Instant::now();
    sandbox.stop().await.expect("it stops");
    begin.elapsed()
}

#[tokio::test(start_paused = true)]
async fn half_a_head_is_not_waited_for() {
    let (sandbox, raw) = begun("POST /pa/lis").await;
    // If a later whole request has come, the bytes before it have come too.
    let mut other = Raw::connect(&sandbox).await.expect("a connection");
    other.send(SMS, &sms()).await;
    other.answer().await;
    assert_eq!(stop(&sandbox).await, Duration::ZERO);
    assert!(raw.rest().await.0.is_empty());
}

#[tokio::test(start_paused = true)]
async fn half_a_body_has_its_time() {
    let head = format!(
        "POST {SMS} HTTP/1.1\r\nhost: sandbox\r\ntatodesk-api-key: sandbox-key\r\n\
         content-type: application/json\r\ncontent-length: 100\r\n\r\n{{"
    );
    let (sandbox, raw) = begun(&head).await;
    arrived(&sandbox, "sendSms").await;
    let waited = stop(&sandbox).await;
    assert!(waited >= GRACE && waited < 2 * GRACE, "{waited:?}");
    assert!(raw.rest().await.0.is_empty());
    assert!(sandbox.deliveries().is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_unread_answer_has_its_time() {
    let world =
        "reports: {digitalServices: {count: 50000, from: \"2024-01-01\", to: \"2024-12-31\"}}";
    let world: WorldFile = world.parse().expect("a world");
    let sandbox = Sandbox::builder().world(world).start().await;
    let sandbox = sandbox.expect("the sandbox starts");
    let mut raw = Raw::connect(&sandbox).await.expect("a connection");
    let days = json!({"filter": {"dateInitial": "01/01/2024", "dateFinal": "31/12/2024"}, "page": 0, "limit": 50000});
    raw.send("/cc/listAttendancesReport", &days).await;
    assert_eq!(raw.bytes(15).await, b"HTTP/1.1 200 OK");
    let waited = stop(&sandbox).await;
    assert!(waited >= GRACE && waited < 2 * GRACE, "{waited:?}");
}

#[tokio::test(start_paused = true)]
async fn a_delayed_call_takes_place_at_once() {
    let rule = Rule::once(Fault::Delay { by: HOUR });
    let sandbox = Sandbox::builder().fault(rule).start().await;
    let sandbox = sandbox.expect("the sandbox starts");
    let mut raw = Raw::connect(&sandbox).await.expect("a connection");
    raw.send(SMS, &sms()).await;
    arrived(&sandbox, "sendSms").await;
    assert_eq!(stop(&sandbox).await, Duration::ZERO);
    let (bytes, end) = raw.rest().await;
    assert!(bytes.ends_with(br#"{"error":null}"#) && end == End::Closed);
    // The stop loses nothing, and a second one does nothing.
    assert_eq!(
        (sandbox.requests().len(), sandbox.deliveries().len()),
        (1, 1)
    );
    assert_eq!(stop(&sandbox).await, Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_drip_becomes_a_stream() {
    let drip = Fault::Drip {
        bytes: 1,
        every: HOUR,
    };
    let sandbox = Sandbox::builder().fault(Rule::once(drip)).start().await;
    let sandbox = sandbox.expect("the sandbox starts");
    let mut raw = Raw::connect(&sandbox).await.expect("a connection");
    raw.send(SMS, &sms()).await;
    assert_eq!(raw.bytes(1).await, b"H");
    assert!(stop(&sandbox).await < HOUR);
    let (bytes, end) = raw.rest().await;
    assert!(bytes.ends_with(br#"{"error":null}"#) && end == End::Closed);
}

#[tokio::test(start_paused = true)]
async fn the_control_address_holds_nothing_up_either() {
    let anywhere = (std::net::Ipv4Addr::LOCALHOST, 0).into();
    let sandbox = Sandbox::builder().control_address(anywhere).start().await;
    let sandbox = sandbox.expect("the sandbox starts");
    let address = sandbox.control_url().replace("http://", "");
    let mut half_a_body = Raw::at(&address).await.expect("a connection");
    let head = "POST /_sandbox/clock HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
                content-length: 9\r\n\r\n{";
    let written = half_a_body.0.write_all(head.as_bytes()).await;
    written.expect("it is written");
    let waited = stop(&sandbox).await;
    assert!(waited < 2 * GRACE, "{waited:?}");
}

#[tokio::test(start_paused = true)]
async fn a_waiting_caller_is_told_that_the_sandbox_stops() {
    let sandbox = Sandbox::start().await.expect("the sandbox starts");
    let url = format!("{}/_sandbox/requests?wait=1", sandbox.base_url());
    let waits = tokio::spawn(answer(http().get(url)));
    tokio::time::sleep(Duration::from_millis(1)).await;
    assert!(!waits.is_finished());
    assert_eq!(stop(&sandbox).await, Duration::ZERO);
    let (status, body) = waits.await.expect("an answer");
    assert_eq!(status, 503, "{body}");
}
