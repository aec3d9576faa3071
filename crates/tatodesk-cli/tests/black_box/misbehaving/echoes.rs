//! A server that repeats what it was sent: the key is on no line of standard error, and no value of an answer but its message.

use serde_json::{Value, json};

use crate::server::{Reply, Server};
use crate::support::{KEY, READ, Ran, WRITE, WRITE_BODY, api, full_size, run};

/// What is left of the key whatever a server does to its case and hyphens.
fn letters(text: &str) -> String {
    let text = text.to_lowercase();
    text.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// Plain and with `--json`, a read and a write.
fn runs(reply: &dyn Fn() -> Reply) -> Vec<Ran> {
    let calls: [&[&str]; 2] = [&[READ, "--retries", "0"], &[WRITE, "--body", WRITE_BODY]];
    let mut ran = Vec::new();
    for call in calls {
        for form in [&[][..], &["--json"]] {
            let server = Server::once(reply());
            ran.push(run(api(&server, &[call, form].concat())));
            assert_eq!(server.requests().len(), 1);
        }
    }
    ran
}

#[test]
fn the_key_is_masked_in_whatever_the_server_says() {
    const STATUSES: [&str; 4] = ["200 OK", "401 Unauthorized", "403 Forbidden", "500 Oops"];
    let echo = format!("no such key: {KEY}");
    let spellings = [
        echo.clone(),
        echo.to_uppercase(),
        echo.replace('-', " "),
        echo.replace('-', "%2D"),
        format!("{KEY}, {KEY}"),
        format!("{{\"headers\": [\"{KEY}\"]}}"),
        format!("{}{KEY}", "x".repeat(490)),
    ];
    for (turn, said) in spellings.into_iter().enumerate() {
        let bodies = [
            json!({"error": {"message": said}}),
            json!({"error": said}),
            json!({"error": true, "message": said}),
            json!({"error": "Bad Request", "message": [said, "and more"]}),
        ];
        for (place, body) in bodies.into_iter().enumerate() {
            // At the small size each body comes with one status, and with another one in the next spelling.
            let (first, step) = match full_size() {
                true => (0, 1),
                false => ((turn + place) % STATUSES.len(), STATUSES.len()),
            };
            for status in STATUSES.iter().skip(first).step_by(step) {
                let id = [("X-Request-Id", KEY)];
                let reply = || Reply::with_headers(status, &id, body.to_string());
                for ran in runs(&reply) {
                    assert!(ran.stderr.contains("[key]"), "{ran:?}");
                    let left = letters(&ran.stderr.replace("%2D", ""));
                    assert!(!left.contains(&letters(KEY)), "{ran:?}");
                }
            }
        }
    }
}

#[test]
fn an_error_without_a_message_shows_no_value() {
    let secret = "Marina Duarte";
    let deep = format!("{}{secret:?}{}", "[".repeat(500), "]".repeat(500));
    let mut bodies: Vec<String> = [
        json!([secret]),
        json!([[secret], {"code": secret}]),
        json!({"code": secret}),
        json!({(secret): 1}),
        json!({"message": {"text": secret}}),
        json!({"message": [secret, 7]}),
        json!({"message": 81_900_000_001_u64}),
        json!(true),
        json!(81_900_000_001_u64),
    ]
    .iter()
    .map(|error| json!({ "error": error }).to_string())
    .collect();
    bodies.push(format!(r#"{{"error": {deep}}}"#));
    bodies.push(format!(r#"{{"error": true, "message": {deep}}}"#));
    for body in bodies {
        for status in ["200 OK", "404 Not Found"] {
            for ran in runs(&|| Reply::new(status, &body)) {
                assert_eq!(ran.code, 3, "{ran:?}");
                assert!(!ran.stderr.contains("Marina"), "{ran:?}");
                assert!(!ran.stderr.contains("81900000001"), "{ran:?}");
                assert!(ran.stderr.contains("rejected"), "{ran:?}");
            }
        }
    }
}

#[test]
fn the_message_beside_an_error_that_says_nothing_is_told() {
    let told = |status: &str, body: Value| {
        let server = Server::once(Reply::new(status, body.to_string()));
        let ran = run(api(&server, &[READ, "--retries", "0", "--json"]));
        ran.reports()[0]["message"].as_str().map(str::to_owned)
    };
    let body = json!({"error": true, "message": "Saldo insuficiente"});
    assert_eq!(told("200 OK", body).as_deref(), Some("Saldo insuficiente"));
    let body = json!({"statusCode": 400, "error": "Bad Request", "message": ["date must be a text", "hour is missing"]});
    let both = "date must be a text; hour is missing";
    assert_eq!(told("400 Bad Request", body.clone()).as_deref(), Some(both));
    assert_eq!(told("200 OK", body).as_deref(), Some(both));
    let body = json!({"error": "Not Found", "message": null});
    assert_eq!(told("404 Not Found", body).as_deref(), Some("Not Found"));
    let body = json!({"error": 7, "message": ""});
    assert_eq!(told("200 OK", body).as_deref(), Some("rejected"));
}
