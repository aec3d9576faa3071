//! Connections that fail at every stage, and what is known of a call afterwards.

use std::time::Duration;

use tatodesk::{Outcome, Tatodesk, ids::*};

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
    let error = tatodesk.sms().template("app", 1, phone).await.unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 2));
    assert!(
        error
            .to_string()
            .contains("no connection to 127.0.0.1 was made"),
        "{error}"
    );
    assert!(!format!("{error:?}").contains("5581900000001"), "{error:?}");
}

#[tokio::test]
async fn a_connection_lost_after_the_request_is_unknown_and_not_repeated() {
    let server = Server::start([Answering::hang_up(), Answering::json("{}")]).await;
    let phone = "(81) 90000-0001".parse().unwrap();
    let error = client(&server)
        .sms()
        .template("app", 1, phone)
        .retries(3)
        .await
        .unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1));
    assert_eq!(server.requests().len(), 1);
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
        .retries(3)
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
    assert!(error.body().is_none());
}

#[tokio::test]
async fn time_runs_out_before_and_within_the_answer() {
    let stalled = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{";
    let server = Server::start([Answering::silent(), Answering::stalled(stalled)]).await;
    for (status, says) in [
        (None, "before an answer came"),
        (Some(200), "in the middle of the answer"),
    ] {
        let call = client(&server)
            .in_person()
            .list_companies()
            // Long enough for a busy machine to bring what there is of an answer.
            .timeout(Duration::from_secs(1))
            .await;
        let error = call.unwrap_err();
        assert_eq!(error.outcome(), Outcome::Unknown);
        assert_eq!(error.status().map(|status| status.as_u16()), status);
        assert!(error.to_string().contains(says), "{error}");
    }
}

#[tokio::test]
async fn a_dropped_future_gives_up_waiting_and_not_the_request() {
    let server = Server::start([Answering::silent(), Answering::json("{}")]).await;
    let tatodesk = client(&server);
    let phone = "(81) 90000-0001".parse().unwrap();
    let call = tatodesk.sms().template("app", 1, phone);
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
