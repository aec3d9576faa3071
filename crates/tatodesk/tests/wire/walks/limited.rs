//! Walks of a client with a limit on requests at a time: a page that waits for its reader gives its place to the page that is read.

use std::time::Duration;

use tatodesk::{RateLimit, Tatodesk};

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
