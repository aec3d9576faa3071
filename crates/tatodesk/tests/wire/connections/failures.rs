//! Connections that fail at every stage, and what is known of a call afterwards.

use std::time::Duration;

use tatodesk::{
    Cause, ConnectCause, Error, Outcome, Peer, Tatodesk, TimeoutCause,
    ids::*,
    reqwest::dns::{Name, Resolve, Resolving},
};

use crate::server::{Answering, Closed, Server};

fn client(server: &Server) -> Tatodesk {
    Tatodesk::builder()
        .api_key("the-key")
        .base_url(server.url())
        .retries(0)
        .build()
        .unwrap()
}

#[tokio::test]
async fn a_refused_connection_is_not_sent() {
    let closed = Closed::new();
    let tatodesk = Tatodesk::builder()
        .api_key("key")
        .base_url(closed.url())
        .retries(1)
        .build()
        .unwrap();
    let phone = "(81) 90000-0001".parse().unwrap();
    let error = tatodesk
        .sms()
        .send_template("app", 1, phone)
        .await
        .unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 2));
    assert!(
        error
            .to_string()
            .contains("no connection to 127.0.0.1 was made"),
        "{error}"
    );
    assert!(!format!("{error:?}").contains("5581900000001"), "{error:?}");
    let cause = Cause::Connect(ConnectCause::Refused);
    assert_eq!((error.cause(), error.peer()), (cause, Some(Peer::Tatodesk)));
}

#[tokio::test]
async fn an_address_without_a_way_to_it_is_not_sent() {
    // The system refuses connections to the broadcast address of loopback before anything leaves.
    for url in ["http://127.255.255.255:9", "https://127.255.255.255"] {
        let tatodesk = Tatodesk::builder()
            .api_key("key")
            .base_url(url)
            .retries(1)
            .build()
            .unwrap();
        let phone = "(81) 90000-0001".parse().unwrap();
        let sms = tatodesk.sms().send_template("app", 1, phone);
        let error = sms.await.unwrap_err();
        assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 2));
        let cause = Cause::Connect(ConnectCause::Unreachable);
        assert_eq!((error.cause(), error.peer()), (cause, Some(Peer::Tatodesk)));
        assert_eq!(error.cause().to_string(), "connect_unreachable");
        let why = "no connection to 127.255.255.255 was made (network is unreachable";
        let reason = error.reason().to_lowercase();
        assert!(reason.starts_with(why), "{error}");
    }
}

/// Knows no name, and says a thing that is for no log.
struct NoName;

impl Resolve for NoName {
    fn resolve(&self, _: Name) -> Resolving {
        Box::pin(async { Err("Marina Duarte".into()) })
    }
}

#[tokio::test]
async fn a_name_that_does_not_resolve_is_not_sent_and_said_to_be_why() {
    let tatodesk = Tatodesk::builder()
        .api_key("key")
        .base_url("https://tatodesk.invalid")
        .http_client(|client| client.no_proxy().dns_resolver(NoName))
        .retries(0)
        .build()
        .unwrap();
    let error = tatodesk.in_person().list_companies().await.unwrap_err();
    let cause = Cause::Connect(ConnectCause::Unresolved);
    assert_eq!((error.cause(), error.peer()), (cause, Some(Peer::Tatodesk)));
    assert_eq!(
        error.reason(),
        "no connection to tatodesk.invalid was made (its name does not resolve)"
    );
    assert_eq!(error.outcome(), Outcome::NotSent);
}

/// What a read says of this answer.
async fn read_of(answer: Answering, timeout: Option<Duration>) -> Error {
    let server = Server::start([answer]).await;
    let mut builder = Tatodesk::builder()
        .api_key("the-key")
        .base_url(server.url())
        .retries(0)
        .max_response_bytes(1000);
    if let Some(timeout) = timeout {
        builder = builder.attempt_timeout(timeout);
    }
    let tatodesk = builder.build().unwrap();
    let call = tatodesk.in_person().list_companies();
    call.await.unwrap_err()
}

#[tokio::test]
async fn each_answer_has_its_cause() {
    let long = format!("{{\"error\": \"{}\"}}", "x".repeat(2000));
    let (tatodesk, short) = (Some(Peer::Tatodesk), Some(Duration::from_millis(300)));
    let stalled = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{";
    let silent = Server::start([Answering::silent()]).await;
    let stalled = Server::start([Answering::stalled(stalled)]).await;
    let given_up = async |server| {
        let call = client(server).in_person().list_companies();
        // Long enough for a busy machine to bring what there is of an answer.
        call.with_timeout(Duration::from_secs(1)).await.unwrap_err()
    };
    // Side by side, because each waits.
    let (before, within) = tokio::join!(given_up(&silent), given_up(&stalled));
    for (error, status, says) in [
        (before, None, "before an answer came"),
        (within, Some(200), "in the middle of the answer"),
    ] {
        assert_eq!(error.outcome(), Outcome::Unknown);
        assert_eq!(error.status().map(|status| status.as_u16()), status);
        assert!(error.to_string().contains(says), "{error}");
        assert_eq!(error.cause(), Cause::Timeout(TimeoutCause::Call));
    }
}

#[tokio::test]
async fn a_dropped_future_gives_up_waiting_and_not_the_request() {
    let server = Server::start([Answering::silent(), Answering::json("{}")]).await;
    let tatodesk = client(&server);
    let phone = "(81) 90000-0001".parse().unwrap();
    let call = tatodesk.sms().send_template("app", 1, phone);
    tokio::select! {
        answer = call.send() => panic!("{answer:?}"),
        () = server.arrival() => {}
    }
    // What was dropped had arrived, and the client goes on with other calls.
    tatodesk.in_person().list_companies().await.unwrap();
    let lines: Vec<String> = server
        .requests()
        .into_iter()
        .map(|request| request.line)
        .collect();
    assert_eq!(
        lines,
        [
            "POST /dl/v1/sms/messages HTTP/1.1",
            "POST /dl/pa/listCompaniesByUser HTTP/1.1"
        ]
    );
}
