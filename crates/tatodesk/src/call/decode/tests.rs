//! Tests of what whole answers are: successes, refusals, acceptances in an unknown shape, and nothing that says anything.

use std::time::{Duration, Instant};

use bytes::Bytes;
use reqwest::{StatusCode, header::HeaderMap};
use serde_json::json;
use tatodesk_api::{
    Operation,
    types::{CreateAppointmentResponse, ListCompaniesByUserResponse, SendSmsResponse},
};

use super::*;
use crate::{Answer, Cause, Error, Outcome, TimeoutCause};

fn read<T: ApiResponse>(id: &str, body: &[u8]) -> Result<Answer<T>, Error> {
    read_before(id, body, None)
}

fn read_before<T: ApiResponse>(
    id: &str,
    body: &[u8],
    end: Option<Instant>,
) -> Result<Answer<T>, Error> {
    let operation = Operation::find(id).unwrap();
    let body = Bytes::copy_from_slice(body);
    let raw = RawAnswer {
        status: StatusCode::OK,
        headers: HeaderMap::new(),
        body,
    };
    let mut record = CallRecord::new(operation, "api.tatodesk.com");
    record.attempts = 2;
    record.end = end;
    let mask = KeyMask::default();
    decode(raw, &record, mask.clone()).map_err(|failure| Error::new(failure, &mask))
}

fn companies(body: &str) -> Result<Answer<ListCompaniesByUserResponse>, Error> {
    read("listCompaniesByUser", body.as_bytes())
}

fn booking(body: &str) -> Result<Answer<CreateAppointmentResponse>, Error> {
    read("createAppointment", body.as_bytes())
}

#[test]
fn no_error_in_any_of_its_forms_is_a_success() {
    for error in ["null", "false", "0", "\"\""] {
        let answer = companies(&format!(
            r#"{{"companies": [{{"ID": 1, "name": "Ipê"}}], "error": {error}}}"#
        ))
        .unwrap();
        assert_eq!(answer.companies.len(), 1, "{error}");
    }
    assert!(companies("{}").is_ok());
    let answer = read::<SendSmsResponse>("sendSms", br#"{"messageID": 7}"#).unwrap();
    assert_eq!(answer.extra["messageID"], json!(7));
}

#[test]
fn an_error_is_a_refusal_whether_or_not_the_rest_decodes() {
    for rest in ["", r#""ID": 1, "protocol": "2025", "#, r#""ID": "one", "#] {
        for (error, message) in [
            (
                json!({"message": "hour taken", "code": 12}),
                Some("hour taken"),
            ),
            (json!("hour taken"), Some("hour taken")),
            (json!({"code": 12}), None),
            (
                json!({"message": ["hour taken", "day full"]}),
                Some("hour taken; day full"),
            ),
            (json!({}), None),
            (json!([]), None),
            (json!(["hour taken"]), None),
            (json!(true), None),
            (json!(42), None),
        ] {
            let failed = booking(&format!(r#"{{{rest}"error": {error}}}"#)).unwrap_err();
            assert_eq!(
                (failed.cause(), failed.outcome()),
                (Cause::InBandError, Outcome::Rejected),
                "{rest} {error}"
            );
            assert_eq!(failed.message(), message, "{error}");
            assert_eq!(failed.error_value(), Some(&error));
            assert_eq!(
                (failed.attempts(), failed.status()),
                (2, Some(StatusCode::OK))
            );
            assert!(failed.body().is_some());
        }
    }
}

#[test]
fn a_success_in_an_unknown_shape_is_accepted_and_kept() {
    let body = r#"{"ID": "ten thousand", "protocol": "20250625151315059", "error": null}"#;
    let error = booking(body).unwrap_err();
    assert_eq!(
        (error.cause(), error.outcome()),
        (Cause::Undecodable, Outcome::Accepted)
    );
    assert_eq!(error.path(), Some("$.ID"));
    assert_eq!(error.body().unwrap(), body);
    assert!(!error.to_string().contains("ten thousand"), "{error}");
    let missing = booking("{}").unwrap_err();
    assert_eq!(missing.cause(), Cause::Undecodable);
    assert!(companies(r#"{"companies": 1}"#).unwrap_err().outcome() == Outcome::Accepted);
}

#[test]
fn a_body_that_is_no_json_object_says_nothing() {
    for body in [
        "",
        " ",
        "<html>busy</html>",
        "null",
        "[]",
        "[[], null]",
        "\"ok\"",
        "1",
        "{",
        r#"{"ID": 1"#,
        "{} {}",
    ] {
        let error = booking(body).unwrap_err();
        assert_eq!(
            (error.cause(), error.outcome()),
            (Cause::NotAnObject, Outcome::Unknown),
            "{body}"
        );
        let error = companies(body).unwrap_err();
        assert_eq!(
            (error.cause(), error.outcome()),
            (Cause::NotAnObject, Outcome::Unknown),
            "{body}"
        );
        assert_eq!(error.body().unwrap(), body);
    }
    let error = read::<CreateAppointmentResponse>("createAppointment", b"{\"protocol\": \"\xff\"}")
        .unwrap_err();
    assert_eq!(error.cause(), Cause::NotAnObject);
}

#[test]
fn one_malformed_row_costs_itself() {
    let answer = companies(
        r#"{"companies": [{"ID": 1, "name": "Ipê"}, {"ID": "x"}, {"ID": 3, "name": "Umbu"}]}"#,
    )
    .unwrap();
    assert_eq!(answer.companies.len(), 2);
    let malformed = answer.malformed();
    assert_eq!(malformed.len(), 1);
    assert!(
        malformed[0].path.starts_with("$.companies[1]"),
        "{}",
        malformed[0].path
    );
}

#[test]
fn decoding_ends_with_the_time_of_the_call() {
    let rows = "7,".repeat(100_000);
    let members = "\"a\":0,".repeat(100_000);
    let deep = format!("[{}0],", "[],".repeat(1000)).repeat(100);
    for body in [
        format!("{{\"companies\":[{rows}7],\"error\":\"no\"}}"),
        format!("{{\"new\":[{rows}7]}}"),
        format!("{{{members}\"b\":0}}"),
        format!("{{\"new\":[{deep}7]}}"),
        // Further passes find out what these are.
        format!("{{\"error\":[{rows}7]}}"),
        format!("{{\"error\":{{\"message\":[{rows}7]}}}}"),
        format!("{{\"error\":\"{rows}\"}}"),
        format!("{{\"error\":7,\"companies\":\"{rows}\"}}"),
        format!("[{rows}7]"),
        format!("<html>{rows}"),
        format!("{{\"companies\":[]}} {rows}"),
    ] {
        let end = Some(Instant::now());
        let error =
            read_before::<ListCompaniesByUserResponse>("listCompaniesByUser", body.as_bytes(), end)
                .unwrap_err();
        assert_eq!(error.cause(), Cause::Timeout(TimeoutCause::Call));
        assert!(error.is_timeout() && error.status() == Some(StatusCode::OK));
        assert_eq!(error.body().map(Bytes::len), Some(body.len()));
        assert_eq!(error.reason(), "time ran out while the answer was decoded");
        // That it came is no proof that it says yes.
        let error = read_before::<SendSmsResponse>("sendSms", body.as_bytes(), end).unwrap_err();
        assert_eq!(
            (error.cause(), error.outcome()),
            (Cause::Timeout(TimeoutCause::Call), Outcome::Unknown)
        );
        let later = Some(Instant::now() + Duration::from_secs(600));
        let read = read_before::<SendSmsResponse>("sendSms", body.as_bytes(), later);
        assert!(!read.is_err_and(|error| error.is_timeout()));
    }
    // The clock is looked at now and then only: a small answer that came in time is decoded.
    assert!(read_before::<SendSmsResponse>("sendSms", b"{}", Some(Instant::now())).is_ok());
}

#[test]
fn many_malformed_rows_are_counted_and_the_first_are_told() {
    let answer = companies(&format!(
        "{{\"companies\": [{}{{\"ID\": 1}}]}}",
        "0,".repeat(200_000)
    ))
    .unwrap();
    let malformed = answer.malformed();
    assert_eq!((malformed.total(), malformed.len()), (200_001, 100));
    assert_eq!(malformed[99].path, "$.companies[99]");
    let list = &answer.companies;
    assert_eq!(list.malformed().len(), 200_001);
    assert_eq!(list.malformed().last().unwrap().path(), "name");
}
