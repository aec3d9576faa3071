//! Where a body comes from, and which bodies are refused because they do not fit the request. The tests use `server` and
//! `support`.

mod encodings;

use serde_json::json;

use crate::server::{Reply, Server};
use crate::support::{
    READ, READ_ANSWER, Scratch, WRITE, WRITE_ANSWER, WRITE_BODY, api, run, run_with_input,
};

/// Runs the operation with this body; nothing may be sent. Returns the report's path and message.
fn refused(operation: &str, body: &str) -> (Option<String>, String) {
    let server = Server::once(Reply::ok(READ_ANSWER));
    let ran = run(api(&server, &[operation, "--body", body, "--json"]));
    assert_eq!(ran.code, 2, "{body}: {ran:?}");
    assert!(server.requests().is_empty(), "nothing is sent");
    let report = ran.report("usage");
    assert_eq!(report["operation"], operation);
    let text = |member: &str| {
        report
            .get(member)
            .and_then(|text| text.as_str())
            .map(str::to_owned)
    };
    (text("path"), text("message").unwrap_or_default())
}

#[test]
fn no_body_is_the_empty_object() {
    let server = Server::once(Reply::ok(READ_ANSWER));
    assert_eq!(run(api(&server, &[READ])).code, 0);
    assert_eq!(server.request().body, b"{}");
}

#[test]
fn a_body_comes_from_the_argument_a_file_or_standard_input() {
    let expected: serde_json::Value = serde_json::from_str(WRITE_BODY).expect("JSON");
    let file = Scratch::new("body-forms.json", format!("\n {WRITE_BODY}\n").as_bytes());
    let at_file = format!("@{}", file.path());
    for body in [WRITE_BODY, &at_file, "-"] {
        let server = Server::once(Reply::ok(WRITE_ANSWER));
        let ran = run_with_input(
            api(&server, &[WRITE, "--body", body]),
            WRITE_BODY.as_bytes(),
        );
        assert_eq!(ran.code, 0, "{ran:?}");
        assert_eq!(server.request().json(), expected);
    }
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let (path, message) = refused(READ, "@no/such/file.json");
    assert_eq!(path, None);
    assert!(
        message.starts_with("--body @no/such/file.json: "),
        "{message}"
    );
    for nothing in ["@", "@."] {
        let (_, message) = refused(READ, nothing);
        assert!(
            message.starts_with(&format!("--body {nothing}: ")),
            "{message}"
        );
    }
    let server = Server::once(Reply::ok(READ_ANSWER));
    let ran = run(api(&server, &[READ, "--body", "-"]));
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(
        ran.line().contains("standard input: the body is empty"),
        "{ran:?}"
    );
    assert!(server.requests().is_empty());
}

#[test]
fn a_body_that_is_not_json_is_refused_with_its_line() {
    let file = Scratch::new("body-broken.json", b"{\n  \"isActive\": 1,\n}\n");
    let (_, message) = refused(READ, &format!("@{}", file.path()));
    assert!(
        message.contains(file.path()) && message.contains("line 3"),
        "{message}"
    );
    for body in ["{", "{}{}", "isActive=1", ""] {
        let (_, message) = refused(READ, body);
        assert!(message.contains("--body"), "{message}");
    }
    let deep = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    refused(READ, &"[".repeat(100_000));
    refused(
        crate::support::OPEN,
        &format!(r#"{{"apiName": "Sales", "Value": {}}}"#, deep(50_000)),
    );
}

#[test]
fn a_body_that_is_not_an_object_is_refused() {
    for body in ["[]", "null", "1", "\"{}\"", "true"] {
        let (path, message) = refused(READ, body);
        assert_eq!(path.as_deref(), Some("$"));
        assert!(message.contains("object"), "{message}");
    }
}

#[test]
fn unknown_missing_and_mistyped_members_are_named_by_path() {
    let change = |pointer: &str, value: serde_json::Value| {
        let mut body: serde_json::Value = serde_json::from_str(WRITE_BODY).expect("JSON");
        let (parent, member) = pointer.rsplit_once('/').expect("a pointer");
        body.pointer_mut(parent).expect("there")[member] = value;
        body.to_string()
    };
    for (body, path) in [
        (change("/companyId", json!(1)), "$.companyId"),
        (
            change("/contactForms/0/keys", json!("x")),
            "$.contactForms[0].keys",
        ),
        (change("/companyID", json!("1")), "$.companyID"),
        (change("/companyID", json!(1.5)), "$.companyID"),
        (change("/attendanceTypes", json!(1)), "$.attendanceTypes"),
        (
            change("/attendanceTypes", json!([1, "2"])),
            "$.attendanceTypes[1]",
        ),
        (
            change("/contactForms/0/value", json!({})),
            "$.contactForms[0].value",
        ),
        (change("/date", json!("2025-06-25")), "$.date"),
        (change("/hour", json!("25:99")), "$.hour"),
        (WRITE_BODY.replace(r#""companyID":1,"#, ""), "$.companyID"),
    ] {
        let (found, message) = refused(WRITE, &body);
        assert_eq!(found.as_deref(), Some(path), "{body}: {message}");
    }
    let (path, message) = refused(WRITE, &change("/contactForms/0/value", json!(["Marina"])));
    assert_eq!(path.as_deref(), Some("$.contactForms[0].value"));
    assert!(
        !message.contains("Marina"),
        "values are people's: {message}"
    );
}

#[test]
fn null_for_an_optional_member_is_as_if_absent() {
    let server = Server::once(Reply::ok(READ_ANSWER));
    let ran = run(api(&server, &[READ, "--body", r#"{"isActive":null}"#]));
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(server.request().json(), json!({}));
}

#[test]
fn members_that_the_spec_leaves_open_take_anything() {
    let body = json!({"apiName": "Sales", "Produto": "Soda", "Value": 12.5, "Tags": ["a", {"b": null}], "Nota": null});
    let server = Server::once(Reply::ok(r#"{"error":null}"#));
    let ran = run(api(
        &server,
        &[crate::support::OPEN, "--body", &body.to_string()],
    ));
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(server.request().json(), body);
}

#[test]
fn an_integer_that_would_be_rounded_is_refused() {
    for (value, path) in [
        ("18446744073709551616", "$.Value"),
        (r#"[1, {"deep": -9223372036854775809}]"#, "$.Value[1].deep"),
    ] {
        let body = format!(r#"{{"apiName": "Sales", "Value": {value}}}"#);
        let (found, message) = refused(crate::support::OPEN, &body);
        assert_eq!(found.as_deref(), Some(path), "{message}");
    }
    for value in [
        "18446744073709551615",
        "-9223372036854775808",
        "\"18446744073709551616\"",
        "1e30",
    ] {
        let body = format!(r#"{{"apiName":"Sales","Value":{value}}}"#);
        let server = Server::once(Reply::ok(r#"{"error":null}"#));
        let ran = run(api(&server, &[crate::support::OPEN, "--body", &body]));
        assert_eq!(ran.code, 0, "{ran:?}");
        let sent = String::from_utf8(server.request().body).expect("text");
        assert_eq!(sent.replace("1e+30", "1e30"), body);
    }
}

#[test]
fn empty_texts_and_lists_and_needless_members_arrive_as_given() {
    let body = json!({
        "filter": {
            "dateInitial": "01/01/2024", "dateFinal": "30/01/2025", "protocol": "", "statusIDs": [],
            "attendanceTime": {"operation": 1, "value": 1, "valueFinal": 1}
        },
        "page": 0,
        "limit": 10
    });
    let server = Server::once(Reply::ok(r#"{"count":"0","attendances":[],"error":null}"#));
    let ran = run(api(
        &server,
        &[crate::support::REPORT, "--body", &body.to_string()],
    ));
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(server.request().json(), body);
}

#[test]
fn placeholders_are_strings() {
    let body = json!({
        "appID": "", "templateID": "{{templateID}}",
        "sms": {"type": "template", "to": "5581900000001", "template": {"params": ["Marina", "01/28/2024"]}},
        "webhookID": "123", "metadatas": {"CAMPAIGN": "test-123"}
    });
    let server = Server::once(Reply::ok(r#"{"error":null}"#));
    let ran = run(api(
        &server,
        &[crate::support::SEND, "--body", &body.to_string()],
    ));
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(server.request().json(), body);
}

#[test]
fn a_large_body_arrives_whole() {
    let body = json!({"apiName": "Sales", "Nota": "ção ".repeat(1_000_000)});
    let server = Server::once(Reply::ok(r#"{"error":null}"#));
    let ran = run_with_input(
        api(&server, &[crate::support::OPEN, "--body", "-"]),
        body.to_string().as_bytes(),
    );
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(server.request().json(), body);
}
