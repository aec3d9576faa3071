//! Every row of the outcome table that can be produced on one machine.

use serde_json::Value;

use crate::server::{Reply, Server, refusing_address, speaking_plainly};
use crate::support::{
    KEY, READ, READ_ANSWER, Ran, WRITE, WRITE_ANSWER, WRITE_BODY, api, read_once, run, tatodesk,
    write_once,
};

/// What a failure must say; the read and the write have their own answers.
fn expect(ran: &Ran, code: i32, kind: &str, operation: &str, status: Option<u16>) -> Value {
    assert_eq!(ran.code, code, "{ran:?}");
    let report = ran.report(kind);
    assert_eq!(report["operation"], operation, "{report}");
    assert_eq!(
        report.get("status"),
        status.map(Value::from).as_ref(),
        "{report}"
    );
    assert_eq!(report["attempts"], 1, "{report}");
    assert!(!report["message"].as_str().expect("a message").is_empty());
    assert!(report["cause"].is_string(), "{report}");
    report
}

/// The report says why the call failed, and at whom that lies.
fn lies(report: &Value, cause: &str, peer: Option<&str>) {
    assert_eq!(report["cause"], cause, "{report}");
    assert_eq!(report.get("peer").and_then(Value::as_str), peer, "{report}");
}

fn read_write(reply: impl Fn() -> Reply) -> (Ran, Ran) {
    let (read, write) = (Server::once(reply()), Server::once(reply()));
    let ran = (read_once(&read), write_once(&write));
    assert_eq!((read.requests().len(), write.requests().len()), (1, 1));
    ran
}

#[test]
fn no_error_in_any_of_its_forms_is_success() {
    for error in [
        "",
        r#","error":null"#,
        r#","error":false"#,
        r#","error":0"#,
        r#","error":"""#,
    ] {
        for status in ["200 OK", "201 Created", "202 Accepted"] {
            let body = format!(r#"{{"companies":[]{error}}}"#);
            let ran = read_once(&Server::once(Reply::new(status, &body)));
            assert_eq!(
                ran.answer()["companies"],
                Value::Array(Vec::new()),
                "{body}"
            );
            assert!(ran.stderr.is_empty(), "{ran:?}");
        }
    }
}

#[test]
fn any_other_error_is_a_rejection_whether_or_not_the_rest_decodes() {
    let errors = [
        (r#"{"message":"no such unit"}"#, "no such unit"),
        (r#"{"message":"no such unit","code":"U1"}"#, "no such unit"),
        (r#"{"message":["no such unit"]}"#, "no such unit"),
        (r#""no such unit""#, "no such unit"),
        (r#"{"code":7}"#, "rejected"),
        ("{}", "rejected"),
        (r#"["no such unit"]"#, "rejected"),
        ("7", "rejected"),
        ("true", "rejected"),
    ];
    for (error, message) in errors {
        for rest in ["", r#""companies":[],"#, r#""companies":7,"ID":"wrong","#] {
            let body = format!(r#"{{{rest}"error":{error}}}"#);
            let (read, write) = read_write(|| Reply::ok(&body));
            for (ran, operation) in [(read, READ), (write, WRITE)] {
                let report = expect(&ran, 3, "rejected", operation, Some(200));
                assert_eq!(report["message"], message, "{body}");
                lies(&report, "in_band_error", Some("tatodesk"));
            }
        }
    }
}

#[test]
fn a_blank_message_is_none() {
    for error in [r#"{"message":""}"#, r#"" ""#] {
        let server = Server::once(Reply::ok(format!(r#"{{"error":{error}}}"#)));
        let report = expect(&read_once(&server), 3, "rejected", READ, Some(200));
        assert_eq!(report["message"], "rejected");
    }
    let server = Server::once(Reply::new("404 Not Found", r#"{"message":" "}"#));
    let report = expect(&read_once(&server), 3, "rejected", READ, Some(404));
    assert_eq!(report["message"], "rejected");
}

#[test]
fn an_object_that_does_not_decode_was_accepted() {
    let body = "{ \"companies\": 7,\r\n \"ID\": \"é\" }\n\n";
    let (read, write) = read_write(|| Reply::ok(body));
    for (ran, operation, path) in [(read, READ, "$.companies"), (write, WRITE, "$.ID")] {
        assert_eq!(
            expect(&ran, 6, "undecodable", operation, Some(200))["path"],
            path
        );
        assert_eq!(ran.stdout, body.as_bytes(), "the body as it came");
    }
}

#[test]
fn an_answer_that_is_no_object_leaves_a_write_unknown() {
    let bodies: [&[u8]; 8] = [
        b"",
        b"<html>\0busy</html>",
        b"[]",
        b"null",
        b"7",
        b"{\"ID\":1",
        b"{\"name\":\"\xff\"}",
        b"{} {}",
    ];
    for body in bodies {
        let (read, write) = read_write(|| Reply::ok(body));
        assert_eq!(
            expect(&read, 6, "undecodable", READ, Some(200))["path"],
            "$"
        );
        assert_eq!(read.stdout, body);
        expect(&write, 5, "unknown", WRITE, Some(200));
    }
}

#[test]
fn a_cut_or_stalled_body_is_unknown() {
    let (read, write) = read_write(|| Reply::cut(r#"{"error":null"#));
    let report = expect(&read, 5, "unknown", READ, Some(200));
    lies(&report, "answer_cut", Some("tatodesk"));
    expect(&write, 5, "unknown", WRITE, Some(200));
    let server = Server::once(Reply::stalled(r#"{"error":null"#));
    let ran = run(api(
        &server,
        &[WRITE, "--body", WRITE_BODY, "--timeout", "0.3", "--json"],
    ));
    let report = expect(&ran, 5, "unknown", WRITE, Some(200));
    lies(&report, "timeout_call", Some("tatodesk"));
}

#[test]
fn a_redirect_is_unknown_and_never_followed() {
    let elsewhere = Server::once(Reply::ok(READ_ANSWER));
    for status in [
        "301 Moved Permanently",
        "302 Found",
        "303 See Other",
        "307 Temporary Redirect",
        "308 Permanent Redirect",
    ] {
        let url = elsewhere.url();
        let (read, write) = read_write(|| Reply::with_headers(status, &[("Location", &url)], "{}"));
        let code = status[..3].parse().ok();
        expect(&read, 5, "unknown", READ, code);
        expect(&write, 5, "unknown", WRITE, code);
    }
    assert!(elsewhere.requests().is_empty());
}

#[test]
fn a_4xx_is_a_rejection_with_its_message() {
    for status in [
        "400 Bad Request",
        "401 Unauthorized",
        "403 Forbidden",
        "404 Not Found",
        "422 Unprocessable",
        "429 Too Many Requests",
    ] {
        let code = status[..3].parse().ok();
        let (read, write) =
            read_write(|| Reply::new(status, r#"{"error":{"message":"not like this"}}"#));
        assert_eq!(
            expect(&read, 3, "rejected", READ, code)["message"],
            "not like this"
        );
        assert_eq!(
            expect(&write, 3, "rejected", WRITE, code)["message"],
            "not like this"
        );
        let (read, write) = read_write(|| Reply::new(status, "<html>no</html>"));
        expect(&read, 3, "rejected", READ, code);
        expect(&write, 3, "rejected", WRITE, code);
    }
}

#[test]
fn a_408_or_5xx_is_unknown_and_shows_its_message() {
    for status in [
        "408 Request Timeout",
        "500 Oops",
        "501 Not Implemented",
        "502 Bad Gateway",
        "503 Busy",
        "504 Late",
    ] {
        let code = status[..3].parse().ok();
        let (read, write) =
            read_write(|| Reply::new(status, r#"{"error":"the night shift sleeps"}"#));
        assert_eq!(
            expect(&read, 5, "unknown", READ, code)["message"],
            "the night shift sleeps"
        );
        assert_eq!(
            expect(&write, 5, "unknown", WRITE, code)["message"],
            "the night shift sleeps"
        );
        let (read, write) = read_write(|| Reply::new(status, ""));
        expect(&read, 5, "unknown", READ, code);
        expect(&write, 5, "unknown", WRITE, code);
    }
}

#[test]
fn a_refused_connection_means_not_sent() {
    let url = format!("http://{}", refusing_address());
    let mut command = tatodesk(&[
        "api",
        WRITE,
        "--body",
        WRITE_BODY,
        "--base-url",
        &url,
        "--json",
    ]);
    command.args(["--retries", "0", "--api-key", KEY]);
    let report = expect(&run(command), 4, "not_sent", WRITE, None);
    lies(&report, "connect_refused", Some("tatodesk"));
}

#[test]
fn an_address_without_a_way_to_it_means_not_sent() {
    // The system refuses connections to the broadcast address of loopback before anything leaves.
    let url = "http://127.255.255.255:9";
    let mut command = tatodesk(&["api", WRITE, "--body", WRITE_BODY, "--base-url", url]);
    command.args(["--json", "--retries", "0", "--api-key", KEY]);
    let report = expect(&run(command), 4, "not_sent", WRITE, None);
    lies(&report, "connect_unreachable", Some("tatodesk"));
    let message = report["message"].as_str().expect("a text").to_lowercase();
    let why = "no connection to 127.255.255.255 was made (network is unreachable";
    assert!(message.starts_with(why), "{report}");
}

#[test]
fn a_failed_tls_handshake_means_not_sent() {
    let url = format!("https://{}", speaking_plainly());
    let mut command = tatodesk(&[
        "api",
        WRITE,
        "--body",
        WRITE_BODY,
        "--base-url",
        &url,
        "--json",
    ]);
    command.args(["--retries", "0", "--api-key", KEY]);
    let report = expect(&run(command), 4, "not_sent", WRITE, None);
    lies(&report, "tls_not_spoken", Some("tatodesk"));
}

#[test]
fn a_handshake_that_never_ends_means_not_sent() {
    // The system accepts the connections, and no server ever speaks on them.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("https://{}", silent.local_addr().expect("an address"));
    let mut command = tatodesk(&["api", WRITE, "--body", WRITE_BODY, "--base-url", &url]);
    command.args(["--json", "--retries", "0", "--timeout", "0.3"]);
    command.env("TATODESK_API_KEY", KEY);
    let report = expect(&run(command), 4, "not_sent", WRITE, None);
    lies(&report, "timeout_connect", Some("tatodesk"));
}

#[test]
fn a_lost_connection_and_a_timeout_are_unknown() {
    let (read, write) = read_write(Reply::hang_up);
    let report = expect(&read, 5, "unknown", READ, None);
    lies(&report, "connection_lost", None);
    expect(&write, 5, "unknown", WRITE, None);
    let server = Server::once(Reply::silence());
    let ran = run(api(
        &server,
        &[WRITE, "--body", WRITE_BODY, "--timeout", "0.3", "--json"],
    ));
    expect(&ran, 5, "unknown", WRITE, None);
}

#[test]
fn the_readable_line_says_the_same() {
    let server = Server::once(Reply::ok(
        r#"{"error":{"message":"no such\nunit\u001b[2J"}}"#,
    ));
    let ran = run(api(&server, &[READ, "--retries", "0"]));
    assert_eq!(ran.code, 3);
    assert_eq!(
        ran.line(),
        r"error: listCompaniesByUser: rejected: no such\nunit\u{1b}[2J (HTTP 200)"
    );
    let server = Server::once(Reply::ok(r#"{"companies":7}"#));
    let ran = run(api(&server, &[READ, "--retries", "0"]));
    assert_eq!(ran.code, 6);
    assert!(ran.line().contains(": $.companies: "), "{ran:?}");
    let server = Server::once(Reply::ok(WRITE_ANSWER));
    let ran = run(api(&server, &[WRITE, "--body", WRITE_BODY]));
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
}
