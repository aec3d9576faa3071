//! Many connections: those that send nothing are ended, and callers beyond the maximum are told so. Where time stands still, it
//! goes on only while nothing else can happen.

use std::num::NonZeroUsize;
use std::time::Duration;

use serde_json::{Value, json};
use tatodesk_sandbox::Sandbox;
use tokio::io::AsyncWriteExt as _;
use tokio::time::Instant;

use crate::server::raw::{End, Raw};

const SMS: &str = "/dl/v1/sms/messages";
const CLOCK: &str = "GET /_sandbox/clock HTTP/1.1\r\nhost: localhost\r\n\r\n";
/// How long a head may take.
const HEAD: Duration = Duration::from_secs(10);
/// How long it may take if others need its place.
const HURRY: Duration = Duration::from_secs(1);

async fn connected(address: &str, bytes: &str) -> Raw {
    let mut raw = Raw::at(address).await.expect("a connection");
    let written = raw.0.write_all(bytes.as_bytes()).await;
    written.expect("they are written");
    raw
}

/// A sandbox with room for this number of connections at the API's address, and its two addresses.
async fn with_room_for(connections: usize) -> (Sandbox, [String; 2]) {
    let max = NonZeroUsize::new(connections + 1).expect("some");
    let anywhere = (std::net::Ipv4Addr::LOCALHOST, 0).into();
    let sandbox = Sandbox::builder().max_connections(max);
    let sandbox = sandbox.control_address(anywhere).start().await;
    let sandbox = sandbox.expect("the sandbox starts");
    let addresses = [sandbox.base_url(), sandbox.control_url()];
    let addresses = addresses.map(|url| url.replace("http://", ""));
    (sandbox, addresses)
}

#[tokio::test(start_paused = true)]
async fn a_head_that_does_not_come_ends_its_connection() {
    let (_sandbox, addresses) = with_room_for(9).await;
    for address in &addresses {
        for begun in [
            "",
            "G",
            "GET /_sandbox HTTP/1.1\r\nhost: localhost\r\n",
            &format!("{CLOCK}GET /"),
        ] {
            let mut raw = connected(address, begun).await;
            if begun.starts_with(CLOCK) {
                raw.answer().await;
                // The sandbox cannot tell bytes that came together with the request before from no bytes.
                raw.0.write_all(b"_sand").await.expect("it is written");
            }
            let begin = Instant::now();
            assert_eq!(raw.rest().await, (Vec::new(), End::Closed), "{begun}");
            let waited = begin.elapsed();
            assert!(waited >= HEAD && waited < 2 * HEAD, "{begun}: {waited:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_head_that_comes_byte_by_byte_has_no_more_time() {
    let (_sandbox, [address, _]) = with_room_for(9).await;
    let mut raw = connected(&address, "").await;
    let begin = Instant::now();
    for byte in CLOCK.bytes() {
        tokio::time::sleep(Duration::from_secs(1)).await;
        if raw.0.write_all(&[byte]).await.is_err() {
            break;
        }
    }
    assert!(begin.elapsed() < 2 * HEAD, "{:?}", begin.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_connection_may_wait_for_its_next_request() {
    let (_sandbox, addresses) = with_room_for(9).await;
    for address in &addresses {
        let mut raw = connected(address, "").await;
        for _ in 0..3 {
            assert_eq!(raw.ask(CLOCK).await.0, 200);
            tokio::time::sleep(60 * HEAD).await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_that_does_not_come_is_408() {
    let (sandbox, [address, control]) = with_room_for(9).await;
    let tail = "tatodesk-api-key: sandbox-key\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{";
    for address in [&address, &control] {
        let head = format!("POST /_sandbox/clock HTTP/1.1\r\nhost: localhost\r\n{tail}");
        let mut raw = connected(address, "").await;
        let (status, body) = raw.ask(&head).await;
        assert!(status == 408 && body.contains("30 seconds"), "{body}");
    }
    let head = format!("POST {SMS} HTTP/1.1\r\nhost: localhost\r\n{tail}");
    let mut raw = connected(&address, "").await;
    assert_eq!(raw.ask(&head).await.0, 408);
    assert_eq!(sandbox.requests()[0].status, 408);
}

#[tokio::test]
async fn a_caller_beyond_the_maximum_is_told_so_and_the_others_go_on() {
    let (sandbox, addresses) = with_room_for(2).await;
    for (address, room) in addresses.iter().zip([2, 1]) {
        let mut first = connected(address, "").await;
        assert_eq!(first.ask(CLOCK).await.0, 200);
        let second = match room {
            2 => Some(connected(address, "GET /_sand").await),
            _ => None,
        };
        // More than are told so at the same time.
        for _ in 0..40 {
            let mut more = connected(address, "").await;
            let (status, body) = more.ask(CLOCK).await;
            assert_eq!(status, 503);
            let body: Value = serde_json::from_str(&body).expect("JSON");
            let message = body["error"]["message"].as_str().expect("a message");
            assert!(
                message.contains(&format!("at most {room} connections")),
                "{message}"
            );
            assert_eq!(more.rest().await, (Vec::new(), End::Closed));
            if first.0.try_read(&mut [0]).is_ok_and(|read| read == 0) {
                break;
            }
        }
        // The idle connection has made room.
        assert_eq!(first.rest().await, (Vec::new(), End::Closed));
        loop {
            let mut next = connected(address, "").await;
            if next.ask(CLOCK).await.0 == 200 {
                break;
            }
        }
        drop(second);
    }
    assert!(sandbox.requests().is_empty());
}

#[tokio::test]
async fn a_place_is_free_as_soon_as_its_connection_has_ended() {
    let (_sandbox, addresses) = with_room_for(1).await;
    let last = CLOCK.replace("\r\n\r\n", "\r\nconnection: close\r\n\r\n");
    for address in &addresses {
        for _ in 0..50 {
            let mut raw = connected(address, "").await;
            assert_eq!(raw.ask(&last).await.0, 200);
            assert_eq!(raw.rest().await, (Vec::new(), End::Closed));
        }
    }
}

#[tokio::test]
async fn a_body_may_come_with_the_request_that_is_one_too_many() {
    let (_sandbox, [address, _]) = with_room_for(1).await;
    let _half = connected(&address, "POST").await;
    let body = json!({"text": "a".repeat(1_000_000)}).to_string();
    let head = format!(
        "POST {SMS} HTTP/1.1\r\nhost: localhost\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let mut more = connected(&address, &head).await;
    assert_eq!(more.ask(&body).await.0, 503);
}

#[tokio::test(start_paused = true)]
async fn half_open_connections_keep_no_caller_out_for_long() {
    let (_sandbox, [address, _]) = with_room_for(3).await;
    let begin = Instant::now();
    let mut half = Vec::new();
    for _ in 0..3 {
        half.push(connected(&address, "GET / HT").await);
    }
    let mut next = connected(&address, "").await;
    assert_eq!(next.ask(CLOCK).await.0, 503);
    for raw in half {
        assert_eq!(raw.rest().await, (Vec::new(), End::Closed));
    }
    let mut next = connected(&address, "").await;
    assert_eq!(next.ask(CLOCK).await.0, 200);
    let waited = begin.elapsed();
    assert!(waited >= HURRY && waited < HEAD, "{waited:?}");
}

#[tokio::test]
async fn a_head_that_is_too_large_is_431() {
    let (_sandbox, [address, _]) = with_room_for(3).await;
    let mut raw = connected(&address, "").await;
    let large = "a".repeat(200 * 1024);
    let head = format!("GET /_sandbox HTTP/1.1\r\nhost: localhost\r\nx: {large}\r\n\r\n");
    // The others may find the connection closed.
    let _ = raw.0.write_all(head.as_bytes()).await;
    let head = raw.head().await;
    assert!(head.starts_with("HTTP/1.1 431 "), "{head}");
}

#[tokio::test]
async fn both_ports_together_serve_no_more_than_the_maximum() {
    let max = NonZeroUsize::new(16).expect("some");
    let anywhere = (std::net::Ipv4Addr::LOCALHOST, 0).into();
    let sandbox = Sandbox::builder()
        .max_connections(max)
        .control_address(anywhere);
    let sandbox = sandbox.start().await.expect("the sandbox starts");
    let [api, control] = [sandbox.base_url(), sandbox.control_url()]
        .map(|url| url.strip_prefix("http://").expect("an address").to_owned());
    let mut open = Vec::new();
    for _ in 0..14 {
        open.push(connected(&api, "GET /_sandbox/clock HTTP/1.1\r\n").await);
    }
    // The control port has two places of its own, and no third one.
    assert_eq!(connected(&api, "").await.ask(CLOCK).await.0, 503);
    for _ in 0..2 {
        open.push(connected(&control, "GET /_sandbox/clock HTTP/1.1\r\n").await);
    }
    assert_eq!(connected(&control, "").await.ask(CLOCK).await.0, 503);
    let last = open.pop().expect("a connection");
    drop(last);
    let mut next = connected(&control, "").await;
    while next.ask(CLOCK).await.0 == 503 {
        next = connected(&control, "").await;
    }
}
