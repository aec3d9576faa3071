//! What the facade makes of each kind of answer.

use std::time::Duration;

use tatodesk::{
    Outcome,
    ids::{CompanyId, ServiceTypeId, ServiceUnitId},
    jiff::civil::{date, time},
    serde_json::{Value, json},
    types::{
        CreateAppointmentRequest, ListServiceUnitsByUserRequest, ListServiceUnitsByUserResponse,
        SendSmsRequest, SendSmsResponse, ServiceUnit, SmsMessage,
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

#[tokio::test]
async fn a_message_keeps_what_the_answer_has() {
    type Response = MockResponse<SendSmsRequest>;
    let ok = || Response::ok(&SendSmsResponse::new());
    let cases: [(Response, u16, &str, &str); 7] = [
        (
            ok().message("no credit"),
            200,
            "no credit",
            r#"{"error":{"message":"no credit"}}"#,
        ),
        (
            Response::in_band(json!({"code": 7})).message("no credit"),
            200,
            "no credit",
            r#"{"error":{"code":7,"message":"no credit"}}"#,
        ),
        (
            Response::in_band(17).message("no credit"),
            200,
            "no credit",
            r#"{"error":17,"message":"no credit"}"#,
        ),
        (
            Response::in_band(true).message("no credit"),
            200,
            "no credit",
            r#"{"error":true,"message":"no credit"}"#,
        ),
        (
            Response::in_band("busy").message("no credit"),
            200,
            "no credit",
            r#"{"error":{"message":"no credit"}}"#,
        ),
        (
            Response::rejected("a").message("b"),
            200,
            "b",
            r#"{"error":{"message":"b"}}"#,
        ),
        (
            Response::status(422).message("a").message("b"),
            422,
            "b",
            r#"{"error":{"message":"b"}}"#,
        ),
    ];
    for (response, status, message, body) in cases {
        let error = error(|then| {
            then.respond(response);
        })
        .await;
        assert_eq!(error.status().unwrap(), status, "{body}");
        assert_eq!(error.message(), Some(message), "{body}");
        assert_eq!(error.body().unwrap(), body);
        let types = error.headers().get_all("content-type");
        assert_eq!(Vec::from_iter(types), ["application/json"], "{body}");
    }
    let mut units = json!(units());
    let error = error_of_units(MockResponse::ok(&self::units()).message("no such unit")).await;
    units["error"] = json!({"message": "no such unit"});
    let body: Value = tatodesk::serde_json::from_slice(error.body().unwrap()).unwrap();
    assert_eq!(body, units);
}

async fn error_of_units(response: MockResponse<ListServiceUnitsByUserRequest>) -> tatodesk::Error {
    let server = MockServer::start_async().await;
    server.in_person().list_units(|_when, then| {
        then.respond(response);
    });
    let call = client(&server).in_person().list_units(CompanyId(1));
    call.send().await.unwrap_err()
}

#[tokio::test]
async fn a_second_value_of_a_header_replaces_the_first() {
    for in_sequence in [false, true] {
        let error = error(|then| {
            let response = MockResponse::status(429)
                .header("Content-Type", "application/problem+json")
                .message("slowly")
                .retry_after(Duration::from_secs(3))
                .retry_after(Duration::from_secs(7))
                .header("X-Request-ID", "r-1")
                .header("x-request-id", "r-2");
            match in_sequence {
                false => then.respond(response),
                true => then.sequence([response]),
            };
        })
        .await;
        let headers = error.headers();
        let all = |name: &str| Vec::from_iter(headers.get_all(name));
        assert_eq!(all("content-type"), ["application/problem+json"]);
        assert_eq!(all("retry-after"), ["7"]);
        assert_eq!(all("x-request-id"), ["r-2"]);
    }
}

#[tokio::test]
async fn a_delay_is_kept_by_each_answer_in_any_order() {
    let short = Duration::from_millis(1);
    let answers: [fn(Then<SendSmsRequest>, Duration, Duration); 3] = [
        |then, long, short| drop(then.delay(long).delay(short).rejected("late")),
        |then, long, short| drop(then.rejected("late").delay(long).delay(short)),
        |then, long, short| {
            drop(
                then.delay(long)
                    .sequence([MockResponse::rejected("late")])
                    .delay(short),
            )
        },
    ];
    for answer in answers {
        let error = error(|then| answer(then, Duration::from_secs(3600), short)).await;
        assert_eq!(error.message(), Some("late"));
    }
}
