//! Made answers and errors say what those of real calls say.

use std::time::Duration;

use serde_json::json;
use tatodesk_api::types::{
    GetAppointmentRequest, ListCompaniesByUserResponse, SendSmsRequest, SendSmsResponse,
    SmsMessage, UploadMediaResponse, UploadedMedia,
};

use super::{answer, error};
use crate::{Error, Outcome};

fn sms() -> SendSmsRequest {
    SendSmsRequest::new("app", 42, SmsMessage::new("MOBILE", "5581900000001"))
}

fn read() -> GetAppointmentRequest {
    GetAppointmentRequest::new("20250625151315059".into())
}

#[test]
fn an_answer_holds_its_value_and_a_receipt_its_body() {
    let companies = answer(ListCompaniesByUserResponse::new());
    assert_eq!(*companies, ListCompaniesByUserResponse::new());
    assert_eq!(
        (companies.status().as_u16(), companies.attempts()),
        (200, 1)
    );
    assert!(companies.body().is_none());

    assert_eq!(answer(SendSmsResponse::new()).body().unwrap(), "{}");
    let uploaded = UploadMediaResponse::new(UploadedMedia::new("m-1".into()));
    let body = answer(uploaded).body().cloned().unwrap();
    let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(body, json!({"media": {"mediaID": "m-1"}}));
}

#[test]
fn what_was_not_sent_gives_its_request_back() {
    let error = error(sms()).not_sent();
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert!(error.is_connect() && !error.is_timeout());
    assert_eq!(
        error.to_string(),
        "sendSms: no connection to api.tatodesk.com was made"
    );
    let not_sent = error.into_not_sent::<SendSmsRequest>().unwrap();
    assert_eq!(not_sent.into_request(), sms());
}

#[test]
fn nothing_else_gives_its_request_back() {
    let errors: [fn() -> Error; 6] = [
        || error(sms()).rejected("no"),
        || error(sms()).in_band(true),
        || error(sms()).undecodable("<html>"),
        || error(sms()).status(500),
        || error(sms()).timeout(),
        || error(sms()).connection_lost(),
    ];
    for error in errors {
        assert!(error().into_not_sent::<SendSmsRequest>().is_err());
    }
}

#[test]
fn rejections_have_message_and_value() {
    let rejected = error(sms()).rejected("no such template");
    assert_eq!(rejected.outcome(), Outcome::Rejected);
    assert_eq!(rejected.message(), Some("no such template"));
    assert_eq!(
        rejected.to_string(),
        "sendSms: rejected (HTTP 200): no such template"
    );
    for value in [json!("no"), json!(7), json!([]), json!({})] {
        let error = error(read()).in_band(value.clone());
        assert_eq!(error.outcome(), Outcome::Rejected, "{value}");
        assert_eq!(error.error_value(), Some(&value));
    }
}

#[test]
fn statuses_mean_what_the_contract_says() {
    for (status, outcome) in [
        (302, Outcome::Unknown),
        (401, Outcome::Rejected),
        (408, Outcome::Unknown),
        (429, Outcome::Rejected),
        (503, Outcome::Unknown),
    ] {
        let error = error(sms()).status(status);
        assert_eq!(error.outcome(), outcome, "{status}");
        assert_eq!(error.status().unwrap(), status);
        assert_eq!(error.body().unwrap(), "");
    }
    let busy = error(sms()).retry_after(Duration::from_millis(7500));
    let busy = busy.status(429);
    assert!(busy.is_rate_limited());
    assert_eq!(busy.retry_after(), Some(Duration::from_secs(7)));
    assert_eq!(busy.headers()["retry-after"], "7");
}

#[test]
fn what_does_not_decode_is_accepted_or_unknown() {
    let accepted = error(read()).undecodable(r#"{"appointment": 7}"#);
    assert_eq!(accepted.outcome(), Outcome::Accepted);
    assert_eq!(accepted.path(), Some("$.appointment"));
    assert_eq!(accepted.body().unwrap(), r#"{"appointment": 7}"#);
    for body in ["", "<html>", "[]"] {
        let unknown = error(sms()).undecodable(body);
        assert_eq!(unknown.outcome(), Outcome::Unknown, "{body}");
    }
}

#[test]
fn an_end_without_an_answer_is_unknown() {
    let timeout = error(sms()).timeout();
    assert!(timeout.is_timeout());
    let lost = error(sms()).connection_lost();
    assert!(!lost.is_timeout() && !lost.is_connect());
    for error in [timeout, lost] {
        assert_eq!(error.outcome(), Outcome::Unknown);
        assert!(
            error
                .reason()
                .ends_with("whether it took effect is unknown")
        );
    }
}

#[test]
#[should_panic(expected = "a value that means an error")]
fn no_error_is_refused() {
    let _ = error(sms()).in_band(0);
}

#[test]
#[should_panic(expected = "a status that is no success")]
fn a_success_is_no_failing_status() {
    let _ = error(sms()).status(201);
}

#[test]
#[should_panic(expected = "neither an answer of this operation nor an error")]
fn an_answer_is_not_undecodable() {
    let _ = error(sms()).undecodable("{}");
}
