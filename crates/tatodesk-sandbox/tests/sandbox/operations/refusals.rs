//! The sandbox refuses some requests before it reads their body. It says why, also to a caller that writes everything before it
//! reads.

use std::num::NonZeroU32;

use tatodesk_sandbox::Sandbox;
use tokio::io::AsyncWriteExt as _;

use crate::server::raw::{End, Raw};

const SMS: &str = "/dl/v1/sms/messages";
const MIB: usize = 1024 * 1024;

/// What a caller reads after it wrote this number of bytes.
async fn told(sandbox: &Sandbox, path: &str, headers: &str, bytes: usize) -> String {
    let mut raw = Raw::connect(sandbox).await.expect("a connection");
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: sandbox\r\n{headers}content-length: {bytes}\r\n\r\n"
    );
    raw.0.write_all(head.as_bytes()).await.expect("a head");
    let piece = vec![b' '; MIB];
    for _ in 0..bytes / MIB {
        raw.0.write_all(&piece).await.expect("all of the body");
    }
    let (head, body) = raw.answer().await;
    assert!(body.starts_with(br#"{"error":"#), "{head}");
    // The connection has no further use, and ends in order.
    assert_eq!(raw.rest().await, (Vec::new(), End::Closed));
    head[9..12].to_owned()
}

#[tokio::test]
async fn a_refusal_reaches_a_caller_that_is_still_writing() {
    let sandbox = Sandbox::start().await.expect("the sandbox starts");
    let json = "tatodesk-api-key: sandbox-key\r\ncontent-type: application/json\r\n";
    let text = "tatodesk-api-key: sandbox-key\r\ncontent-type: text/plain\r\n";
    assert_eq!(told(&sandbox, SMS, "", 2 * MIB).await, "401");
    assert_eq!(told(&sandbox, SMS, text, 2 * MIB).await, "415");
    assert_eq!(told(&sandbox, "/nothing", json, 2 * MIB).await, "404");
    assert_eq!(told(&sandbox, SMS, json, 70 * MIB).await, "413");
    sandbox.set_rate_limit(NonZeroU32::new(1));
    let last = format!("connection: close\r\n{json}");
    assert_eq!(told(&sandbox, SMS, &last, MIB).await, "400");
    assert_eq!(told(&sandbox, SMS, json, 2 * MIB).await, "429");
}

#[tokio::test]
async fn a_caller_that_stops_writing_is_answered_all_the_same() {
    let sandbox = Sandbox::start().await.expect("the sandbox starts");
    let mut raw = Raw::connect(&sandbox).await.expect("a connection");
    let head = format!("POST {SMS} HTTP/1.1\r\nhost: sandbox\r\ncontent-length: 100\r\n\r\n");
    raw.0.write_all(head.as_bytes()).await.expect("a head");
    let (head, _) = raw.answer().await;
    assert!(head.starts_with("HTTP/1.1 401 "), "{head}");
    assert_eq!(raw.rest().await, (Vec::new(), End::Closed));
}
