//! Walks of a client with a limit on requests at a time: a page that waits for its reader gives its place to the page that is read.

use std::time::Duration;

use tatodesk::{Cause, RateLimit, Tatodesk, TimeoutCause};

use super::{
    next,
    server::{Asked, PageServer, honest},
};
use crate::{clocks::Hurried, server::Answering};

/// Stalls three of four rows into the pages that `stalls` names, when they are asked for the first time.
async fn stalling(all: i64, stalls: &'static [i64]) -> PageServer {
    PageServer::start(move |asked: Asked| {
        let body = honest(asked, all);
        if asked.times > 0 || !stalls.contains(&asked.page) {
            return Answering::json(&body);
        }
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n";
        Answering::stalled(format!("{head}{}", &body[..body.len() - 10]))
    })
    .await
}

fn client(server: &PageServer, places: usize) -> tatodesk::Builder {
    Tatodesk::builder()
        .api_key("key")
        .base_url(server.url())
        .clock(Hurried)
        .attempt_timeout(Duration::from_millis(50))
        .timeout(Duration::from_secs(5))
        .max_concurrency(places)
}

async fn walked(tatodesk: &Tatodesk, look_ahead: usize) -> Vec<i64> {
    let departments = tatodesk.contact_center().list_departments().limit(4);
    let mut rows = departments.rows().look_ahead(look_ahead).buffer(0);
    let mut ids = Vec::new();
    while let Some(row) = next(&mut rows).await {
        ids.push(row.unwrap_or_else(|error| panic!("{error}")).id().0);
    }
    ids
}

#[tokio::test]
async fn a_page_that_is_asked_for_again_gets_the_place_of_a_page_behind_it() {
    for (places, look_ahead, stalls) in [
        (1, 1, &[0][..]),
        (1, 2, &[0]),
        (2, 2, &[0]),
        (2, 2, &[0, 1]),
        (1, 2, &[0, 1, 2, 3, 4]),
        (2, 5, &[0, 1, 2, 3, 4]),
        (3, 5, &[1, 3]),
    ] {
        let server = stalling(18, stalls).await;
        let tatodesk = client(&server, places).build().unwrap();
        let ids = walked(&tatodesk, look_ahead).await;
        assert_eq!(ids, (0..18).collect::<Vec<_>>(), "{places} {look_ahead}");
        let asked = server.pages();
        let most = 5 * (1 + stalls.len()) + look_ahead;
        assert!(asked.len() <= most, "{places} {look_ahead}: {asked:?}");
    }
}

#[tokio::test]
async fn walks_that_share_a_client_do_not_wait_for_each_other() {
    for places in [1, 2] {
        let server = stalling(18, &[0, 1]).await;
        let tatodesk = client(&server, places).build().unwrap();
        let (one, two) = tokio::join!(walked(&tatodesk, 2), walked(&tatodesk, 2));
        assert_eq!(one, (0..18).collect::<Vec<_>>(), "{places}");
        assert_eq!(two, one, "{places}");
    }
}

#[tokio::test]
async fn a_rate_beside_the_places_changes_nothing() {
    let server = stalling(18, &[0, 2]).await;
    let rate = RateLimit::per_second(1000).burst(2);
    let tatodesk = client(&server, 1).rate_limit(rate).build().unwrap();
    assert_eq!(walked(&tatodesk, 3).await, (0..18).collect::<Vec<_>>());
}

/// The caller works for longer between two rows than a page may take, while the next page has no place or no turn.
#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn a_slow_caller_is_no_limit_that_lasts_too_long() {
    let slow = RateLimit::per_minute(120);
    let walks = [
        (Some(1), None, 1),
        (Some(1), None, 3),
        (Some(2), None, 4),
        (None, Some(slow), 1),
        (None, Some(slow.burst(2)), 3),
        (Some(1), Some(slow.burst(2)), 2),
    ]
    .map(|(places, rate, look_ahead)| tokio::spawn(walked_slowly(places, rate, look_ahead)));
    for walk in walks {
        walk.await.unwrap();
    }
}

async fn walked_slowly(places: Option<usize>, rate: Option<RateLimit>, look_ahead: usize) {
    let time = Duration::from_millis(250);
    let server = PageServer::start(|asked| Answering::json(&honest(asked, 12))).await;
    let mut builder = Tatodesk::builder().api_key("key").base_url(server.url());
    if let Some(places) = places {
        builder = builder.max_concurrency(places);
    }
    if let Some(rate) = rate {
        builder = builder.rate_limit(rate);
    }
    let tatodesk = builder.timeout(time).retries(0).build().unwrap();
    let departments = tatodesk.contact_center().list_departments();
    let mut rows = departments.limit(4).rows().look_ahead(look_ahead).buffer(0);
    for id in 0..12 {
        let row = next(&mut rows).await.unwrap();
        let row = row.unwrap_or_else(|error| panic!("{places:?} {rate:?} {id}: {error}"));
        assert_eq!(row.id().0, id, "{places:?} {rate:?} {look_ahead}");
        if id % 4 == 1 {
            std::thread::sleep(time * 3);
        }
    }
    assert!(next(&mut rows).await.is_none());
}

/// A page that the caller waits for has the time of a call, and no more.
#[tokio::test]
async fn a_limit_that_lasts_too_long_for_a_caller_who_waits_is_told() {
    let server = PageServer::start(|asked| Answering::json(&honest(asked, 12))).await;
    let builder = Tatodesk::builder().api_key("key").base_url(server.url());
    let builder = builder.timeout(Duration::from_millis(250));
    let tatodesk = builder
        .rate_limit(RateLimit::per_minute(1))
        .build()
        .unwrap();
    for look_ahead in [0, 2] {
        let departments = tatodesk.contact_center().list_departments().limit(4);
        let mut rows = departments.rows().look_ahead(look_ahead);
        let error = loop {
            if let Err(error) = next(&mut rows).await.unwrap() {
                break error;
            }
        };
        let tatodesk::RowError::Page(error) = error else {
            panic!("{error}");
        };
        assert_eq!(error.cause(), Cause::Timeout(TimeoutCause::Limits));
    }
}
