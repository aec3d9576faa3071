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
    let busy = "HTTP/1.1 503 Busy\r\nContent-Length: 100\r\n\r\n{";
    let attempt = Cause::Timeout(TimeoutCause::Attempt);
    for (answer, timeout, cause, peer) in [
        (
            Answering::json("{\"error\": {\"code\": 7}}"),
            None,
            Cause::InBandError,
            tatodesk,
        ),
        (
            Answering::json("{\"companies\": 1}"),
            None,
            Cause::Undecodable,
            tatodesk,
        ),
        (Answering::json("[]"), None, Cause::NotAnObject, tatodesk),
        (Answering::json(&long), None, Cause::AnswerTooLong, tatodesk),
        (
            Answering::status("502 Bad Gateway", "no"),
            None,
            Cause::Status(502),
            tatodesk,
        ),
        (
            Answering::status("302 Found", "no"),
            None,
            Cause::Status(302),
            tatodesk,
        ),
        (Answering::silent(), short, attempt, None),
        (Answering::stalled(stalled), short, attempt, tatodesk),
        (
            Answering::stalled(busy),
            short,
            Cause::Status(503),
            tatodesk,
        ),
    ] {
        let error = read_of(answer, timeout).await;
        assert_eq!((error.cause(), error.peer()), (cause, peer), "{error}");
        let code = (cause == Cause::InBandError).then_some("7");
        assert_eq!(error.code().as_deref(), code);
    }
}

#[tokio::test]
async fn a_connection_lost_after_the_request_is_unknown_and_not_repeated() {
    let server = Server::start([Answering::hang_up(), Answering::json("{}")]).await;
    let phone = "(81) 90000-0001".parse().unwrap();
    let error = client(&server)
        .sms()
        .send_template("app", 1, phone)
        .with_retries(3)
        .await
        .unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1));
    assert_eq!(server.requests().len(), 1);
    assert_eq!(error.cause(), Cause::ConnectionLost);
    assert!(
        error
            .to_string()
            .contains("whether it took effect is unknown"),
        "{error}"
    );
}

#[tokio::test]
async fn a_read_is_repeated_after_lost_connections_and_cut_answers() {
    let cut = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"companies\": [";
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"com";
    let server = Server::start([
        Answering::hang_up(),
        Answering::raw(cut),
        Answering::raw(chunked),
        Answering::json("{}"),
    ])
    .await;
    client(&server)
        .in_person()
        .list_companies()
        .with_retries(3)
        .await
        .unwrap();
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn a_cut_answer_to_a_write_is_unknown() {
    let server = Server::start([Answering::raw(
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"error\": null}",
    )])
    .await;
    let protocol = Protocol::from("1".to_owned());
    let error = client(&server)
        .in_person()
        .add_attachments(protocol, ["https://example.com/a"])
        .await
        .unwrap_err();
    assert_eq!(
        (error.outcome(), error.status().unwrap().as_u16()),
        (Outcome::Unknown, 200)
    );
    assert!(error.to_string().contains("cut"), "{error}");
    assert_eq!(error.cause(), Cause::AnswerCut);
    assert!(error.body().is_none());
}

#[tokio::test]
async fn time_runs_out_before_and_within_the_answer() {
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
