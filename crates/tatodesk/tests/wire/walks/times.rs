//! Walks whose caller takes its time: what counts as time of a page, and what is told of it.

use std::time::{Duration, Instant};

use tatodesk::{Cause, RowError, TimeoutCause};

use super::{
    client, next,
    server::{Asked, PageServer, honest},
};
use crate::server::Answering;

/// The head of an answer that announces more than comes.
fn cut(body: &str) -> Answering {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n";
    Answering::raw(format!("{head}{body}"))
}

/// An answer that stops behind so many bytes and stays open.
fn stalled(body: &str, length: usize) -> Answering {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n";
    Answering::stalled(format!("{head}{}", &body[..length]))
}

fn page_error(error: RowError) -> tatodesk::Error {
    match error {
        RowError::Page(error) => error,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_page_that_changed_tells_its_attempts_and_its_time() {
    let changed = |asked: Asked| honest(asked, 4).replace("Department 0", "Department X");
    // What comes before the changed page: answers without a body, with a body, or both.
    for (bodies, attempts) in [
        ([true, false, false], 4),
        ([false, true, false], 4),
        ([true, true, true], 4),
        ([true, false, true], 4),
    ] {
        let server = PageServer::start(move |asked| match bodies.get(asked.times) {
            Some(true) => cut(&honest(asked, 4)[..100]),
            Some(false) => Answering::status("503 Busy", "{}"),
            None => Answering::json(&changed(asked)),
        });
        let server = server.await;
        let call = client(&server.url()).contact_center().list_departments();
        let mut rows = call.limit(4).rows();
        let started = Instant::now();
        let error = loop {
            if let Err(error) = next(&mut rows).await.unwrap() {
                break page_error(error);
            }
        };
        assert_eq!(error.cause(), Cause::PageChanged, "{bodies:?}");
        assert_eq!(error.attempts(), attempts, "{bodies:?}");
        assert!(error.elapsed() > Duration::ZERO, "{bodies:?}");
        assert!(error.elapsed() <= started.elapsed(), "{bodies:?}");
        assert_eq!(error.status().map(|status| status.as_u16()), None);
    }
}

/// The caller is away longer than its own deadline, and what is not there yet is not waited for.
#[tokio::test]
async fn a_deadline_ends_a_walk_however_long_the_caller_was_away() {
    let time = Duration::from_millis(300);
    for (page, look_ahead) in [(0, 0), (0, 1), (1, 1)] {
        let server = PageServer::start(move |asked| match asked.page {
            at if at == page => stalled(&honest(asked, 8), 100),
            _ => Answering::json(&honest(asked, 8)),
        });
        let server = server.await;
        let call = client(&server.url()).contact_center().list_departments();
        let deadline = Instant::now() + time;
        let call = call.limit(4).with_deadline(deadline).with_retries(0);
        let mut rows = call.rows().look_ahead(look_ahead);
        next(&mut rows).await.unwrap().unwrap();
        std::thread::sleep(time * 2);
        let error = loop {
            if let Err(error) = next(&mut rows).await.unwrap() {
                break page_error(error);
            }
        };
        let late = deadline.elapsed();
        assert_eq!(error.cause(), Cause::Timeout(TimeoutCause::Call), "{page}");
        // The old time of the attempt was the time of the absence more.
        assert!(late < time * 2, "{page}: {late:?}");
        assert!(next(&mut rows).await.is_none());
    }
}

#[tokio::test]
async fn a_deadline_that_is_far_changes_nothing() {
    let server = PageServer::start(|asked| Answering::json(&honest(asked, 8))).await;
    let call = client(&server.url()).contact_center().list_departments();
    let time = Duration::from_millis(200);
    let call = call.limit(2).with_timeout(time);
    let mut rows = call
        .with_deadline(Instant::now() + time * 100)
        .rows()
        .buffer(0);
    for id in 0..8 {
        assert_eq!(next(&mut rows).await.unwrap().unwrap().id().0, id);
        std::thread::sleep(time);
    }
    assert!(next(&mut rows).await.is_none());
}

/// The count of each row's moment, with the rows up to it.
#[tokio::test]
async fn the_count_is_known_with_the_first_row_where_it_stands_before_the_rows() {
    let rows = super::server::rows(0..2);
    for (body, first) in [
        (format!(r#"{{"count": 7, "departments": {rows}}}"#), Some(7)),
        (
            format!(
                r#"{{"count": " 7", "x": {{"departments": [], "count": 9}}, "departments": {rows}}}"#
            ),
            Some(7),
        ),
        (
            format!(r#"{{"c\u006funt": "7", "departments": {rows}, "count": null}}"#),
            Some(7),
        ),
        (format!(r#"{{"departments": {rows}, "count": 7}}"#), None),
        (
            format!(r#"{{"count": "many", "departments": {rows}}}"#),
            None,
        ),
        (
            format!(r#"{{"count": [7], "departments": {rows}, "count": 7}}"#),
            None,
        ),
    ] {
        let last = body.contains('7').then_some(7);
        let server = PageServer::start({
            let body = body.clone();
            move |asked| match asked.page {
                0 => Answering::json(&body),
                _ => Answering::json("{}"),
            }
        });
        let server = server.await;
        let call = client(&server.url()).contact_center().list_departments();
        let mut stream = call.limit(4).rows();
        assert_eq!(stream.count(), None);
        next(&mut stream).await.unwrap().unwrap();
        assert_eq!(stream.count(), first, "{body}");
        while let Some(row) = next(&mut stream).await {
            row.unwrap();
        }
        assert_eq!(stream.count(), last, "{body}");
    }
}
