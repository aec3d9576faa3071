//! Headers of one call: on each of its attempts and on no other call, and the names that are refused before anything leaves.

use tatodesk::{
    Call, CallRequest, MediaFile, Outcome, Tatodesk,
    reqwest::header::{HeaderName, HeaderValue},
    types::ListCompaniesByUserRequest,
};

use crate::server::{Answering, Server};

fn client(url: &str) -> Tatodesk {
    let builder = Tatodesk::builder().api_key("the-key").base_url(url);
    builder.retries(0).build().unwrap()
}

fn companies(tatodesk: &Tatodesk) -> Call<ListCompaniesByUserRequest> {
    tatodesk.in_person().list_companies()
}

#[tokio::test]
async fn each_attempt_of_the_call_has_them_and_no_other_call() {
    let busy =
        "HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    let json = || Answering::json(r#"{"companies": []}"#);
    let server = Server::start([Answering::raw(busy), json(), json()]).await;
    let tatodesk = client(&server.url());
    let call = companies(&tatodesk)
        .with_header("X-Request-Id", "first")
        .with_header("x-request-id", "second")
        .with_header(HeaderName::from_static("traceparent"), HeaderValue::from(7))
        .with_header("User-Agent", "our-service/7")
        .with_retries(1);
    let headers = call.headers();
    assert_eq!(
        (headers.len(), headers["x-request-id"].as_bytes()),
        (3, &b"second"[..])
    );
    assert_eq!(call.invalid_reason(), None);
    assert_eq!(call.send().await.unwrap().attempts(), 2);
    companies(&tatodesk).send().await.unwrap();
    let requests = server.requests();
    for request in &requests[..2] {
        assert_eq!(request.header("x-request-id"), Some("second"));
        assert_eq!(request.header("traceparent"), Some("7"));
        assert_eq!(request.header("user-agent"), Some("our-service/7"));
        assert_eq!(request.header("tatodesk-api-key"), Some("the-key"));
        assert_eq!(request.header("content-type"), Some("application/json"));
    }
    assert_eq!(requests[2].header("x-request-id"), None);
}

#[tokio::test]
async fn an_upload_and_a_cloned_read_have_them_too() {
    let answer = r#"{"companies": [], "media": {"mediaID": "1"}}"#;
    let server = Server::start((0..3).map(|_| Answering::json(answer))).await;
    let tatodesk = client(&server.url());
    let file = MediaFile::from_bytes("GIF").file_name("a.gif");
    let upload = tatodesk.whatsapp().upload_media("app", file);
    upload
        .with_header("x-tenant", "north")
        .send()
        .await
        .unwrap();
    let read = companies(&tatodesk)
        .active(true)
        .with_header("x-tenant", "north");
    read.clone().send().await.unwrap();
    read.send().await.unwrap();
    let requests = server.requests();
    assert!(
        requests
            .iter()
            .all(|request| request.header("x-tenant") == Some("north"))
    );
    assert_eq!(requests[1].body, requests[2].body);
}

/// Checks that a call is not sent, and gives the error's text.
async fn refusal<R: CallRequest>(server: &Server, call: Call<R>) -> String {
    let why = call.invalid_reason().unwrap().to_owned();
    let error = call.send().await.unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 0));
    assert!(error.to_string().contains(&why), "{error}");
    assert!(server.requests().is_empty());
    let text = format!("{error} {error:?}");
    error.into_not_sent::<R>().unwrap_err();
    text
}

#[tokio::test]
async fn headers_of_the_key_the_connection_and_the_sdk_are_refused() {
    let server = Server::start([Answering::json("{}")]).await;
    let tatodesk = client(&server.url());
    for (name, why) in [
        (
            "TATODESK-API-KEY",
            "the API key is set in the client's builder",
        ),
        (
            "tatodesk-api-key",
            "the API key is set in the client's builder",
        ),
        ("Connection", "one connection"),
        ("Keep-Alive", "one connection"),
        ("Proxy-Authorization", "one connection"),
        ("Proxy-Authenticate", "one connection"),
        ("Proxy-Connection", "one connection"),
        ("TE", "one connection"),
        ("Trailer", "one connection"),
        ("Transfer-Encoding", "one connection"),
        ("Upgrade", "one connection"),
        ("HTTP2-Settings", "one connection"),
        ("Host", "the SDK sets it"),
        ("Content-Length", "the SDK sets it"),
        ("Content-Type", "the SDK sets it"),
        ("Accept", "the SDK sets it"),
        ("Accept-Encoding", "the SDK sets it"),
        ("Expect", "the SDK sets it"),
    ] {
        let call = companies(&tatodesk).with_header(name, "a-secret");
        let text = refusal(&server, call.with_header("x-fine", "1")).await;
        assert!(text.contains(&name.to_lowercase()), "{text}");
        assert!(text.contains(why) && !text.contains("a-secret"), "{text}");
        let file = MediaFile::from_bytes("GIF");
        let upload = tatodesk.whatsapp().upload_media("app", file);
        refusal(&server, upload.with_header(name, "a-secret")).await;
    }
}

#[tokio::test]
async fn what_http_does_not_allow_is_refused_and_not_quoted() {
    let server = Server::start([Answering::json("{}")]).await;
    let tatodesk = client(&server.url());
    for (name, value) in [
        ("x-tenant", "a-secret\r\nX-Evil: 1"),
        ("x-tenant", "a-secret\n"),
        ("x-tenant", "a-secret\0"),
        ("a-secret name", "1"),
        ("a-secret:", "1"),
        ("", "a-secret"),
        ("a-secretç", "1"),
    ] {
        let call = companies(&tatodesk).with_header(name, value);
        let text = refusal(&server, call).await;
        assert!(text.contains("is not allowed in HTTP"), "{text}");
        assert!(!text.contains("a-secret"), "{text}");
    }
}

#[test]
fn values_are_not_printed() {
    let tatodesk = client("http://127.0.0.1:9");
    let call = companies(&tatodesk).with_header("x-tenant", "a-secret");
    let file = MediaFile::from_bytes("GIF");
    let upload = tatodesk.whatsapp().upload_media("app", file);
    let upload = upload.with_header("x-tenant", "a-secret");
    for text in [
        format!("{call:?}"),
        format!("{call:#?}"),
        format!("{upload:?}"),
    ] {
        assert!(
            text.contains("Call") && !text.contains("a-secret"),
            "{text}"
        );
    }
}

/// What a layer prints of the requests that it sees.
#[cfg(feature = "tower-0-5")]
#[tokio::test]
async fn layers_see_them_as_sensitive() {
    use std::sync::{Arc, Mutex};

    let server = Server::start([Answering::json(r#"{"companies": []}"#)]).await;
    let printed = Arc::new(Mutex::new(String::new()));
    let print = Arc::clone(&printed);
    let layer = tower::util::MapRequestLayer::new(move |request: http::Request<_>| {
        *print.lock().unwrap() = format!("{:?}", request.headers());
        request
    });
    let builder = Tatodesk::builder().api_key("key").base_url(server.url());
    let tatodesk = builder.layer(layer).build().unwrap();
    let call = companies(&tatodesk).with_header("x-tenant", "a-secret");
    call.send().await.unwrap();
    let printed = printed.lock().unwrap();
    assert!(
        printed.contains("x-tenant") && !printed.contains("a-secret"),
        "{printed}"
    );
    assert_eq!(server.requests()[0].header("x-tenant"), Some("a-secret"));
}
