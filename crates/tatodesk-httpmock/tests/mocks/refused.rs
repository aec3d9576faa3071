//! What a mock refuses, because no answer is so, no call sends it, or it would drop what was said before.

use std::{
    any::Any,
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
};

use tatodesk::{
    Call, CallRequest, MediaFile,
    bytes::Bytes,
    futures_core::Stream,
    ids::CompanyId,
    serde_json::{Value, json},
    types::{ListServiceUnitsByUserRequest, SendSmsRequest, SendSmsResponse},
};
use tatodesk_httpmock::{MockResponse, MockServerExt as _, Then, When, httpmock::MockServer};

use super::client;

const APP: &str = "f550afc1-0000-4000-8000-000000000001";

type Chunks = Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>>;

/// The message of the panic in `mock`.
fn panic_in(mock: impl FnOnce()) -> String {
    let panic: Box<dyn Any + Send> = catch_unwind(AssertUnwindSafe(mock)).expect_err("a panic");
    match panic.downcast::<String>() {
        Ok(text) => *text,
        Err(panic) => (*panic.downcast::<&str>().expect("a message")).to_owned(),
    }
}

fn panic_of(mock: impl FnOnce(Then<SendSmsRequest>)) -> String {
    let server = MockServer::start();
    panic_in(|| {
        server.sms().send_template(|_when, then| mock(then));
    })
}

fn panic_of_call<R: CallRequest>(server: &MockServer, call: &Call<R>) -> String {
    panic_in(|| {
        server.mock_call(call, |then| {
            then.status(503);
        });
    })
}

#[test]
fn a_second_answer_is_refused() {
    type Answer = fn(Then<SendSmsRequest>) -> Then<SendSmsRequest>;
    let answers: [Answer; 7] = [
        |then| then.ok(&SendSmsResponse::new()),
        |then| then.rejected("no"),
        |then| then.in_band(17),
        |then| then.status(503),
        |then| then.undecodable("<html>"),
        |then| then.respond(MockResponse::status(429)),
        |then| then.sequence([MockResponse::status(429), MockResponse::status(503)]),
    ];
    for first in answers {
        for second in answers {
            let panic = panic_of(|then| drop(second(first(then))));
            assert!(panic.contains("has an answer already"), "{panic}");
        }
    }
}

#[test]
fn what_cannot_be_answered_is_refused() {
    type Response = MockResponse<SendSmsRequest>;
    type Making = fn() -> Response;
    let cases: [(Making, &str); 9] = [
        (|| Response::status(0), "0 is no status"),
        (|| Response::status(100), "100 is no status"),
        (|| Response::status(1000), "1000 is no status"),
        (
            || Response::status(204).message("no"),
            "status 204 has no body",
        ),
        (
            || Response::status(304).message("no"),
            "status 304 has no body",
        ),
        (
            || Response::undecodable("<html>").message("no"),
            "a body that is a JSON object takes a message",
        ),
        (
            || Response::undecodable("[1]").message("no"),
            "a body that is a JSON object takes a message",
        ),
        (
            || Response::status(200).header("two words", "1"),
            "the name of a header",
        ),
        (
            || Response::status(200).header("x", "1\r\ny: 2"),
            "the value of a header",
        ),
    ];
    for (response, reason) in cases {
        let panic = panic_of(|then| drop(then.respond(response())));
        assert!(panic.contains(reason), "{panic}");
    }
    let panic = panic_of(|then| drop(then.sequence([])));
    assert!(
        panic.contains("a sequence has at least one response"),
        "{panic}"
    );
}

#[tokio::test]
async fn a_call_that_cannot_be_sent_is_not_mocked() {
    let server = MockServer::start_async().await;
    let tatodesk = client(&server);
    let companies = || tatodesk.in_person().list_companies();
    let missing = MediaFile::from_path("no/such/medium.jpg");
    let down = MediaFile::from_source(9, || async {
        Err::<Chunks, _>(io::Error::other("the store is down"))
    });
    let panics = [
        panic_of_call(&server, &companies().with_header("host", "a")),
        panic_of_call(&server, &companies().with_header("two words", "a")),
        panic_of_call(&server, &companies().with_header("x-a", "1\r\n")),
        panic_of_call(&server, &companies().with_header("x-a", "São Paulo")),
        panic_of_call(
            &server,
            &tatodesk.crm().create_record("contact", &"no object"),
        ),
        panic_of_call(
            &server,
            &tatodesk
                .crm()
                .create_record("contact", &json!({"apiName": "another"})),
        ),
        panic_of_call(&server, &tatodesk.whatsapp().upload_media(APP, missing)),
        panic_of_call(&server, &tatodesk.whatsapp().upload_media(APP, down)),
    ];
    let reasons = [
        "this call cannot be sent: the header host cannot be set for a call",
        "this call cannot be sent: the name of a header is not allowed in HTTP",
        "this call cannot be sent: the value of the header x-a is not allowed in HTTP",
        "httpmock takes no request whose header x-a is other than visible ASCII",
        "this call cannot be sent: ",
        "this call cannot be sent: ",
        "its medium cannot be read: the file to be uploaded cannot be opened: No such file",
        "its medium cannot be read: the file to be uploaded cannot be opened: the store is down",
    ];
    for (panic, reason) in panics.iter().zip(reasons) {
        assert!(panic.contains(reason), "{panic}");
    }
    let error = companies().send().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 404);
}

#[test]
fn a_second_whole_request_is_refused() {
    let request = ListServiceUnitsByUserRequest::new(CompanyId(1));
    let twice =
        |when: When<ListServiceUnitsByUserRequest>| drop(when.body(&request).body(&request));
    let server = MockServer::start();
    let panic = panic_in(|| {
        server.in_person().list_units(|when, _then| twice(when));
    });
    assert_eq!(panic, "this mock compares a whole request already");
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
