//! The client's own limits: how many requests a second and how many at a time, awaited first come, first served.

mod limiter;
mod queue;

use std::{
    collections::BTreeMap,
    num::NonZeroU32,
    time::{Duration, Instant},
};

use governor::Quota;
use queue::{RateQueue, Waiter};
use tatodesk_api::Product;
use tokio::sync::{Semaphore, SemaphorePermit};
use tracing::Instrument as _;

use crate::{client::config::ConfigError, engine::clock::Clock, observe::spans};

/// How many requests a client sends in a time: [`Builder::rate_limit`](crate::Builder::rate_limit). Feature `limits`.
///
/// Requests leave evenly spaced, unless a [burst](RateLimit::burst) is allowed.
///
/// A call that is waiting while nobody polls its future stops no other: when its turn comes, those behind it pass. Its own
/// request leaves as soon as the rate allows after it is polled again.
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
    /// This many requests ...
    requests: u32,
    /// ... in this time.
    time: Duration,
    burst: u32,
}

/// More at once is no limit any more, and times of any length can be counted with it.
const LARGEST_BURST: u32 = 1_000_000;

impl RateLimit {
    /// So many requests a second, from 1 up, one at a time.
    pub fn per_second(requests: u32) -> Self {
        Self {
            requests,
            time: Duration::from_secs(1),
            burst: 1,
        }
    }

    /// So many requests a minute, from 1 up, one at a time.
    pub fn per_minute(requests: u32) -> Self {
        Self {
            time: Duration::from_secs(60),
            ..Self::per_second(requests)
        }
    }

    /// How many requests may leave at once after a rest, from 1 to a million. A client that has just been made is rested.
    pub fn burst(mut self, requests: u32) -> Self {
        self.burst = requests;
        self
    }

    /// The same for the crate that counts; `setting` is where it was given.
    fn quota(self, setting: &str) -> Result<Quota, ConfigError> {
        let zero = |what: &str| {
            ConfigError::new(
                format!("the {what} given by {setting} is zero"),
                "give 1 at least, or no limit",
            )
        };
        let requests = NonZeroU32::new(self.requests).ok_or_else(|| zero("rate"))?;
        let burst = NonZeroU32::new(self.burst.min(LARGEST_BURST)).ok_or_else(|| zero("burst"))?;
        let period = (self.time / requests.get()).max(Duration::from_nanos(1));
        let quota = Quota::with_period(period).ok_or_else(|| zero("rate"))?;
        Ok(quota.allow_burst(burst))
    }
}

/// The limits that a client is given; none of them by default.
#[derive(Clone, Debug, Default)]
pub(crate) struct Settings {
    pub(crate) rate: Option<RateLimit>,
    pub(crate) product_rates: Vec<(Product, RateLimit)>,
    pub(crate) concurrency: Option<usize>,
}

/// What all calls of a client wait for before each attempt.
///
/// A call whose turn has come and that is not polled takes nothing from others but this turn. Room is another matter: it goes to the
/// first who waits for it, and one that is not polled keeps it, as does a request under way that nobody polls.
#[derive(Debug, Default)]
pub(crate) struct Throttle {
    queues: BTreeMap<Product, RateQueue>,
    room: Option<Semaphore>,
}

/// The right to send one request, until it is dropped.
#[derive(Debug)]
pub(crate) struct Turn<'a> {
    _room: Option<SemaphorePermit<'a>>,
}

/// The call's time would be over before its turn comes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TooLate;

impl Throttle {
    /// `now` is the moment at which every line is rested.
    pub(crate) fn new(settings: &Settings, now: Instant) -> Result<Self, ConfigError> {
        let mut queues = BTreeMap::new();
        for product in Product::ALL {
            let own = settings.product_rates.iter().find(|(of, _)| *of == product);
            let (rate, setting) = match own {
                Some((_, rate)) => (Some(*rate), "Builder::product_rate_limit"),
                None => (settings.rate, "Builder::rate_limit"),
            };
            if let Some(rate) = rate {
                queues.insert(product, RateQueue::new(rate.quota(setting)?, now));
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

    /// Waits for a turn to send a request of `product`, in the order of arrival, until `end` at most.
    ///
    /// Whoever stops waiting leaves the line as if never there.
    pub(crate) async fn turn(
        &self,
        product: Product,
        clock: &dyn Clock,
        end: Instant,
    ) -> Result<Turn<'_>, TooLate> {
        let asked = clock.instant();
        let waiter = match self.turn_now(product, asked) {
            Ok(turn) => return Ok(turn),
            Err(waiter) => waiter,
        };
        let span = spans::waiting(product);
        let left = end.saturating_duration_since(asked);
        // Boxed: most calls never wait, and their futures stay small.
        let turn = Box::pin(self.turn_later(waiter, clock, end).instrument(span.clone()));
        let turn = tokio::time::timeout(left, turn).await;
        let waited = clock.instant().saturating_duration_since(asked);
        spans::waited(&span, product, waited);
        turn.unwrap_or(Err(TooLate))
    }

    /// The turn of a call that finds nobody waiting and nothing to wait for. Otherwise its place among those who wait.
    fn turn_now(&self, product: Product, now: Instant) -> Result<Turn<'_>, Option<Waiter<'_>>> {
        let queue = self.queues.get(&product);
        let room = match &self.room {
            // It lets nobody pass who came later than those who wait.
            Some(room) => match room.try_acquire() {
                Ok(room) => Some(room),
                Err(_) => return Err(queue.map(|queue| queue.join(now))),
            },
            None => None,
        };
        if let Some(queue) = queue {
            queue.take_or_join(now).map_err(Some)?;
        }
        Ok(Turn { _room: room })
    }

    async fn turn_later(
        &self,
        waiter: Option<Waiter<'_>>,
        clock: &dyn Clock,
        end: Instant,
    ) -> Result<Turn<'_>, TooLate> {
        loop {
            // Whoever waits for its moment takes no room from those who can go, of whatever product.
            if let Some(waiter) = &waiter {
                waiter.come(clock, end).await?;
            }
            let room = match &self.room {
                Some(room) => Some(room.acquire().await.expect("it is never closed")),
                None => None,
            };
            // The rate is counted now that nothing else is to be waited for: those who were late cannot leave together.
            if waiter
                .as_ref()
                .is_none_or(|waiter| waiter.take(clock.instant()))
            {
                return Ok(Turn { _room: room });
            }
        }
    }
}

#[cfg(test)]
mod tests;
