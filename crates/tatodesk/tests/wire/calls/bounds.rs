//! What ends a call before its attempts are used up: the deadline, an empty budget, and the limits of trusting a refusal.

use std::{
    future::{Future, ready},
    pin::Pin,
    sync::Mutex,
    time::{Duration, Instant},
};

use tatodesk::{Builder, Clock, MediaFile, Outcome, RetryBudget, RetryPolicy, Tatodesk};

use crate::server::{Answering, Server};

/// Pauses take no time, are as long as the backoff allows, and move the clock on as if they had taken theirs.
#[derive(Debug)]
struct Leaps(Mutex<Instant>);

impl Clock for Leaps {
    fn instant(&self) -> Instant {
        *self.0.lock().unwrap()
    }

    fn chance(&self) -> f64 {
        1.0
    }

    fn sleep(&self, pause: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        *self.0.lock().unwrap() += pause;
        Box::pin(ready(()))
    }
}

/// A client and the moment at which its clock stands.
fn client(server: &Server, change: impl FnOnce(Builder) -> Builder) -> (Tatodesk, Instant) {
    let now = Instant::now();
    let builder = Tatodesk::builder()
        .api_key("key")
        .base_url(server.url())
        .clock(Leaps(Mutex::new(now)));
    (change(builder).build().unwrap(), now)
}

fn busy() -> Answering {
    Answering::status("503 Busy", "{}")
}

fn refusal(wish: u32) -> Answering {
    Answering::raw(format!(
        "HTTP/1.1 429 Slow\r\nRetry-After: {wish}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    ))
}

#[tokio::test]
async fn past_its_deadline_a_read_is_not_tried_again() {
    let server = Server::start((0..9).map(|_| busy())).await;
    let (tatodesk, now) = client(&server, |builder| builder);
    let step = Duration::from_millis(400);
    let policy = RetryPolicy::default().retries(8).backoff(step, step);
    let call = tatodesk
        .in_person()
        .list_companies()
        .with_retry_policy(policy);
    let call = call.with_deadline(now + Duration::from_secs(1));
    let error = call.send().await.unwrap_err();
    // At 0, 400 and 800 milliseconds; 1,200 would be too late.
    assert_eq!((error.attempts(), server.requests().len()), (3, 3));
    assert_eq!(
        (error.status().unwrap().as_u16(), error.is_timeout()),
        (503, false)
    );
    assert_eq!(error.elapsed(), step * 2);
}

#[tokio::test]
async fn a_wish_past_the_deadline_ends_the_call_at_once() {
    let server = Server::start([refusal(2)]).await;
    let (tatodesk, now) = client(&server, |builder| builder);
    let call = tatodesk.in_person().list_companies();
    let call = call.with_deadline(now + Duration::from_secs(2));
    let error = call.send().await.unwrap_err();
    assert_eq!((error.attempts(), error.outcome()), (1, Outcome::Rejected));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(2)));
}

#[tokio::test]
async fn a_silent_server_is_given_up_at_the_deadline() {
    let server = Server::start([Answering::silent(), Answering::silent()]).await;
    let builder = Tatodesk::builder().api_key("key").base_url(server.url());
    let tatodesk = builder.build().unwrap();
    // Long enough for the requests to arrive on a busy machine.
    let while_silent = Duration::from_secs(1);
    let deadline = Instant::now() + while_silent;
    let read = tatodesk.in_person().list_companies();
    let file = MediaFile::from_bytes("not much of a picture");
    let upload = tatodesk.whatsapp().upload_media("app", file);
    // Side by side, because each waits.
    let (read, write) = tokio::join!(
        read.with_deadline(deadline).send(),
        upload.with_deadline(deadline).send(),
    );
    for error in [read.unwrap_err(), write.unwrap_err()] {
        assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1));
        assert!(
            error.is_timeout() && error.elapsed() > while_silent / 2,
            "{error:?}"
        );
    }
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn with_an_empty_budget_a_call_ends_with_the_failure_that_it_has() {
    let server = Server::start((0..4).map(|_| busy())).await;
    let nothing = RetryBudget::default().share(0.0).per_second(0);
    let (tatodesk, _) = client(&server, |builder| builder.retry_budget(nothing));
    let call = tatodesk.in_person().list_companies();
    let error = call.send().await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 503);
    assert_eq!((error.attempts(), server.requests().len()), (1, 1));

    // Two calls put in a token together, which lasts for one further attempt.
    let half = RetryBudget::default().share(0.5).per_second(0);
    let (tatodesk, _) = client(&server, |builder| builder.retry_budget(half));
    for attempts in [1, 2] {
        let call = tatodesk.in_person().list_companies();
        assert_eq!(call.send().await.unwrap_err().attempts(), attempts);
    }
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn a_trusted_refusal_is_waited_for_as_far_as_the_policy_goes() {
    let trusting = RetryPolicy::default().resend_refused(true);
    for (policy, wish, attempts) in [
        (trusting, 60, 2),
        (trusting, 61, 1),
        (trusting.retries(0), 1, 1),
        (RetryPolicy::default(), 1, 1),
    ] {
        let answer = Answering::json(r#"{"media": {"mediaID": "1"}}"#);
        let server = Server::start([refusal(wish), answer]).await;
        let (tatodesk, _) = client(&server, |builder| {
            builder
                .retry_policy(policy)
                .timeout(Duration::from_secs(600))
        });
        let file = MediaFile::from_bytes("not much of a picture");
        let upload = tatodesk.whatsapp().upload_media("app", file);
        match upload.send().await {
            Ok(uploaded) => assert_eq!((uploaded.attempts(), attempts), (2, 2)),
            Err(error) => {
                let told = (error.outcome(), error.attempts());
                assert_eq!(told, (Outcome::Rejected, attempts));
                assert!(error.is_rate_limited());
            }
        }
        assert_eq!(server.requests().len(), attempts as usize);
    }
}

#[tokio::test]
async fn trusting_refusals_trusts_nothing_else() {
    let answers = [
        busy(),
        Answering::status("500 Oops", "{}"),
        Answering::status("408 Late", "{}"),
        Answering::hang_up(),
    ];
    let server = Server::start(answers).await;
    let trusting = RetryPolicy::default().resend_refused(true);
    let (tatodesk, _) = client(&server, |builder| builder.retry_policy(trusting));
    for arrived in 1..=4 {
        let phone = "(81) 90000-0001".parse().unwrap();
        let call = tatodesk.sms().send_template("app", 1, phone);
        let error = call.send().await.unwrap_err();
        assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1));
        assert_eq!(server.requests().len(), arrived);
    }
}
