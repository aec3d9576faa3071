//! The client's own limits against a server that counts: how many at a time, and what becomes of those who wait.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use tatodesk::{
    Cause, Error, Outcome, Product, RateLimit, Tatodesk, TimeoutCause, types::SendSmsRequest,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    sync::Semaphore,
};

use crate::server::{Answering, Server};

async fn send(tatodesk: &Tatodesk, timeout: Duration) -> Result<(), Error> {
    let phone = "(81) 90000-0001".parse().unwrap();
    let call = tatodesk
        .sms()
        .send_template("app", 1, phone)
        .with_timeout(timeout);
    call.send().await.map(|_| ())
}

fn builder(url: &str) -> tatodesk::Builder {
    Tatodesk::builder().api_key("key").base_url(url)
}

const A_MINUTE: Duration = Duration::from_secs(60);

/// Answers once it is told to, and counts how many requests were there together.
struct Counting {
    url: String,
    most: Arc<AtomicUsize>,
    arrived: Arc<Semaphore>,
    answers: Arc<Semaphore>,
}

impl Counting {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            url: format!("http://{}", listener.local_addr().unwrap()),
            most: Arc::default(),
            arrived: Arc::new(Semaphore::new(0)),
            answers: Arc::new(Semaphore::new(0)),
        };
        let (most, arrived) = (Arc::clone(&server.most), Arc::clone(&server.arrived));
        let (answers, here) = (Arc::clone(&server.answers), Arc::new(AtomicUsize::new(0)));
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (most, arrived) = (Arc::clone(&most), Arc::clone(&arrived));
                let (answers, here) = (Arc::clone(&answers), Arc::clone(&here));
                tokio::spawn(async move {
                    let mut bytes = [0; 4096];
                    assert!(stream.read(&mut bytes).await.unwrap() > 0);
                    most.fetch_max(here.fetch_add(1, SeqCst) + 1, SeqCst);
                    arrived.add_permits(1);
                    answers.acquire().await.unwrap().forget();
                    here.fetch_sub(1, SeqCst);
                    let answer =
                        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
                    let _ = stream.write_all(answer.as_bytes()).await;
                });
            }
        });
        server
    }
}

#[tokio::test]
async fn no_more_requests_at_a_time_than_the_limit() {
    for (limit, most) in [(Some(3), 3), (None, 12)] {
        let server = Counting::start().await;
        let builder = builder(&server.url);
        let builder = match limit {
            Some(limit) => builder.max_concurrency(limit),
            None => builder,
        };
        let tatodesk = builder.build().unwrap();
        let calls: Vec<_> = (0..12)
            .map(|_| {
                // Clones share the limit.
                let tatodesk = tatodesk.clone();
                tokio::spawn(async move { send(&tatodesk, A_MINUTE).await })
            })
            .collect();
        let all = u32::try_from(most).unwrap();
        server.arrived.acquire_many(all).await.unwrap().forget();
        server.answers.add_permits(12);
        for call in calls {
            call.await.unwrap().unwrap();
        }
        assert_eq!(server.most.load(SeqCst), most);
    }
}

#[tokio::test]
async fn a_dropped_waiter_sends_nothing_and_lets_the_next_go() {
    let server = Counting::start().await;
    let tatodesk = builder(&server.url).max_concurrency(1).build().unwrap();
    let call = || {
        let tatodesk = tatodesk.clone();
        tokio::spawn(async move { send(&tatodesk, A_MINUTE).await })
    };
    let first = call();
    server.arrived.acquire().await.unwrap().forget();
    let mut dropped = Box::pin(send(&tatodesk, A_MINUTE));
    tokio::select! {
        biased;
        _ = &mut dropped => panic!("there is no room for it"),
        () = tokio::task::yield_now() => {}
    }
    let last = call();
    // It is behind the one that leaves.
    tokio::task::yield_now().await;
    drop(dropped);
    server.answers.add_permits(2);
    first.await.unwrap().unwrap();
    last.await.unwrap().unwrap();
    // No other request came.
    assert_eq!(server.answers.available_permits(), 0);
}

#[tokio::test]
async fn a_wait_that_is_too_long_gives_the_request_back() {
    let server = Server::start([Answering::json("{}"), Answering::json("{}")]).await;
    let tatodesk = builder(&server.url())
        .product_rate_limit(Product::Notifications, RateLimit::per_minute(1))
        .build()
        .unwrap();
    send(&tatodesk, A_MINUTE).await.unwrap();
    let error = send(&tatodesk, Duration::from_secs(30)).await.unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 0));
    assert!(error.is_timeout() && error.elapsed() < Duration::from_secs(30));
    assert_eq!(error.cause(), Cause::Timeout(TimeoutCause::Limits));
    assert!(
        error.reason().contains("the client's own limits"),
        "{error}"
    );
    assert!(error.into_not_sent::<SendSmsRequest>().is_ok());
    // Another product does not wait.
    tatodesk.in_person().list_companies().await.unwrap();
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn further_attempts_count_and_a_failure_says_more_than_the_wait_for_another() {
    let script = [Answering::status("503 Busy", "{}"), Answering::json("{}")];
    let server = Server::start(script).await;
    let tatodesk = builder(&server.url())
        .rate_limit(RateLimit::per_minute(1))
        .build()
        .unwrap();
    let error = tatodesk.in_person().list_companies().await.unwrap_err();
    assert_eq!(
        (error.attempts(), error.status().unwrap().as_u16()),
        (1, 503)
    );
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_short_attempt_still_tells_that_no_server_was_reached() {
    // It takes connections, and says nothing to a handshake.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let brief = Duration::from_secs(1);
    let tatodesk = Tatodesk::builder()
        .api_key("key")
        .base_url(format!("https://{}", silent.local_addr().unwrap()))
        .attempt_timeout(brief)
        .retries(0)
        .build()
        .unwrap();
    let error = send(&tatodesk, A_MINUTE).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent, "{error}");
    assert!(error.is_connect() && error.is_timeout());
    assert!(error.elapsed() < brief);
}

#[test]
fn limits_that_allow_nothing_are_refused() {
    let error = builder("http://127.0.0.1:9")
        .rate_limit(RateLimit::per_second(0))
        .build()
        .unwrap_err();
    assert!(error.to_string().contains("Builder::rate_limit"), "{error}");
    let error = builder("http://127.0.0.1:9").max_concurrency(0).build();
    assert!(error.unwrap_err().to_string().contains("max_concurrency"));
}
