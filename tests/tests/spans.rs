//! The spans of calls are those that the documentation's page shows.

use std::{
    future::poll_fn,
    io::{Read as _, Write as _},
    net::TcpListener,
    pin::Pin,
};

use tatodesk::{Outcome, RateLimit, Tatodesk, futures_core::Stream};
use tests::{
    capture::Capture,
    clocks::{Hurried, Leaps},
    closed::Closed,
    read,
    recorder::Recorder,
};

fn client(server: &Recorder) -> Tatodesk {
    Tatodesk::builder()
        .api_key("the-key")
        .base_url(server.url())
        .clock(Hurried)
        .build()
        .expect("a client")
}

#[tokio::test]
async fn the_page_shows_what_is_told() {
    let capture = Capture::default();
    let guard = tracing::subscriber::set_default(capture.clone());
    let server = Recorder::start();
    let tatodesk = client(&server);
    server.answer_once(503, "{}");
    tatodesk
        .in_person()
        .list_companies()
        .send()
        .await
        .expect("companies");
    server.answer_once(200, r#"{"error": {"message": "no such template"}}"#);
    let phone = "(81) 90000-0001".parse().expect("a phone");
    let error = tatodesk
        .sms()
        .send_template("app", 1, phone)
        .send()
        .await
        .expect_err("a refusal");
    assert_eq!(error.outcome(), Outcome::Rejected);
    drop(guard);

    let port = server.url().rsplit(':').next().expect("a port").to_owned();
    let told = capture
        .tree("tatodesk")
        .replace(&format!("server.port={port}"), "server.port=8080")
        .replace(&format!("127.0.0.1:{port}"), "127.0.0.1:8080");
    let page = read("crates/tatodesk/src/docs/observability.md");
    let (_, shown) = page.split_once("```text\n").expect("an example");
    let (shown, _) = shown.split_once("```").expect("its end");
    assert_eq!(told, shown);
}

#[tokio::test]
async fn a_wait_for_the_clients_own_limits_is_told() {
    let capture = Capture::default();
    let guard = tracing::subscriber::set_default(capture.clone());
    let server = Recorder::start();
    let tatodesk = Tatodesk::builder()
        .api_key("the-key")
        .base_url(server.url())
        .clock(Leaps::start())
        .rate_limit(RateLimit::per_second(4))
        .build()
        .expect("a client");
    for _ in 0..2 {
        let companies = tatodesk.in_person().list_companies();
        companies.send().await.expect("companies");
    }
    drop(guard);
    let told = capture.tree("tatodesk");
    let lines: Vec<&str> = told.lines().collect();
    let names: Vec<&str> = lines
        .iter()
        .map(|line| line.split(" otel").next().expect("a name"))
        .collect();
    assert_eq!(
        names,
        [
            "tatodesk.call",
            "  tatodesk.attempt",
            "tatodesk.call",
            "  tatodesk.wait",
            "  tatodesk.attempt"
        ]
    );
    assert!(
        lines[3].ends_with("tatodesk.product=in-person tatodesk.wait_ms=250"),
        "{told}"
    );
}

#[tokio::test]
async fn a_wait_for_one_of_few_places_is_told() {
    let capture = Capture::default();
    let guard = tracing::subscriber::set_default(capture.clone());
    let server = Recorder::start();
    let tatodesk = Tatodesk::builder()
        .api_key("the-key")
        .base_url(server.url())
        .max_concurrency(1)
        .build()
        .expect("a client");
    let call = || tatodesk.in_person().list_companies().send();
    // Both are alive, and the first holds the only place.
    let (one, other) = tokio::join!(call(), call());
    assert!(one.is_ok() && other.is_ok());
    drop(guard);
    let told = capture.tree("tatodesk");
    let waits = told.lines().filter(|line| line.contains("tatodesk.wait "));
    assert_eq!(waits.count(), 1, "{told}");
}

#[tokio::test]
async fn a_failed_status_is_told_as_such_though_its_body_is_cut() {
    let capture = Capture::default();
    let guard = tracing::subscriber::set_default(capture.clone());
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("its address"));
    let serving = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        let (mut request, mut piece) = (Vec::new(), [0; 4096]);
        while !request.ends_with(b"\r\n\r\n{}") {
            let length = stream.read(&mut piece).expect("a request");
            assert!(length > 0, "half a request");
            request.extend_from_slice(&piece[..length]);
        }
        let answer = b"HTTP/1.1 503 Busy\r\ncontent-length: 100\r\n\r\n{";
        stream.write_all(answer).expect("a caller");
    });
    let tatodesk = Tatodesk::builder().api_key("the-key").base_url(url);
    let tatodesk = tatodesk.retries(0).build().expect("a client");
    let call = tatodesk.in_person().list_companies().send();
    let error = call.await.expect_err("half an answer");
    assert_eq!(error.reason(), "the answer was cut");
    serving.join().expect("a server");
    drop(guard);
    let told = capture.tree("tatodesk");
    assert_eq!(told.matches("error.type=503").count(), 2, "{told}");
}

#[tokio::test]
async fn a_call_that_never_gets_through_says_so() {
    let capture = Capture::default();
    let guard = tracing::subscriber::set_default(capture.clone());
    let closed = Closed::take();
    let tatodesk = Tatodesk::builder()
        .api_key("the-key")
        .base_url(closed.url())
        .clock(Hurried)
        .retries(1)
        .build()
        .expect("a client");
    let error = tatodesk
        .in_person()
        .list_companies()
        .send()
        .await
        .expect_err("no server");
    drop(guard);
    let told = capture.tree("tatodesk");
    let call = told.lines().next().expect("a call");
    assert!(
        call.ends_with("tatodesk.attempts=2 tatodesk.outcome=not_sent otel.status_code=ERROR error.type=connect_refused"),
        "{told}"
    );
    assert_eq!(
        told.matches("error.type=connect_refused").count(),
        3,
        "{told}"
    );
    assert!(error.is_connect() && !error.is_timeout());
}

#[tokio::test]
async fn each_page_of_a_walk_is_told_once_as_a_call() {
    let page = |ids: &[i64], error: &str| {
        let rows: Vec<String> = ids
            .iter()
            .map(|id| format!(r#"{{"ID": {id}, "name": "Department {id}"}}"#))
            .collect();
        format!(r#"{{"departments": [{}]{error}}}"#, rows.join(", "))
    };
    for visits in [false, true] {
        let capture = Capture::default();
        let guard = tracing::subscriber::set_default(capture.clone());
        let server = Recorder::start();
        server.answer_once(503, "{}");
        server.answer_once(200, page(&[1, 2], ""));
        server.answer_once(200, page(&[3, 4], ""));
        server.answer_once(200, page(&[5], r#", "error": {"message": "no more"}"#));
        let departments = client(&server).contact_center().list_departments();
        let mut rows = departments.limit(2).rows().look_ahead(0);
        let mut count = 0;
        let error = if visits {
            let end = rows.for_each(|row| count += usize::from(row.is_ok()));
            end.await.expect_err("a refusal")
        } else {
            loop {
                let row = poll_fn(|cx| Pin::new(&mut rows).poll_next(cx)).await;
                match row.expect("an error comes first") {
                    Ok(_) => count += 1,
                    Err(error) => break error,
                }
            }
        };
        drop(guard);
        assert!(error.to_string().contains("no more"), "{error}");
        assert_eq!(count, 5);
        let told = capture.tree("tatodesk");
        let calls: Vec<&str> = told
            .lines()
            .filter(|line| line.starts_with("tatodesk.call"))
            .collect();
        let failed = calls.iter().map(|call| call.contains("error.type"));
        assert_eq!(failed.collect::<Vec<_>>(), [false, false, true], "{told}");
        let attempts = told.matches("\n  tatodesk.attempt").count();
        assert_eq!(attempts, 4, "{told}");
    }
}
