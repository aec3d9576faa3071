//! Redirects: neither a request nor its key goes where one points, whatever the HTTP client is told.

use tatodesk::{
    Cause, Error, MediaFile, Outcome, Tatodesk,
    ids::Protocol,
    reqwest::{self, redirect},
};

use crate::server::{Answering, Closed, Server};

const STATUSES: [&str; 5] = ["301 A", "302 B", "303 C", "307 D", "308 E"];

/// A read, a write, a send and the upload.
const CALLS: usize = 4;

async fn call(tatodesk: &Tatodesk, number: usize) -> Error {
    match number {
        0 => tatodesk.in_person().list_companies().await.err(),
        1 => {
            let protocol = Protocol::from("1".to_owned());
            let links = ["https://example.com/a"];
            tatodesk
                .in_person()
                .add_attachments(protocol, links)
                .await
                .err()
        }
        2 => {
            let phone = "(81) 90000-0001".parse().unwrap();
            tatodesk.sms().send_template("app", 1, phone).await.err()
        }
        _ => {
            let file = MediaFile::from_bytes("logo").file_name("logo.png");
            tatodesk
                .whatsapp()
                .upload_media("app", file)
                .send()
                .await
                .err()
        }
    }
    .expect("a redirect is an error")
}

/// Answers everything with a redirect to `elsewhere`, on another address of this machine or on the same.
async fn redirecting(status: &str, elsewhere: &Server, host: &str) -> Server {
    let place = elsewhere.url().replace("127.0.0.1", host);
    let answer = format!(
        "HTTP/1.1 {status}\r\nLocation: {place}/x\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}"
    );
    Server::start((0..CALLS).map(|_| Answering::raw(answer.clone()))).await
}

fn ours(server: &Server) -> Tatodesk {
    let builder = Tatodesk::builder()
        .api_key("the-key")
        .base_url(server.url());
    builder.build().unwrap()
}

/// As far as a closure can go to have redirects followed.
fn insisting(server: &Server) -> Tatodesk {
    Tatodesk::builder()
        .api_key("the-key")
        .base_url(server.url())
        .http_client(|client| client.redirect(redirect::Policy::limited(10)))
        .build()
        .unwrap()
}

#[tokio::test]
async fn nothing_goes_where_a_redirect_points() {
    for status in STATUSES {
        for host in ["127.0.0.1", "localhost"] {
            for client in [ours, insisting] {
                let elsewhere = Server::start((0..CALLS).map(|_| Answering::json("{}"))).await;
                let server = redirecting(status, &elsewhere, host).await;
                let tatodesk = client(&server);
                for number in 0..CALLS {
                    let error = call(&tatodesk, number).await;
                    assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1));
                    let seen = error.status().unwrap().as_u16().to_string();
                    assert!(status.starts_with(&seen), "{error}");
                }
                assert_eq!(server.requests().len(), CALLS);
                assert!(elsewhere.requests().is_empty(), "{status} to {host}");
            }
        }
    }
}

fn http() -> reqwest::ClientBuilder {
    reqwest::Client::builder().no_proxy()
}

/// With a client of one's own, redirects are its business. No body goes twice, and no other address proves a success.
#[tokio::test]
async fn a_finished_client_that_follows_redirects_repeats_no_body_and_proves_no_success() {
    for status in STATUSES {
        let elsewhere = Server::start((0..CALLS).map(|_| Answering::json("{}"))).await;
        let server = redirecting(status, &elsewhere, "127.0.0.1").await;
        let tatodesk = Tatodesk::builder()
            .api_key("the-key")
            .base_url(server.url())
            .reqwest_client(http().build().unwrap())
            .build()
            .unwrap();
        for number in 0..CALLS {
            let error = call(&tatodesk, number).await;
            assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1));
            if status.starts_with("303") {
                assert_eq!((error.cause(), error.peer()), (Cause::Redirected, None));
            }
        }
        assert_eq!(server.requests().len(), CALLS);
        // A redirect that wants the body again finds none; the others are followed without it, as GET.
        let followed = if status < "307" { CALLS } else { 0 };
        assert_eq!(elsewhere.requests().len(), followed, "{status}");
        for request in elsewhere.requests() {
            assert_eq!(
                (request.line.as_str(), request.body.len()),
                ("GET /x HTTP/1.1", 0)
            );
        }
    }
}

#[tokio::test]
async fn a_redirect_to_a_closed_port_does_not_make_a_request_unsent() {
    let closed = Closed::new();
    let place = closed.url();
    let answer = format!(
        "HTTP/1.1 303 Go\r\nLocation: {place}/x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    );
    let server = Server::start([Answering::raw(answer)]).await;
    let tatodesk = Tatodesk::builder()
        .api_key("the-key")
        .base_url(server.url())
        .reqwest_client(http().build().unwrap())
        .build()
        .unwrap();
    let error = call(&tatodesk, 2).await;
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1));
    assert!(!error.is_connect());
}

#[tokio::test]
async fn a_finished_client_is_the_one_that_sends() {
    let server = Server::start([Answering::json("{}")]).await;
    let client = http()
        .user_agent("our-service/7")
        .redirect(redirect::Policy::none());
    let builder = Tatodesk::builder()
        .api_key("the-key")
        .reqwest_client(client.build().unwrap());
    let tatodesk = builder.clone().base_url(server.url()).build().unwrap();
    tatodesk
        .in_person()
        .list_companies()
        .active(true)
        .await
        .unwrap();
    let request = server.requests().remove(0);
    assert_eq!(request.header("user-agent"), Some("our-service/7"));
    assert_eq!(request.header("tatodesk-api-key"), Some("the-key"));
    assert_eq!(request.header("content-length"), Some("14"));
    assert_eq!(request.header("transfer-encoding"), None);
    assert_eq!(request.body, "{\"isActive\":1}");

    // It knows what was not sent, too.
    let closed = Closed::new();
    let tatodesk = builder
        .clone()
        .base_url(closed.url())
        .retries(0)
        .build()
        .unwrap();
    let error = call(&tatodesk, 2).await;
    assert_eq!(
        (error.outcome(), error.is_connect()),
        (Outcome::NotSent, true)
    );

    let error = builder.http_client(|client| client).build().unwrap_err();
    assert!(
        error.to_string().contains("Builder::http_client"),
        "{error}"
    );
}

/// Nothing tells a redirect to the same address from the call's own answer, so a client that follows none is the way.
#[tokio::test]
async fn a_redirect_to_the_same_address_is_no_success_where_none_is_followed() {
    let answer = "HTTP/1.1 303 C\r\nLocation: /dl/v1/sms/template\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
    let server = Server::start([Answering::raw(answer), Answering::json("{}")]).await;
    let client = http().redirect(redirect::Policy::none()).build().unwrap();
    let tatodesk = Tatodesk::builder()
        .api_key("the-key")
        .base_url(server.url())
        .reqwest_client(client)
        .build()
        .unwrap();
    let error = call(&tatodesk, 2).await;
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1));
    assert_eq!(server.requests().len(), 1);
}

/// Everything is worth another try to this one.
fn retrying(client: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    let everything = reqwest::retry::for_host("127.0.0.1")
        .no_budget()
        .max_retries_per_request(5)
        .classify_fn(|answer| answer.retryable());
    client.retry(everything)
}

#[tokio::test]
async fn no_retry_of_reqwests_sends_anything_twice() {
    for answer in [Answering::hang_up, || Answering::status("503 Busy", "{}")] {
        for finished in [false, true] {
            let server = Server::start((0..6).map(|_| answer())).await;
            let builder = Tatodesk::builder()
                .api_key("the-key")
                .base_url(server.url());
            let builder = if finished {
                builder.reqwest_client(retrying(http()).build().unwrap())
            } else {
                builder.http_client(retrying)
            };
            let tatodesk = builder.build().unwrap();
            for number in [1, 2, 3] {
                let error = call(&tatodesk, number).await;
                assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1));
                assert_eq!(server.requests().len(), number, "finished: {finished}");
            }
        }
    }
}
