//! Walks through pages, from the call to the last row. They use a server that answers each page as the test says.

#[cfg(all(feature = "gzip", feature = "zstd"))]
mod compressed;
mod dropped;
mod liars;
#[cfg(feature = "limits")]
mod limited;
mod pages;
mod rows;
mod server;
mod times;
mod visits;

use std::{future::poll_fn, pin::Pin};

use tatodesk::{Tatodesk, futures_core::Stream};

use crate::clocks::Hurried;

/// A client whose pauses take no time.
fn client(url: &str) -> Tatodesk {
    Tatodesk::builder()
        .api_key("key")
        .base_url(url)
        .clock(Hurried)
        .build()
        .unwrap()
}

async fn next<S: Stream + Unpin>(stream: &mut S) -> Option<S::Item> {
    poll_fn(|cx| Pin::new(&mut *stream).poll_next(cx)).await
}
