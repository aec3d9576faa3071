//! Tests of the error: one line, no values, small.

use super::*;

fn error(kind: ErrorKind, attempts: u32, parts: Parts) -> Error {
    let operation = Operation::find("createAppointment").unwrap();
    Error::new(operation, kind, attempts, parts)
}

#[test]
fn one_line_and_no_body() {
    let error = error(
        ErrorKind::Rejected,
        2,
        Parts {
            status: Some(StatusCode::OK),
            message: Some("hour\r\nalready\u{2028}taken".into()),
            body: Some(Bytes::from_static(b"{\"name\":\"Marina Duarte\"}")),
            ..Parts::default()
        },
    );
    assert_eq!(
        error.to_string(),
        "createAppointment: rejected (HTTP 200) after 2 attempts: hour  already taken"
    );
    let debug = format!("{error:?}");
    assert!(
        !debug.contains("Marina") && debug.contains("body_bytes: Some(24)"),
        "{debug}"
    );
    assert_eq!(error.message(), Some("hour\r\nalready\u{2028}taken"));
}

#[test]
fn a_long_message_is_shortened_in_display_only() {
    let message = "x".repeat(10_000);
    let error = error(
        ErrorKind::Rejected,
        1,
        Parts {
            message: Some(message.clone()),
            ..Parts::default()
        },
    );
    assert!(error.to_string().len() < 600);
    assert_eq!(error.message(), Some(message.as_str()));
}

#[test]
fn small_and_sendable() {
    fn sendable<T: Send + Sync + 'static>() {}
    sendable::<Error>();
    assert_eq!(size_of::<Error>(), size_of::<usize>());
}

#[test]
fn kinds_tell_outcomes() {
    for (kind, outcome) in [
        (ErrorKind::NotSent, Outcome::NotSent),
        (ErrorKind::Rejected, Outcome::Rejected),
        (ErrorKind::Unknown, Outcome::Unknown),
        (ErrorKind::Accepted, Outcome::Accepted),
        (ErrorKind::Undecodable, Outcome::Unknown),
    ] {
        assert_eq!(error(kind, 1, Parts::default()).outcome(), outcome);
    }
}
