//! The limiter: requests per second and requests at a time. Each attempt waits here, first come, first served.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use tatodesk_api::Product;
use tokio::sync::{Semaphore, SemaphorePermit};
use tracing::Instrument as _;

use super::{
    pace::Pace,
    queue::{RateQueue, TooLate, Waiter},
};
use crate::{
    client::config_error::ConfigError,
    engine::clock::Clock,
    engine::limits::LatestStart,
    observe::{metrics, waits},
};

/// How fast the requests of a client follow each other: [`Builder::rate_limit`](crate::Builder::rate_limit). Feature `limits`.
///
/// Requests leave evenly spaced, unless a [burst](RateLimit::burst) is allowed.
///
/// A waiting call whose future is not polled delays no other call: the calls behind it pass when its turn comes. Its own request
/// leaves as soon as the rate allows after the future is polled again.
///
/// ```
/// use tatodesk::{Product, RateLimit, Tatodesk};
///
/// let builder = Tatodesk::builder()
///     .rate_limit(RateLimit::per_second(10).burst(20))
///     .product_rate_limit(Product::Notifications, RateLimit::per_minute(30));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "a limit does nothing until a client has it"]
pub struct RateLimit {
    requests: u32,
    /// The time in which `requests` may leave.
    time: Duration,
    burst: u32,
}

/// A larger burst would be no limit any more.
const LARGEST_BURST: u32 = 1_000_000;

impl RateLimit {
    /// `requests` per second, at least 1, evenly spaced.
    pub fn per_second(requests: u32) -> Self {
        Self {
            requests,
            time: Duration::from_secs(1),
            burst: 1,
        }
    }

    /// `requests` per minute, at least 1, evenly spaced.
    pub fn per_minute(requests: u32) -> Self {
        Self {
            time: Duration::from_secs(60),
            ..Self::per_second(requests)
        }
    }

    /// How many requests may leave at once after a pause: 1 to a million. A new client starts with a full burst.
    pub fn burst(mut self, requests: u32) -> Self {
        self.burst = requests;
        self
    }

    /// The limit as a pace. `setting` is the method that the caller gave it to.
    fn pace(self, setting: &str) -> Result<Pace, ConfigError> {
        let zero = |what: &str| {
            ConfigError::new(
                format!("the {what} given by {setting} is zero"),
                "give 1 at least, or no limit",
            )
        };
        if self.burst == 0 {
            return Err(zero("burst"));
        }
        let period = self
            .time
            .checked_div(self.requests)
            .ok_or_else(|| zero("rate"))?;
        Ok(Pace::new(period, self.burst.min(LARGEST_BURST)))
    }
}

/// The limits that a client is given; none of them by default.
#[derive(Clone, Debug, Default)]
pub(crate) struct Settings {
    pub(crate) rate: Option<RateLimit>,
    pub(crate) product_rates: Vec<(Product, RateLimit)>,
    pub(crate) concurrency: Option<usize>,
}

/// The limits that all calls of a client wait for before each attempt.
///
/// A waiting call that is not polled loses its start time and delays no other call. A permit of `max_concurrency` is different: it
/// goes to the first waiter, and a future that is not polled keeps it.
#[derive(Debug, Default)]
pub(crate) struct Throttle {
    queues: BTreeMap<Product, RateQueue>,
    room: Option<Semaphore>,
}

/// The right to send one request, until it is dropped.
#[derive(Debug)]
pub(crate) struct Turn<'a> {
    _room: Option<SemaphorePermit<'a>>,
    has_waited: bool,
}

impl Turn<'_> {
    /// Whether the attempt waited for it, so that time has passed.
    pub(crate) fn has_waited(&self) -> bool {
        self.has_waited
    }

    /// The request is done, so that the next one can have the turn. Dropping it does the same.
    pub(crate) fn end(self) {}
}

impl Throttle {
    /// `now` is the moment at which every burst is full.
    pub(crate) fn new(settings: &Settings, now: Instant) -> Result<Self, ConfigError> {
        let mut queues = BTreeMap::new();
        for product in Product::ALL {
            let own = settings.product_rates.iter().find(|(of, _)| *of == product);
            let (rate, setting) = match own {
                Some((_, rate)) => (Some(*rate), "Builder::product_rate_limit"),
                None => (settings.rate, "Builder::rate_limit"),
            };
            if let Some(rate) = rate {
                queues.insert(product, RateQueue::new(rate.pace(setting)?, now));
            }
        }
        let room = match settings.concurrency {
            None => None,
            Some(0) => {
                return Err(ConfigError::new(
                    "the number given by Builder::max_concurrency is zero",
                    "give 1 at least, or no limit",
                ));
            }
            Some(most) => Some(Semaphore::new(most.min(Semaphore::MAX_PERMITS))),
        };
        Ok(Self { queues, room })
    }

    /// Whether a request that begins now waits until another one has ended.
    pub(crate) fn is_full(&self) -> bool {
        let room = self.room.as_ref();
        room.is_some_and(|room| room.available_permits() == 0)
    }

    /// Waits for a turn to send a request of `product`, in the order of arrival, until `latest` at most.
    ///
    /// A caller that stops waiting leaves the queue as if it had never joined it.
    pub(crate) async fn turn(
        &self,
        product: Product,
        clock: &dyn Clock,
        latest: LatestStart<'_>,
    ) -> Result<Turn<'_>, TooLate> {
        let asked = clock.instant();
        let waiter = match self.turn_now(product, asked) {
            Ok(turn) => return Ok(turn),
            Err(waiter) => waiter,
        };
        let span = waits::waiting(product);
        let started = tokio::time::Instant::now();
        // Boxed: most calls never wait, and their futures stay small.
        let turn = self.turn_later(waiter, clock, latest);
        let mut turn = Box::pin(turn.instrument(span.clone()));
        let turn = loop {
            let end = latest.now();
            let at = started + end.saturating_duration_since(asked);
            match tokio::time::timeout_at(at, turn.as_mut()).await {
                Err(_elapsed) if latest.now() > end => {}
                ended => break ended,
            }
        };
        let waited = clock.instant().saturating_duration_since(asked);
        metrics::waited(product, waited);
        waits::waited(&span, waited);
        turn.unwrap_or(Err(TooLate))
    }

    /// The turn of a call that need not wait, or else its place in the queue of its rate limit.
    fn turn_now(&self, product: Product, now: Instant) -> Result<Turn<'_>, Option<Waiter<'_>>> {
        let queue = self.queues.get(&product);
        let room = match &self.room {
            // The semaphore lets no later call pass those that wait.
            Some(room) => match room.try_acquire() {
                Ok(room) => Some(room),
                Err(_) => return Err(queue.map(|queue| queue.join(now))),
            },
            None => None,
        };
        if let Some(queue) = queue {
            queue.take_or_join(now).map_err(Some)?;
        }
        Ok(Turn {
            _room: room,
            has_waited: false,
        })
    }

    async fn turn_later(
        &self,
        waiter: Option<Waiter<'_>>,
        clock: &dyn Clock,
        latest: LatestStart<'_>,
    ) -> Result<Turn<'_>, TooLate> {
        loop {
            // A call that waits for its start time holds no permit, so calls of other products can go.
            if let Some(waiter) = &waiter {
                waiter.ready(clock, latest).await?;
            }
            let room = match &self.room {
                Some(room) => Some(room.acquire().await.expect("the semaphore is never closed")),
                None => None,
            };
            // The rate is counted last, so that calls which waited for a permit cannot leave together.
            if waiter
                .as_ref()
                .is_none_or(|waiter| waiter.take(clock.instant()))
            {
                return Ok(Turn {
                    _room: room,
                    has_waited: true,
                });
            }
        }
    }
}

#[cfg(test)]
mod tests;
