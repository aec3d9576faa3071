//! The bodies of the control API: only JSON, no larger than the path allows, no deeper than the reader allows, and no endless
//! wait.

use std::time::Duration;

use serde_json::{Value, json};
use tatodesk_sandbox::{Fault, Rule, Sandbox};
use tokio::io::AsyncWriteExt as _;

use crate::caller::{Caller, answer, http};
use crate::server::raw::Raw;

const MIB: usize = 1024 * 1024;

async fn told(
    sandbox: &Sandbox,
    method: &str,
    path: &str,
    body: impl Into<String>,
) -> (u16, String) {
    let url = format!("{}/_sandbox{path}", sandbox.base_url());
    let method = method.parse().expect("a method");
    let request = http()
        .request(method, url)
        .header("content-type", "application/json");
    let (status, body) = answer(request.body(body.into())).await;
    let message = body["error"]["message"].as_str().unwrap_or_default();
    (status, message.to_owned())
}

#[tokio::test]
async fn a_body_says_that_it_is_json_or_is_not_read() {
    let sandbox = Sandbox::start().await.expect("the sandbox starts");
    let before = sandbox.now();
    let mut raw = Raw::connect(&sandbox).await.expect("a connection");
    for (line, body) in [
        ("POST /_sandbox/clock", r#"{"advanceMs": 1000}"#),
        ("POST /_sandbox/faults", r#"{"faults": ["gzip"]}"#),
        ("POST /_sandbox/limits", r#"{"perSecond": 1}"#),
        ("POST /_sandbox/port", r#"{"closedMs": 1}"#),
        ("POST /_sandbox/release", ""),
        ("PUT /_sandbox/state", "{}"),
    ] {
        for (kind, wanted) in [
            ("", 415),
            ("content-type: text/plain\r\n", 415),
            ("content-type: text/plain; application/json\r\n", 415),
            ("content-type: application/x-www-form-urlencoded\r\n", 415),
            (
                "content-type: multipart/form-data; boundary=application/json\r\n",
                415,
            ),
            ("content-type: application/jsonp\r\n", 415),
            ("content-type: application/json, text/plain\r\n", 415),
            (
                "content-type: application/json\r\ncontent-type: text/plain\r\n",
                415,
            ),
            (
                "content-type: text/plain\r\ncontent-type: application/json\r\n",
                415,
            ),
        ] {
            let request = format!(
                "{line} HTTP/1.1\r\nhost: localhost\r\n{kind}content-length: {}\r\n\r\n{body}",
                body.len()
            );
            let mut raw = Raw::connect(&sandbox).await.expect("a connection");
            let (status, message) = raw.ask(&request).await;
            assert_eq!(status, wanted, "{line} {kind}: {message}");
            assert!(message.contains("application/json"), "{message}");
        }
    }
    assert_eq!(sandbox.now(), before);
    assert!(sandbox.faults().is_empty());
    for kind in ["application/json", "Application/JSON ; charset=utf-8"] {
        let request = format!(
            "POST /_sandbox/release HTTP/1.1\r\nhost: localhost\r\ncontent-type: {kind}\r\ncontent-length: 0\r\n\r\n"
        );
        assert_eq!(raw.ask(&request).await.0, 200, "{kind}");
    }
}

#[tokio::test]
async fn faults_are_json_over_http_and_yaml_only_in_files() {
    let sandbox = Sandbox::start().await.expect("the sandbox starts");
    for text in [
        "faults: [gzip]",
        "- faults: [gzip]\n",
        "{faults: [gzip]}",
        "---\n{\"faults\": [\"gzip\"]}",
        "&a [*a]",
        "",
    ] {
        let (status, message) = told(&sandbox, "POST", "/faults", text).await;
        assert!(
            status == 400 && message.contains("this is no JSON"),
            "{text}: {message}"
        );
    }
    let rules = r#"[{"faults": ["gzip"], "times": 2}]"#;
    assert_eq!(told(&sandbox, "POST", "/faults", rules).await.0, 200);
    assert!(Sandbox::builder().faults("faults: [gzip]").is_ok());
}

#[tokio::test]
async fn a_body_that_is_too_deep_is_refused() {
    let caller = Caller::new().await;
    let sandbox = &caller.sandbox;
    let deep = |open: &str, close: &str, depth: usize| open.repeat(depth) + &close.repeat(depth);
    let in_band = |error: &str| format!(r#"{{"faults": [{{"inBand": {{"error": {error}}}}}]}}"#);
    for text in [
        "[".repeat(MIB - 1),
        deep("[", "]", MIB / 2),
        deep(r#"{"faults":["#, "]}", MIB / 16),
        deep(r#"{"a":"#, "1}", MIB / 16),
        in_band(&deep("[", "]", 1000)),
        in_band(&deep(r#"{"a":"#, "1}", 200).replace("11", "1")),
    ] {
        let (status, message) = told(sandbox, "POST", "/faults", text).await;
        assert_eq!(status, 400, "{message}");
    }
    for path in ["/clock", "/limits", "/port"] {
        let (status, message) = told(sandbox, "POST", path, "[".repeat(4000)).await;
        assert_eq!(status, 400, "{path}: {message}");
    }
    let (status, message) = told(sandbox, "PUT", "/state", "[".repeat(MIB)).await;
    assert_eq!(status, 400, "{message}");
    for path in ["/pa/listHours", "/crm/v1/insertObject"] {
        for text in ["[".repeat(8 * MIB), deep(r#"{"a":"#, "}", MIB)] {
            let request = caller
                .request(path)
                .header("content-type", "application/json");
            let (status, body) = answer(request.body(text)).await;
            assert_eq!(status, 400, "{path}: {body}");
        }
    }
    // This is deep enough for people.
    assert_eq!(
        told(sandbox, "POST", "/faults", in_band(&deep("[", "]", 100)))
            .await
            .0,
        200
    );
}

/// A request whose head has the length of its body, and whose body never comes.
async fn announced(sandbox: &Sandbox, line: &str, length: &str) -> (u16, String) {
    let mut raw = Raw::connect(sandbox).await.expect("a connection");
    raw.ask(&format!(
        "{line} HTTP/1.1\r\nhost: localhost\r\ntatodesk-api-key: sandbox-key\r\ncontent-type: application/json\r\n\
         expect: 100-continue\r\ncontent-length: {length}\r\n\r\n"
    ))
    .await
}

#[tokio::test]
async fn a_body_that_says_to_be_too_long_is_refused_before_it_comes() {
    let sandbox = Sandbox::start().await.expect("the sandbox starts");
    for (line, length, wanted) in [
        ("POST /_sandbox/clock", "4097", 413),
        ("POST /_sandbox/limits", "5000", 413),
        ("POST /_sandbox/port", "1000000", 413),
        ("POST /_sandbox/release", "200000000", 413),
        ("POST /_sandbox/faults", "1048577", 413),
        ("PUT /_sandbox/state", "268435457", 413),
        ("PUT /_sandbox/state", "9007199254740993", 413),
        ("POST /_sandbox/nothing", "200000000", 404),
        ("PUT /_sandbox/clock", "200000000", 405),
        ("GET /_sandbox/clock", "200000000", 200),
        ("DELETE /_sandbox/counters", "200000000", 200),
        ("POST /dl/v1/sms/messages", "67108865", 413),
        ("POST /pa/listHours", "1000000000000", 413),
    ] {
        let (status, body) = announced(&sandbox, line, length).await;
        assert_eq!(status, wanted, "{line} {length}: {body}");
        assert!(status != 413 || body.contains("at most"), "{body}");
    }
    let mut raw = Raw::connect(&sandbox).await.expect("a connection");
    let (status, body) = raw
        .ask(
            "POST /dl/v1/whatsapp/media HTTP/1.1\r\nhost: localhost\r\ntatodesk-api-key: sandbox-key\r\n\
             content-type: multipart/form-data; boundary=x\r\ncontent-length: 268435457\r\n\r\n",
        )
        .await;
    assert_eq!(status, 413, "{body}");
}

#[tokio::test]
async fn a_body_in_chunks_is_refused_where_it_becomes_too_long() {
    let sandbox = Sandbox::start().await.expect("the sandbox starts");
    let piece = format!("100000\r\n{}\r\n", " ".repeat(MIB));
    for (line, pieces) in [
        ("POST /_sandbox/clock", 1),
        ("POST /_sandbox/faults", 2),
        ("POST /dl/v1/sms/messages", 65),
    ] {
        let mut raw = Raw::connect(&sandbox).await.expect("a connection");
        let head = format!(
            "{line} HTTP/1.1\r\nhost: localhost\r\ntatodesk-api-key: sandbox-key\r\ncontent-type: application/json\r\n\
             transfer-encoding: chunked\r\n\r\n"
        );
        raw.0.write_all(head.as_bytes()).await.expect("a head");
        for _ in 0..pieces {
            raw.0.write_all(piece.as_bytes()).await.expect("a piece");
        }
        let (head, _) = raw.answer().await;
        assert!(head.starts_with("HTTP/1.1 413 "), "{line}: {head}");
    }
}

#[tokio::test]
async fn a_wait_ends_within_an_hour_or_is_refused_by_name() {
    let sandbox = Sandbox::start().await.expect("the sandbox starts");
    let delays = |millis: &[u64]| {
        let delays: Vec<Value> = millis
            .iter()
            .map(|ms| json!({"delay": {"ms": ms}}))
            .collect();
        json!({ "faults": delays })
    };
    let drip = |every: u64| json!({"faults": [{"drip": {"bytes": 1, "everyMs": every}}]});
    for (path, body, name) in [
        ("/port", json!({"closedMs": 3_600_001}), "closedMs"),
        ("/port", json!({"closedMs": u64::MAX}), "closedMs"),
        ("/faults", delays(&[3_600_001]), "ms of a delay"),
        ("/faults", delays(&[u64::MAX]), "ms of a delay"),
        ("/faults", delays(&[u64::MAX, u64::MAX]), "ms of a delay"),
        ("/faults", delays(&[3_600_000, 1]), "ms of a delay"),
        ("/faults", drip(3_600_001), "everyMs of a drip"),
        ("/faults", drip(u64::MAX), "everyMs of a drip"),
        ("/faults", delays(&[1; 101]), "at most 100 faults"),
    ] {
        let (status, message) = told(&sandbox, "POST", path, body.to_string()).await;
        assert!(status == 400 && message.contains(name), "{body}: {message}");
    }
    for path in ["/requests", "/deliveries"] {
        let path = format!("{path}?wait=1&timeoutMs=3600001");
        let (status, message) = told(&sandbox, "GET", &path, "").await;
        assert!(
            status == 400 && message.contains("timeoutMs is at most 3600000"),
            "{message}"
        );
    }
    let hour = Duration::from_secs(3600);
    let longer = hour + Duration::from_millis(1);
    let delay = |by| Rule::new(Fault::Delay { by });
    assert!(sandbox.add_fault(delay(longer)).is_err());
    assert!(sandbox.add_fault(delay(Duration::MAX)).is_err());
    assert!(
        Sandbox::builder()
            .fault(delay(longer))
            .start()
            .await
            .is_err()
    );
    // In a snapshot too.
    let state = format!("{}/_sandbox/state", sandbox.base_url());
    let mut written = answer(http().get(&state)).await.1;
    written["faults"] = json!([{"faults": [{"delay": {"ms": u64::MAX}}]}]);
    assert_eq!(answer(http().put(&state).json(&written)).await.0, 400);
    assert!(sandbox.faults().is_empty());
    assert!(sandbox.add_fault(delay(hour)).is_ok());
}

#[tokio::test]
async fn a_form_whose_parts_do_not_begin_is_broken() {
    let caller = Caller::new().await;
    let long = " ".repeat(2 * MIB);
    for body in [
        long.clone(),
        format!("--x\r\ncontent-disposition: {long}"),
        format!("--x\r\ncontent-disposition: form-data; name=\"{long}\"\r\n\r\n"),
    ] {
        let request = caller.request("/dl/v1/whatsapp/media");
        let request = request.header("content-type", "multipart/form-data; boundary=x");
        let (status, body) = answer(request.body(body)).await;
        let message = body["error"]["message"].as_str().unwrap_or_default();
        assert!(
            status == 400 && message.contains("before the content of a part"),
            "{status} {body}"
        );
    }
    // The content of a part may be long.
    let media = reqwest::multipart::Part::bytes(vec![b'x'; 4 * MIB]).file_name("a.pdf");
    let form = reqwest::multipart::Form::new()
        .text("appID", "app")
        .part("media", media);
    assert_eq!(
        answer(caller.request("/dl/v1/whatsapp/media").multipart(form))
            .await
            .0,
        200
    );
    assert_eq!(caller.sandbox.uploads()[0].bytes, 4 * MIB as u64);
}
