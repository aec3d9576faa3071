//! Web pages of an allowed origin call operations from a browser; pages of all other origins cannot.

use std::num::NonZeroUsize;

use tatodesk_sandbox::{BadOrigin, Fault, Rule, Sandbox};
use tokio::io::AsyncWriteExt;

use crate::server::raw::Raw;

const ORIGIN: &str = "http://localhost:3000";
const OPERATION: &str = "/dl/pa/listCompaniesByUser";

async fn with_origin(origin: &str) -> Sandbox {
    let builder = Sandbox::builder().allow_origin(origin).expect("an origin");
    builder.start().await.expect("the sandbox starts")
}

/// The head of the answer to a request of a page of this origin, in small letters.
async fn ask(sandbox: &Sandbox, line: &str, origin: &str, more: &str, body: &str) -> String {
    let address = sandbox.base_url().replace("http://", "");
    let mut raw = Raw::connect(sandbox).await.expect("a connection");
    let request = format!(
        "{line} HTTP/1.1\r\nhost: {address}\r\norigin: {origin}\r\nsec-fetch-site: cross-site\r\n{more}\
         connection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let written = raw.0.write_all(request.as_bytes()).await;
    written.expect("the request is written");
    raw.head().await.to_ascii_lowercase()
}

/// The request that a browser sends before the call of a page.
async fn preflight(sandbox: &Sandbox, path: &str, origin: &str) -> String {
    let asks = "access-control-request-method: POST\r\n\
                access-control-request-headers: content-type,tatodesk-api-key\r\n";
    ask(sandbox, &format!("OPTIONS {path}"), origin, asks, "").await
}

/// The call of a page, with the sandbox's key.
async fn call(sandbox: &Sandbox, path: &str, origin: &str) -> String {
    let more = "tatodesk-api-key: sandbox-key\r\ncontent-type: application/json\r\n";
    ask(sandbox, &format!("POST {path}"), origin, more, "{}").await
}

/// Whether a browser lets a page of this origin read the answer.
fn is_readable(head: &str, origin: &str) -> bool {
    head.contains(&format!("access-control-allow-origin: {origin}\r\n"))
        && head.contains("vary: origin\r\n")
}

#[tokio::test]
async fn a_page_of_an_allowed_origin_asks_and_then_calls() {
    let sandbox = with_origin(ORIGIN).await;
    let head = preflight(&sandbox, OPERATION, ORIGIN).await;
    assert!(head.starts_with("http/1.1 204 "), "{head}");
    assert!(is_readable(&head, ORIGIN), "{head}");
    assert!(head.contains("access-control-allow-methods: post\r\n"));
    assert!(head.contains("access-control-allow-headers: *\r\n"));
    // The question is no call: it is not logged, and it uses up no fault.
    assert!(sandbox.requests().is_empty());
    let head = call(&sandbox, OPERATION, ORIGIN).await;
    assert!(head.starts_with("http/1.1 200 "), "{head}");
    assert!(is_readable(&head, ORIGIN), "{head}");
    assert_eq!(sandbox.counter("listCompaniesByUser").committed, 1);
}

#[tokio::test]
async fn refusals_and_faults_are_readable_too() {
    let sandbox = with_origin(ORIGIN).await;
    let rule = Rule::once(Fault::status(503)).on("listCompaniesByUser");
    sandbox.add_fault(rule).expect("the rule is accepted");
    preflight(&sandbox, OPERATION, ORIGIN).await;
    for (path, wanted) in [(OPERATION, "503"), ("/nothing", "404"), (OPERATION, "200")] {
        let head = call(&sandbox, path, ORIGIN).await;
        assert!(head.starts_with(&format!("http/1.1 {wanted} ")), "{head}");
        assert!(is_readable(&head, ORIGIN), "{head}");
        assert!(head.contains("access-control-expose-headers: *\r\n"));
    }
    let head = ask(&sandbox, &format!("POST {OPERATION}"), ORIGIN, "", "{}").await;
    assert!(head.starts_with("http/1.1 401 "), "{head}");
    assert!(is_readable(&head, ORIGIN), "{head}");
}

#[tokio::test]
async fn pages_of_other_origins_stay_out() {
    let sandbox = with_origin(ORIGIN).await;
    for other in [
        "http://localhost:3001",
        "http://localhost",
        "https://localhost:3000",
        "http://127.0.0.1:3000",
        "http://localhost:3000.evil.example",
        "http://localhost:3000/",
        "http://evil.example",
        "null",
        "",
        "http://localhost:3000\r\norigin: http://evil.example",
    ] {
        for head in [
            preflight(&sandbox, OPERATION, other).await,
            call(&sandbox, OPERATION, other).await,
        ] {
            assert!(head.starts_with("http/1.1 403 "), "{other}: {head}");
            assert!(!head.contains("access-control"), "{other}: {head}");
        }
    }
    assert!(sandbox.requests().is_empty());
}

/// A name that was made to resolve to this machine does not become the sandbox's own by an allowed origin.
#[tokio::test]
async fn a_foreign_host_stays_refused() {
    let sandbox = with_origin(ORIGIN).await;
    let mut raw = Raw::connect(&sandbox).await.expect("a connection");
    let request = format!(
        "POST {OPERATION} HTTP/1.1\r\nhost: evil.example\r\norigin: {ORIGIN}\r\ncontent-length: 2\r\n\r\n{{}}"
    );
    assert_eq!(raw.ask(&request).await.0, 403);
}

#[tokio::test]
async fn the_control_api_stays_closed() {
    let sandbox = with_origin(ORIGIN).await;
    for head in [
        preflight(&sandbox, "/_sandbox/clock", ORIGIN).await,
        ask(&sandbox, "GET /_sandbox/state", ORIGIN, "", "").await,
        ask(&sandbox, "GET /", ORIGIN, "", "").await,
    ] {
        assert!(head.starts_with("http/1.1 403 "), "{head}");
        assert!(!head.contains("access-control"), "{head}");
    }
}

#[tokio::test]
async fn origins_are_compared_as_browsers_write_them() {
    for (allowed, written) in [
        ("http://localhost:80", "http://localhost"),
        ("https://APP.example", "https://app.example"),
        ("https://app.example", "https://app.example:443"),
        ("http://[::1]:5173", "http://[::1]:5173"),
    ] {
        let sandbox = with_origin(allowed).await;
        let head = call(&sandbox, OPERATION, written).await;
        assert!(is_readable(&head, written), "{allowed}: {head}");
    }
}

#[test]
fn a_text_that_is_no_origin_is_refused() {
    for wrong in [
        "",
        "*",
        "null",
        "localhost",
        "localhost:3000",
        "//localhost:3000",
        "http://",
        "http://:3000",
        "http://localhost:3000/",
        "http://localhost:3000/app",
        "http://localhost:65536",
        "http://me@localhost",
        "http://*.example",
        "ftp://localhost",
        "http://a b",
    ] {
        let error: BadOrigin = Sandbox::builder().allow_origin(wrong).expect_err(wrong);
        assert!(error.to_string().contains("is no origin"), "{error}");
    }
}

/// A sandbox whose only place is taken by half a request.
async fn crowded() -> (Sandbox, Raw) {
    let builder = Sandbox::builder().allow_origin(ORIGIN).expect("an origin");
    let sandbox = builder.max_connections(NonZeroUsize::MIN).start().await;
    let sandbox = sandbox.expect("the sandbox starts");
    let mut half = Raw::connect(&sandbox).await.expect("a connection");
    half.0.write_all(b"POST").await.expect("it is written");
    (sandbox, half)
}

#[tokio::test]
async fn a_page_reads_that_there_is_no_room_for_it() {
    let (sandbox, _half) = crowded().await;
    let head = preflight(&sandbox, OPERATION, ORIGIN).await;
    assert!(head.starts_with("http/1.1 204 "), "{head}");
    assert!(is_readable(&head, ORIGIN), "{head}");
    assert!(head.contains("access-control-allow-methods: post\r\n"));

    let (sandbox, _half) = crowded().await;
    let head = call(&sandbox, OPERATION, ORIGIN).await;
    assert!(head.starts_with("http/1.1 503 "), "{head}");
    assert!(is_readable(&head, ORIGIN), "{head}");
    assert!(head.contains("retry-after: 1\r\n"), "{head}");
    assert!(head.contains("access-control-expose-headers: *\r\n"));
}

#[tokio::test]
async fn nothing_else_is_readable_while_there_is_no_room() {
    for (path, origin) in [
        (OPERATION, "http://localhost:3001"),
        (OPERATION, "null"),
        ("/_sandbox/clock", ORIGIN),
        ("/_sandbox/faults", ORIGIN),
    ] {
        for is_call in [false, true] {
            let (sandbox, _half) = crowded().await;
            let head = match is_call {
                false => preflight(&sandbox, path, origin).await,
                true => call(&sandbox, path, origin).await,
            };
            assert!(head.starts_with("http/1.1 503 "), "{head}");
            assert!(!head.contains("access-control-"), "{head}");
        }
    }
}
