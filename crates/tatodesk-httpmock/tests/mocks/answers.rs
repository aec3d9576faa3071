//! What the facade makes of each kind of answer.

use std::time::Duration;

use tatodesk::{
    Outcome,
    ids::{CompanyId, ServiceTypeId, ServiceUnitId},
    jiff::civil::{date, time},
    serde_json::{Value, json},
    types::{
        CreateAppointmentRequest, ListServiceUnitsByUserResponse, SendSmsRequest, SendSmsResponse,
        ServiceUnit, SmsMessage,
    },
};
use tatodesk_httpmock::{MockResponse, MockServerExt as _, Then, httpmock::MockServer};

use super::client;

fn units() -> ListServiceUnitsByUserResponse {
    let mut units = ListServiceUnitsByUserResponse::new();
    units.service_units = [ServiceUnit::new(ServiceUnitId(288), "Unidade Porto")].into();
    units
}

fn sms() -> SendSmsRequest {
    SendSmsRequest::new("app", 42, SmsMessage::new("MOBILE", "5581900000001"))
}

/// The error of an SMS that is answered so.
async fn error(answer: impl FnOnce(Then<SendSmsRequest>)) -> tatodesk::Error {
    let server = MockServer::start_async().await;
    let mock = server.sms().send_template(|_when, then| answer(then));
    let error = client(&server).call(sms()).send().await.unwrap_err();
    mock.assert();
    error
}

#[tokio::test]
async fn a_typed_answer_arrives() {
    let server = MockServer::start_async().await;
    let mock = server.in_person().list_units(|_when, then| {
        then.ok(&units());
    });
    let call = client(&server).in_person().list_units(CompanyId(1));
    assert_eq!(*call.send().await.unwrap(), units());
    mock.assert();
}

#[tokio::test]
async fn a_rejection_has_its_message() {
    let said = "modelo não encontrado: \"42\"";
    let error = error(|then| {
        then.rejected(said);
    })
    .await;
    assert_eq!(error.outcome(), Outcome::Rejected);
    assert_eq!(error.status().unwrap(), 200);
    assert_eq!(error.message(), Some(said));
}

#[tokio::test]
async fn errors_in_band_come_in_any_shape() {
    let shapes = [
        json!("no credit"),
        json!(true),
        json!(17),
        json!({}),
        json!(["a", "b"]),
    ];
    for value in shapes {
        let error = error(|then| {
            then.in_band(value.clone());
        })
        .await;
        assert_eq!(error.outcome(), Outcome::Rejected, "{value}");
        assert_eq!(error.error_value(), Some(&value));
    }
}

#[tokio::test]
async fn statuses_mean_what_the_contract_says() {
    for (status, outcome) in [
        (400, Outcome::Rejected),
        (401, Outcome::Rejected),
        (408, Outcome::Unknown),
        (429, Outcome::Rejected),
        (500, Outcome::Unknown),
        (503, Outcome::Unknown),
    ] {
        let error = error(|then| {
            then.status(status);
        })
        .await;
        assert_eq!(error.outcome(), outcome, "{status}");
        assert_eq!(error.status().unwrap(), status);
    }
}

#[tokio::test]
async fn a_status_can_have_a_message_and_headers() {
    let error = error(|then| {
        let response = MockResponse::status(422).message("no such template");
        then.respond(response.header("x-request-id", "r-1"));
    })
    .await;
    assert_eq!(error.outcome(), Outcome::Rejected);
    assert_eq!(error.message(), Some("no such template"));
    assert_eq!(error.request_id(), Some("r-1"));
}

#[tokio::test]
async fn what_does_not_decode_is_accepted_or_unknown() {
    let server = MockServer::start_async().await;
    let mut mock = server.operation::<CreateAppointmentRequest>(|_when, then| {
        then.undecodable(r#"{"protocol": 7}"#);
    });
    let request = || {
        let (day, hour) = (date(2026, 12, 1), time(15, 40, 0, 0));
        CreateAppointmentRequest::new(
            CompanyId(1),
            ServiceUnitId(288),
            [ServiceTypeId(1)],
            day,
            hour,
        )
    };
    let tatodesk = client(&server);
    let error = tatodesk.call(request()).send().await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Accepted);
    assert_eq!(error.body().unwrap(), r#"{"protocol": 7}"#);

    mock.delete();
    for body in ["<html>", "", "[1]", "{\"protocol\":"] {
        let mut mock = server.scheduling().create_appointment(|_when, then| {
            then.undecodable(body);
        });
        let error = tatodesk.call(request()).send().await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::Unknown, "{body}");
        mock.delete();
    }
}

#[tokio::test]
async fn a_sequence_ends_with_its_last_answer() {
    let server = MockServer::start_async().await;
    let mock = server.sms().send_template(|_when, then| {
        then.sequence([
            MockResponse::status(429).retry_after(Duration::from_secs(7)),
            MockResponse::rejected("not now"),
            MockResponse::ok(&SendSmsResponse::new()),
        ]);
    });
    let tatodesk = client(&server);
    let send = || tatodesk.call(sms()).send();
    let busy = send().await.unwrap_err();
    assert!(busy.is_rate_limited());
    assert_eq!(busy.retry_after(), Some(Duration::from_secs(7)));
    assert_eq!(send().await.unwrap_err().message(), Some("not now"));
    for _ in 0..2 {
        assert_eq!(*send().await.unwrap(), SendSmsResponse::new());
    }
    mock.assert_calls(4);
}

#[tokio::test]
async fn a_delay_outlasts_the_time_of_a_call() {
    let server = MockServer::start_async().await;
    server.sms().send_template(|_when, then| {
        then.rejected("too late").delay(Duration::from_secs(30));
    });
    let tatodesk = tatodesk::Tatodesk::builder()
        .api_key("a key")
        .base_url(server.base_url())
        .timeout(Duration::from_millis(200));
    let error = tatodesk.build().unwrap().call(sms()).send().await;
    let error = error.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(error.outcome(), Outcome::Unknown);
}

#[test]
#[should_panic(expected = "this value means that there is no error")]
fn no_error_is_refused() {
    let _ = MockResponse::<SendSmsRequest>::in_band(Value::Null);
}

#[test]
#[should_panic(expected = "this body is an error of Tatodesk")]
fn an_error_is_not_undecodable() {
    let _ = MockResponse::<SendSmsRequest>::undecodable(r#"{"error": "no"}"#);
}

#[test]
#[should_panic(expected = "a body that is no answer of this operation")]
fn an_answer_is_not_undecodable() {
    let _ = MockResponse::<SendSmsRequest>::undecodable("{}");
}
