//! Tests of the error: one line, no values, small.

use super::*;
use crate::engine::record::{CallRecord, ErrorDetails};

fn failure(outcome: Outcome, attempts: u32, details: ErrorDetails) -> Box<Failure> {
    let operation = Operation::find("createAppointment").unwrap();
    let mut record = CallRecord::new(operation, "api.tatodesk.com");
    record.attempts = attempts;
    Box::new(Failure {
        record,
        observation: Observation::NoTime,
        outcome,
        details,
    })
}

fn error(outcome: Outcome, attempts: u32, details: ErrorDetails) -> Error {
    Error::new(failure(outcome, attempts, details), &KeyMask::default())
}

#[test]
fn one_line_and_no_body() {
    let error = error(
        Outcome::Rejected,
        2,
        ErrorDetails {
            status: Some(StatusCode::OK),
            message: Some("hour\r\nalready\u{2028}taken".into()),
            body: Some(Bytes::from_static(b"{\"name\":\"Marina Duarte\"}")),
            ..ErrorDetails::default()
        },
    );
    assert_eq!(
        error.to_string(),
        "createAppointment: rejected (HTTP 200) after 2 attempts: hour  already taken"
    );
    let all = format!("{error:#?}");
    assert!(
        !all.contains("Marina") && all.contains("body_bytes: Some("),
        "{all}"
    );
    assert_eq!(error.message(), Some("hour\r\nalready\u{2028}taken"));
}

#[test]
fn debug_is_what_a_person_can_act_on() {
    let mut details = ErrorDetails {
        cause: Some(Cause::InBandError),
        status: Some(StatusCode::OK),
        message: Some("hour\nalready taken".into()),
        body: Some(Bytes::from_static(b"Marina Duarte")),
        ..ErrorDetails::default()
    };
    let id = "7f3e-1:a".parse().unwrap();
    details.headers.insert("x-request-id", id);
    let rejected = error(Outcome::Rejected, 1, details);
    let debug = "createAppointment: rejected (HTTP 200): hour already taken
  outcome: rejected
  cause: in_band_error
  host: api.tatodesk.com
  request id: 7f3e-1:a";
    assert_eq!(format!("{rejected:?}"), debug);

    let details = ErrorDetails {
        cause: Some(Cause::Timeout(TimeoutCause::Attempt)),
        reason: Some("time ran out before an answer came".into()),
        ..ErrorDetails::default()
    };
    let debug = "createAppointment: time ran out before an answer came after 3 attempts
  outcome: unknown
  cause: timeout_attempt
  host: api.tatodesk.com";
    assert_eq!(format!("{:?}", error(Outcome::Unknown, 3, details)), debug);
}

#[test]
fn foreign_words_are_in_the_source_alone() {
    let words = "s3://media/Marina Duarte.pdf";
    let error = error(
        Outcome::Unknown,
        1,
        ErrorDetails {
            reason: Some("refused (one\nof\r\nmany lines)".into()),
            source: Some(words.into()),
            ..ErrorDetails::default()
        },
    );
    assert_eq!(
        error.to_string(),
        "createAppointment: refused (one of  many lines)"
    );
    assert!(!format!("{error:?} {error:#?}").contains("Marina"));
    assert_eq!(error.source().unwrap().to_string(), words);
}

#[test]
fn nothing_turns_the_text_around_it() {
    let turning = "\u{61c}\u{200f}\u{202a}\u{202e}\u{2069}\u{2028}";
    let details = ErrorDetails {
        message: Some(format!("a{turning}b")),
        ..ErrorDetails::default()
    };
    let error = error(Outcome::Rejected, 1, details);
    assert!(error.to_string().ends_with(": a      b"), "{error}");
    let debug = format!("{error:?}");
    assert!(debug.contains(": a      b\n"), "{debug}");
    assert!(format!("{error:#?}").contains("\"a      b\""));
}

#[test]
fn a_long_message_is_shortened_where_it_is_printed() {
    let message = "x".repeat(10_000);
    let error = error(
        Outcome::Rejected,
        1,
        ErrorDetails {
            message: Some(message.clone()),
            ..ErrorDetails::default()
        },
    );
    assert!(error.to_string().len() < 600);
    assert_eq!(format!("{error:?}").matches('x').count(), 500);
    assert_eq!(error.message(), Some(message.as_str()));
}

#[test]
fn a_key_is_masked_before_the_message_is_cut_and_not_kept() {
    let key = "9f3c1d20-4b5e-4c6d-8e7f-0a1b2c3d4e5f";
    let transport = tatodesk_api::Transport::builder().key(key).build().unwrap();
    let mut details = ErrorDetails {
        message: Some(format!("{}{key}", "x".repeat(490))),
        body: Some(Bytes::from_static(key.as_bytes())),
        ..ErrorDetails::default()
    };
    for name in ["x-request-id", "cf-ray"] {
        let id = format!("req:{key}").parse().unwrap();
        details.headers.insert(name, id);
    }
    let failure = failure(Outcome::Rejected, 1, details);
    let error = Error::new(failure, &transport.key_mask());
    let shown = format!("{error} {error:?} {error:#?} {:?}", error.headers());
    assert!(!shown.contains("9f3c"), "{shown}");
    assert!(error.to_string().ends_with("x[key]"), "{error}");
    assert!(error.message().unwrap().ends_with("x[key]"));
    assert_eq!(error.request_id(), None);
    assert_eq!(error.body().unwrap(), key);
}

#[test]
fn small_and_sendable() {
    fn sendable<T: Send + Sync + 'static>() {}
    sendable::<Error>();
    assert_eq!(size_of::<Error>(), size_of::<usize>());
}

#[test]
fn a_request_id_is_told_and_nothing_that_only_poses_as_one() {
    let with = |name: &'static str, value: &str| {
        let mut details = ErrorDetails::default();
        details.headers.insert(name, value.parse().unwrap());
        error(Outcome::Rejected, 1, details)
    };
    for name in ["x-request-id", "request-id", "cf-ray", "x-amzn-requestid"] {
        let error = with(name, "7f3e-1:a");
        assert_eq!(error.request_id(), Some("7f3e-1:a"));
        assert!(format!("{error:?}").contains("7f3e-1:a"));
    }
    for value in ["", "two words", "{\"name\"}", &"x".repeat(129)] {
        assert_eq!(with("x-request-id", value).request_id(), None, "{value}");
    }
}

#[test]
fn predicates_follow_from_what_was_seen() {
    let status = |code| {
        let details = ErrorDetails {
            status: StatusCode::from_u16(code).ok(),
            ..ErrorDetails::default()
        };
        error(Outcome::Rejected, 1, details)
    };
    assert!(status(429).is_rate_limited() && !status(429).is_auth());
    assert!(status(401).is_auth() && status(403).is_auth() && !status(404).is_auth());
    let plain = status(400);
    assert!(!plain.is_timeout() && !plain.is_connect() && !plain.is_decode());
    for (cause, decodes) in [
        (Cause::Undecodable, true),
        (Cause::NotAnObject, true),
        (Cause::AnswerCut, false),
    ] {
        let details = ErrorDetails {
            cause: Some(cause),
            ..ErrorDetails::default()
        };
        assert_eq!(error(Outcome::Unknown, 1, details).is_decode(), decodes);
    }
    assert_eq!(plain.reason(), "rejected");
    assert_eq!(plain.host(), "api.tatodesk.com");
    assert_eq!(plain.effect(), Effect::Write);
}

#[test]
fn a_code_is_told_where_the_answer_has_one() {
    for (answer, code) in [
        (r#"{"error": {"code": 7, "message": "no"}}"#, Some("7")),
        (r#"{"error": {"code": "U1"}, "code": 9}"#, Some("U1")),
        (r#"{"error": {"error": {"code": 12}}}"#, Some("12")),
        (
            r#"{"error": {"error": {"code": "E-9"}, "code": null}}"#,
            Some("E-9"),
        ),
        (r#"{"error": true, "code": 9, "message": "no"}"#, Some("9")),
        (r#"{"error": "no", "code": "E2"}"#, Some("E2")),
        (r#"{"error": 404, "code": "E2"}"#, Some("E2")),
        (r#"{"error": 404, "code": " "}"#, Some("404")),
        (r#"{"message": "no", "code": "E3"}"#, Some("E3")),
        (r#"{"error": {"code": {"deep": 1}}}"#, None),
        (r#"{"error": "no such unit"}"#, None),
        (r#"{"error": [7]}"#, None),
        ("<html>", None),
    ] {
        let told = |cause| {
            let body: Option<Value> = serde_json::from_str(answer).ok();
            let details = ErrorDetails {
                cause: Some(cause),
                error_value: body.and_then(|body| body.get("error").cloned()),
                body: Some(Bytes::from_static(answer.as_bytes())),
                ..ErrorDetails::default()
            };
            error(Outcome::Rejected, 1, details).code()
        };
        assert_eq!(told(Cause::InBandError).as_deref(), code, "{answer}");
        assert_eq!(told(Cause::Status(400)).as_deref(), code, "{answer}");
        // An answer without an error may have a member of this name.
        assert_eq!(told(Cause::Undecodable), None, "{answer}");
    }
}
