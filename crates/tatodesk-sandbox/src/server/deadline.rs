//! How long the head of a request may take. hyper asks for a timer whenever it waits for a head, also between two requests.
//! This timer does not run before the first byte, so that a connection may stay open for the next request.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use hyper::rt;
use tokio::time::{Sleep, sleep};

use crate::hub::connection::ConnectionState;

/// How long a head may take, from the connection or from its first byte on. A program sends it in one small write; a person may type it.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// How long a head may still take when idle connections have to end because others need their place.
pub(crate) const HURRY: Duration = Duration::from_secs(1);

/// The timer of one connection.
pub(crate) struct HeadTimer(pub(crate) Arc<ConnectionState>);

impl HeadTimer {
    fn begin(&self) -> Pin<Box<dyn rt::Sleep>> {
        Box::pin(Head {
            first: !self.0.called(),
            received: self.0.received(),
            connection: Arc::clone(&self.0),
            sleep: None,
        })
    }
}

impl rt::Timer for HeadTimer {
    fn sleep(&self, _: Duration) -> Pin<Box<dyn rt::Sleep>> {
        self.begin()
    }

    fn sleep_until(&self, _: Instant) -> Pin<Box<dyn rt::Sleep>> {
        self.begin()
    }
}

/// The time of one head.
struct Head {
    connection: Arc<ConnectionState>,
    /// Whether it is the first of its connection.
    first: bool,
    /// How many bytes came before it.
    received: u64,
    sleep: Option<Pin<Box<Sleep>>>,
}

impl Future for Head {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if !self.first && self.connection.received() == self.received {
            // hyper asks again when bytes come.
            return Poll::Pending;
        }
        let sleep = self.sleep.get_or_insert_with(|| Box::pin(sleep(PATIENCE)));
        sleep.as_mut().poll(cx)
    }
}

impl rt::Sleep for Head {}
