//! Policies against a real server: what is sent again, what is given back, and what a receipt keeps.

use std::time::{Duration, Instant};

use tatodesk::{
    MediaFile, MediaUpload, Outcome, RetryBudget, RetryPolicy, Tatodesk, ids::*,
    types::SendSmsRequest,
};

use crate::{
    clocks::Hurried,
    server::{Answering, Closed, Server},
};

fn client(url: &str) -> Tatodesk {
    Tatodesk::builder()
        .api_key("key")
        .base_url(url)
        .clock(Hurried)
        .build()
        .unwrap()
}

#[tokio::test]
async fn an_unsent_request_is_given_back_and_sent_elsewhere() {
    let server = Server::start([Answering::json(r#"{"messageID": "wamid.1"}"#)]).await;
    let closed = Closed::new();
    let unreachable = client(&closed.url());
    let phone = "(81) 90000-0001".parse().unwrap();
    let call = unreachable
        .sms()
        .send_template("app", 1, phone)
        .params(["Marina"]);
    let error = call.with_retries(0).send().await.unwrap_err();
    assert!(error.is_connect() && !error.is_timeout());
    assert_eq!((error.host(), error.attempts()), ("127.0.0.1", 1));
    assert!(std::error::Error::source(&error).is_some());

    // Asked for another type, the error keeps what it has.
    let error = error.into_not_sent::<MediaUpload>().unwrap_err();
    let not_sent = error.into_not_sent::<SendSmsRequest>().unwrap();
    assert_eq!(not_sent.error().outcome(), Outcome::NotSent);
    assert_eq!(
        not_sent.request().sms.template.as_ref().unwrap().params,
        Some(vec!["Marina".into()])
    );
    let receipt = client(&server.url()).resend(not_sent).send().await.unwrap();
    assert_eq!(receipt.extra["messageID"], "wamid.1");
    assert_eq!(
        receipt.body().unwrap().as_ref(),
        br#"{"messageID": "wamid.1"}"#
    );
    assert_eq!(receipt.attempts(), 1);
}

#[tokio::test]
async fn a_call_that_may_have_happened_gives_no_request_back() {
    let script = [
        Answering::hang_up(),
        Answering::status("500 Oops", "{}"),
        Answering::json(r#"{"error": "no"}"#),
    ];
    let server = Server::start(script).await;
    for outcome in [Outcome::Unknown, Outcome::Unknown, Outcome::Rejected] {
        let phone = "(81) 90000-0001".parse().unwrap();
        let error = client(&server.url())
            .sms()
            .send_template("app", 1, phone)
            .send()
            .await
            .unwrap_err();
        assert_eq!(error.outcome(), outcome);
        let error = error.into_not_sent::<SendSmsRequest>().unwrap_err();
        assert_eq!(error.outcome(), outcome);
    }
}

#[tokio::test]
async fn a_file_that_is_missing_gives_its_form_back() {
    let file = MediaFile::from_path("/nowhere/at/all.png");
    let closed = Closed::new();
    let tatodesk = client(&closed.url());
    let upload = tatodesk.whatsapp().upload_media("app", file);
    let error = upload.send().await.unwrap_err();
    assert_eq!(
        (error.outcome(), error.is_connect()),
        (Outcome::NotSent, false)
    );
    let form = error.into_not_sent::<MediaUpload>().unwrap().into_request();
    assert!(tatodesk.call(form).send().await.is_err());
}

#[tokio::test]
async fn a_stalled_read_is_tried_again_and_a_stalled_send_is_not() {
    let companies = Answering::json(r#"{"companies": []}"#);
    let reading = Server::start([Answering::silent(), companies]).await;
    let sending = Server::start([Answering::silent()]).await;
    // Long enough for the answer of a busy machine: only the silent attempts wait for its end.
    let attempt = Duration::from_secs(2);
    let (reader, sender) = (client(&reading.url()), client(&sending.url()));
    let read = reader.in_person().list_companies();
    let phone = "(81) 90000-0001".parse().unwrap();
    let send = sender.sms().send_template("app", 1, phone);
    // Side by side, because each waits.
    let (read, send) = tokio::join!(
        read.with_attempt_timeout(attempt).send(),
        send.with_attempt_timeout(attempt).send(),
    );
    let answer = read.unwrap();
    assert_eq!((answer.attempts(), answer.body()), (2, None));
    assert!(answer.elapsed() >= attempt);
    let error = send.unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1));
    assert!(error.is_timeout() && error.elapsed() >= attempt);
    assert_eq!(sending.requests().len(), 1);
}

#[tokio::test]
async fn refusals_are_sent_again_where_the_call_says_so() {
    let busy =
        "HTTP/1.1 503 Busy\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    let server = Server::start([
        Answering::raw(busy),
        Answering::status("429 Slow", "{}"),
        Answering::json("{}"),
        Answering::raw(busy),
    ])
    .await;
    let tatodesk = client(&server.url());
    let phone: tatodesk::Phone = "(81) 90000-0001".parse().unwrap();
    let call = tatodesk.sms().send_template("app", 1, phone.clone());
    let trusting = RetryPolicy::default().resend_refused(true);
    let receipt = call.with_retry_policy(trusting).send().await.unwrap();
    assert_eq!(receipt.attempts(), 3);
    let call = tatodesk.sms().send_template("app", 1, phone);
    let error = call.send().await.unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(1)));
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn a_call_without_time_sends_nothing() {
    let server = Server::start([Answering::json("{}")]).await;
    let tatodesk = client(&server.url());
    let call = || {
        let protocol = Protocol::from("1".to_owned());
        let links = ["https://example.com/a"];
        tatodesk.in_person().add_attachments(protocol, links)
    };
    for call in [
        call().with_deadline(Instant::now()),
        call().with_timeout(Duration::ZERO),
        call().with_attempt_timeout(Duration::ZERO),
    ] {
        let error = call.send().await.unwrap_err();
        assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 0));
        assert_eq!(error.reason(), "the call's time was over before it began");
        assert!(error.is_timeout() && server.requests().is_empty());
    }
}

#[tokio::test]
async fn a_thousand_reads_of_a_dead_server_stay_within_the_budget() {
    let closed = Closed::new();
    let tatodesk = Tatodesk::builder()
        .api_key("key")
        .base_url(closed.url())
        .clock(Hurried)
        .retry_budget(RetryBudget::default().share(0.1).per_second(1))
        .build()
        .unwrap();
    let calls = (0..1000).map(|_| {
        let tatodesk = tatodesk.clone();
        tokio::spawn(async move { tatodesk.in_person().list_companies().send().await })
    });
    let mut attempts = 0;
    for call in calls.collect::<Vec<_>>() {
        attempts += call.await.unwrap().unwrap_err().attempts();
    }
    // A tenth of the calls, and one a second for the ten seconds that it may be saved.
    assert!((1100..=1110).contains(&attempts), "{attempts}");
}
