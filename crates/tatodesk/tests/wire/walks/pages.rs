use std::time::Duration;

use tatodesk::{Cause, Outcome};

use super::{
    client, next,
    server::{PageServer, honest, rows},
};
use crate::server::Answering;

#[tokio::test]
async fn all_pages_come_in_order_and_then_nothing() {
    for look_ahead in [0, 1, 3, 50] {
        let server = PageServer::start(|asked| Answering::json(&honest(asked, 7))).await;
        let call = client(&server.url()).contact_center().list_departments();
        let mut pages = call.limit(2).pages().look_ahead(look_ahead);
        let mut ids = Vec::new();
        while let Some(page) = next(&mut pages).await {
            ids.extend(page.unwrap().departments.iter().map(|row| row.id.0));
        }
        assert_eq!(ids, [0, 1, 2, 3, 4, 5, 6]);
        assert!(next(&mut pages).await.is_none());
        let mut asked = server.pages();
        asked.sort_unstable();
        assert_eq!(asked, [0, 1, 2, 3], "{look_ahead}");
    }
}

#[tokio::test]
async fn a_call_without_a_limit_gets_one() {
    let server = PageServer::start(|_| Answering::json("{}")).await;
    let tatodesk = client(&server.url());
    let day = tatodesk::jiff::civil::date(2025, 1, 1);
    assert!(
        next(&mut tatodesk.reports().tickets(day..=day).pages())
            .await
            .is_some()
    );
    assert!(
        next(&mut tatodesk.reports().campaigns(day..=day).pages())
            .await
            .is_some()
    );
    let notifications = tatodesk.reports().ad_hoc_notifications(day..=day);
    assert!(next(&mut notifications.pages()).await.is_some());
    let limits: Vec<i64> = server.asked().iter().map(|asked| asked.limit).collect();
    assert_eq!(limits, [1000, 10_000, 1000]);
}

#[tokio::test]
async fn a_page_that_repeats_the_one_before_ends_the_walk_with_an_error() {
    let server = PageServer::start(|asked| {
        let rows = rows(0..2);
        Answering::json(&format!(
            r#"{{"at": {}, "departments": {rows}}}"#,
            asked.page
        ))
    });
    let server = server.await;
    let call = client(&server.url()).contact_center().list_departments();
    let mut pages = call.limit(2).pages();
    assert!(next(&mut pages).await.unwrap().is_ok());
    let error = next(&mut pages).await.unwrap().unwrap_err();
    assert_eq!(error.cause(), Cause::PageRepeated);
    assert_eq!(error.outcome(), Outcome::Unknown);
    let told = "listDepartments, page 1: the page has the rows of page 0";
    assert!(error.to_string().starts_with(told), "{error}");
    assert!(next(&mut pages).await.is_none());
}

#[tokio::test]
async fn each_page_is_tried_again_as_a_call_is() {
    let server = PageServer::start(|asked| match asked.times {
        0 => Answering::status("503 Busy", "{}"),
        1 => Answering::raw("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"departments\": ["),
        _ => Answering::json(&honest(asked, 3)),
    });
    let server = server.await;
    let call = client(&server.url()).contact_center().list_departments();
    let mut pages = call.limit(2).pages().look_ahead(0);
    let mut attempts = Vec::new();
    while let Some(page) = next(&mut pages).await {
        attempts.push(page.unwrap().attempts());
    }
    assert_eq!(attempts, [3, 3]);
    assert_eq!(server.pages(), [0, 0, 0, 1, 1, 1]);
}

#[tokio::test]
async fn an_error_of_a_page_ends_the_walk() {
    let server = PageServer::start(|asked| match asked.page {
        0 => Answering::json(&honest(asked, 10)),
        _ => Answering::json(r#"{"error": {"message": "no more"}}"#),
    });
    let server = server.await;
    let call = client(&server.url()).contact_center().list_departments();
    let mut pages = call.limit(2).pages();
    assert!(next(&mut pages).await.unwrap().is_ok());
    let error = next(&mut pages).await.unwrap().unwrap_err();
    assert_eq!(error.message(), Some("no more"));
    assert!(next(&mut pages).await.is_none());
}

#[tokio::test]
async fn a_call_that_cannot_be_sent_is_an_error_of_the_walk() {
    let server = PageServer::start(|_| Answering::json("{}")).await;
    let call = client(&server.url()).contact_center().list_departments();
    let mut pages = call.with_header("no name", "value").pages();
    let error = next(&mut pages).await.unwrap().unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 0));
    assert!(next(&mut pages).await.is_none());
    assert!(server.pages().is_empty());
}

/// The answer to the page that is looked ahead to breaks off at first, so that it needs time while the caller is away.
#[tokio::test]
async fn a_caller_that_is_away_is_not_a_server_that_stalls() {
    let server = PageServer::start(|asked| match asked.times {
        0 if asked.page > 0 => Answering::hang_up(),
        _ => Answering::json(&honest(asked, 6)),
    });
    let server = server.await;
    let call = client(&server.url()).contact_center().list_departments();
    let time = Duration::from_millis(400);
    let mut pages = call.limit(2).with_timeout(time).pages();
    for _ in 0..3 {
        assert!(next(&mut pages).await.unwrap().is_ok());
        std::thread::sleep(time * 2);
    }
    assert!(next(&mut pages).await.is_none());
}

#[tokio::test]
async fn a_server_that_stalls_is_noticed_while_the_caller_waits() {
    let server = PageServer::start(|_| Answering::stalled("HTTP/1.1 200 OK\r\n\r\n{")).await;
    let call = client(&server.url()).contact_center().list_departments();
    let call = call.with_timeout(Duration::from_millis(50)).with_retries(0);
    let error = next(&mut call.pages()).await.unwrap().unwrap_err();
    assert!(error.is_timeout());
}

#[tokio::test]
async fn a_stream_that_is_dropped_asks_for_nothing_more_and_a_wait_that_is_dropped_loses_nothing() {
    let server = PageServer::start(|asked| Answering::json(&honest(asked, 100))).await;
    let call = client(&server.url()).contact_center().list_departments();
    let mut pages = call.limit(10).pages();
    let mut first = Vec::new();
    while first.len() < 3 {
        tokio::select! {
            biased;
            page = next(&mut pages) => first.push(page.unwrap().unwrap().departments[0].id.0),
            () = tokio::task::yield_now() => {}
        }
    }
    assert_eq!(first, [0, 10, 20]);
    drop(pages);
    tokio::task::yield_now().await;
    assert!(server.pages().len() <= 4);
}
