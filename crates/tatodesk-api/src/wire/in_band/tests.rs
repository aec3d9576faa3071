//! Tests of what answers say about failure: the marks of success, and where the server's words are found.
use super::*;
use proptest::prelude::*;
use serde_json::json;

const NO_ERROR: InBand = InBand::NoError { message: None };

fn failure(body: &str) -> Option<(Option<String>, Value)> {
    match in_band(body.as_bytes())? {
        InBand::NoError { .. } => None,
        InBand::Error { message, value } => Some((message, value)),
    }
}

#[test]
fn an_error_that_is_no_json_is_none() {
    for error in [
        r#""\x""#,
        r#""\u12g4""#,
        "\"\u{1}\"",
        r#""\u12"#,
        "01",
        "[1,]",
        "{\"a\"}",
        "{1:2}",
        "nul",
    ] {
        for body in [
            format!("{{\"error\": {error}}}"),
            format!("{{\"error\": 7, \"message\": {error}}}"),
            format!("{{\"error\": 7, {error}: 1}}"),
        ] {
            assert_eq!(in_band(body.as_bytes()), None, "{body}");
        }
    }
}

#[test]
fn a_text_with_escapes_decodes_as_an_error_unless_it_is_empty() {
    let decode = |json: &str| crate::wire::decode::<NoInBandError>(json.as_bytes());
    assert_eq!(decode("\"\""), Ok(NoInBandError::Empty));
    for json in [
        r#""\n""#,
        r#""\u0000""#,
        r#""\ud800""#,
        r#""no""#,
        "{}",
        "[]",
        "7",
    ] {
        let error = decode(json).unwrap_err();
        assert_eq!(error.message, "expected no error, found one", "{json}");
    }
    assert!(
        decode(r#""\x""#)
            .unwrap_err()
            .message
            .starts_with("not JSON")
    );
}

#[test]
fn the_four_ways_of_saying_no_error_decode_and_come_back() {
    for (json, marker) in [
        ("null", NoInBandError::Null),
        ("false", NoInBandError::False),
        ("0", NoInBandError::Zero),
        ("\"\"", NoInBandError::Empty),
    ] {
        assert_eq!(serde_json::from_str::<NoInBandError>(json).unwrap(), marker);
        assert_eq!(serde_json::to_string(&marker).unwrap(), json);
        assert_eq!(
            in_band(format!("{{\"error\": {json}}}").as_bytes()),
            Some(NO_ERROR)
        );
    }
    assert_eq!(in_band(b"{}"), Some(NO_ERROR));
    assert_eq!(in_band(br#"{"error": 0.0}"#), Some(NO_ERROR));
}

#[test]
fn every_other_value_is_an_error_and_is_not_quoted() {
    for value in [
        json!(true),
        json!(1),
        json!(" "),
        json!("Marina"),
        json!([]),
        json!({}),
        json!(0.5),
        json!([null]),
    ] {
        let error = serde_json::from_value::<NoInBandError>(value.clone())
            .unwrap_err()
            .to_string();
        assert_eq!(error, "expected no error, found one");
        let (_, kept) = failure(&json!({ "error": value }).to_string()).unwrap();
        assert_eq!(kept, value);
    }
}

#[test]
fn the_message_is_found_where_it_is_a_text() {
    let message = |error: Value| failure(&json!({ "error": error }).to_string()).unwrap().0;
    assert_eq!(
        message(json!("no such unit")).as_deref(),
        Some("no such unit")
    );
    assert_eq!(
        message(json!({"message": "closed", "code": 7})).as_deref(),
        Some("closed")
    );
    assert_eq!(
        message(json!({"error": {"message": "deep"}})).as_deref(),
        Some("deep")
    );
    assert_eq!(
        message(json!({"message": 7, "error": {"message": "deep"}})).as_deref(),
        Some("deep")
    );
    assert_eq!(message(json!({"message": {"text": "no"}})), None);
    assert_eq!(message(json!({"error": "shallow"})), None);
    assert_eq!(message(json!([])), None);
}

/// The message of a whole answer, which may be one whose status alone says that it failed.
fn said(body: Value) -> Option<String> {
    match in_band(body.to_string().as_bytes())? {
        InBand::NoError { message } | InBand::Error { message, .. } => message,
    }
}

#[test]
fn the_message_beside_an_error_that_says_nothing_counts() {
    for error in [
        json!(true),
        json!(1),
        json!(-3.5),
        json!(400),
        json!("Bad Request"),
        json!("bad request"),
        json!("BAD_REQUEST"),
        json!("400 Bad Request"),
        json!("Unprocessable Entity"),
        json!("Unprocessable Content"),
        json!("Request Time-out"),
        json!("I'm a teapot"),
        json!("InternalServerError"),
        json!("422"),
        json!("true"),
        json!("Error"),
        json!(" "),
        json!({}),
        json!([]),
        json!([1, {"code": 7}]),
        json!({"code": 7}),
        json!({"message": ""}),
        json!({"message": "Forbidden"}),
        json!({"message": {"text": "no"}}),
        json!({"error": "Bad Request"}),
    ] {
        let beside = |message: Value| said(json!({"message": message, "error": error}));
        assert_eq!(
            beside(json!("Saldo insuficiente")).as_deref(),
            Some("Saldo insuficiente"),
            "{error}"
        );
        assert_eq!(
            beside(json!(["a must be a text", "b is missing"])).as_deref(),
            Some("a must be a text; b is missing"),
            "{error}"
        );
    }
}

#[test]
fn an_error_that_says_something_stands_before_the_message_beside_it() {
    for error in [
        json!("no such unit"),
        json!("Bad Request: date"),
        json!("404: no such unit"),
        json!({"message": "no such unit"}),
        json!({"message": ["no such unit"]}),
        json!({"error": {"message": "no such unit"}}),
        json!({"message": "Bad Request", "error": {"message": "no such unit"}}),
    ] {
        let message = said(json!({"error": error, "message": "beside"})).unwrap();
        assert_ne!(message, "beside", "{error}");
        assert_ne!(message, "Bad Request", "{error}");
    }
}

#[test]
fn a_phrase_is_better_than_nothing() {
    for beside in [
        json!(null),
        json!(""),
        json!(" "),
        json!([]),
        json!(7),
        json!({"text": "no"}),
        json!(["a", 7]),
    ] {
        let message = said(json!({"error": "Bad Request", "message": beside}));
        assert_eq!(message.as_deref(), Some("Bad Request"), "{beside}");
        assert_eq!(
            said(json!({"error": true, "message": beside}))
                .unwrap_or_default()
                .trim(),
            "",
            "{beside}"
        );
    }
    assert_eq!(
        said(json!({"error": "Bad Request"})).as_deref(),
        Some("Bad Request")
    );
    assert_eq!(
        said(json!({"error": {"message": " "}, "message": "Not Found"})).as_deref(),
        Some("Not Found")
    );
    assert_eq!(said(json!({"error": true})), None);
}

#[test]
fn without_an_error_the_message_is_read_for_a_status_that_failed() {
    for (body, message) in [
        (json!({"message": "Forbidden"}), Some("Forbidden")),
        (
            json!({"statusCode": 400, "message": ["one", "two"]}),
            Some("one; two"),
        ),
        (json!({"error": null, "message": "no"}), Some("no")),
        (json!({"error": false, "message": "no"}), Some("no")),
        (json!({"message": 7}), None),
        (json!({"detail": "no"}), None),
    ] {
        assert_eq!(said(body.clone()).as_deref(), message, "{body}");
    }
}

#[test]
fn the_last_of_two_members_counts_in_any_order() {
    for body in [
        r#"{"message": "one", "error": true, "message": "two"}"#,
        r#"{"error": "one", "message": "two", "error": true}"#,
        r#"{"m\u0065ssage": "one", "\u0065rror": 1, "message": "two"}"#,
    ] {
        assert_eq!(failure(body).unwrap().0.as_deref(), Some("two"), "{body}");
    }
}

#[test]
fn a_value_that_no_tree_can_hold_is_no_message() {
    let deep = format!("{}\"Marina Duarte\"{}", "[".repeat(500), "]".repeat(500));
    for body in [
        format!(r#"{{"error": {deep}}}"#),
        format!(r#"{{"error": {{"message": {deep}}}}}"#),
        format!(r#"{{"error": true, "message": {deep}}}"#),
        r#"{"error": "\ud800"}"#.to_owned(),
        r#"{"error": true, "message": "\ud800"}"#.to_owned(),
        r#"{"error": true, "message": "no \ud800"}"#.to_owned(),
        r#"{"error": {"message": ["no", "\ud800"]}}"#.to_owned(),
    ] {
        assert_eq!(failure(&body).unwrap().0, None, "{body}");
    }
    let body = format!(r#"{{"error": {deep}, "message": "no"}}"#);
    assert_eq!(failure(&body).unwrap().0.as_deref(), Some("no"));
}

#[test]
fn only_a_complete_object_is_read() {
    for body in [
        &b""[..],
        b"null",
        b"[]",
        b"\"error\"",
        b"{\"error\": null",
        b"{} {}",
        b"{\"a\": \"\xff\"}",
        b"<html>",
    ] {
        assert_eq!(in_band(body), None, "{}", String::from_utf8_lossy(body));
    }
}

#[test]
fn the_last_of_two_counts_and_depth_does_not_hide_an_error() {
    assert_eq!(in_band(br#"{"error": "x", "error": null}"#), Some(NO_ERROR));
    let deep = format!("{{\"error\": {}{}}}", "[".repeat(500), "]".repeat(500));
    assert!(failure(&deep).is_some());
}

#[test]
fn a_name_or_text_that_no_string_can_hold_hides_nothing() {
    assert_eq!(
        in_band(br#"{"\udc00": 1, "\ud800x": "\ud800"}"#),
        Some(NO_ERROR)
    );
    assert!(failure(r#"{"\udc00": 1, "\u0065rror": "no"}"#).is_some());
}

#[test]
fn debug_shows_no_value() {
    let debug = format!("{:?}", in_band(br#"{"error": "Marina Duarte"}"#));
    assert_eq!(debug, "Some(Error { .. })");
}

proptest! {
    #[test]
    fn any_text_is_an_error_with_that_message(text in ".+") {
        let (message, _) = failure(&json!({ "rows": [1], "error": text }).to_string()).unwrap();
        prop_assert_eq!(message, Some(text));
    }

    #[test]
    fn no_bytes_panic(bytes: Vec<u8>) {
        let _ = in_band(&bytes);
    }
}

#[test]
fn a_long_body_is_not_looked_through_after_its_time() {
    let rows = "7,".repeat(100_000);
    let members = "\"a\":0,".repeat(100_000);
    let over = Some(std::time::Instant::now());
    for body in [
        format!(r#"{{"error":"no","rows":[{rows}7]}}"#),
        format!(r#"{{"error":[{rows}7]}}"#),
        format!(r#"{{"message":[{rows}7]}}"#),
        format!(r#"{{{members}"error":"no"}}"#),
        format!(r#"{{"error":"{rows}"}}"#),
    ] {
        let error = in_band_before(body.as_bytes(), over).unwrap_err();
        assert!(error.is_timeout());
        assert!(in_band(body.as_bytes()).is_some());
    }
    // A short one costs no time that counts.
    let short = in_band_before(br#"{"error":"no"}"#, over).unwrap();
    assert!(matches!(short, Some(InBand::Error { .. })));
}
