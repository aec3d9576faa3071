//! The client's own limits: how many requests a second and how many at a time, awaited first come, first served.

use std::{
    collections::BTreeMap,
    fmt,
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use governor::{
    Quota, RateLimiter,
    clock::Clock as Hand,
    middleware::NoOpMiddleware,
    nanos::Nanos,
    state::{InMemoryState, NotKeyed},
};
use tatodesk_api::Product;
use tokio::sync::{Mutex, Semaphore, SemaphorePermit};
use tracing::Instrument as _;

use crate::{clock::Clock, config::ConfigError, telemetry};

/// How many requests a client sends in a time: [`Builder::rate_limit`](crate::Builder::rate_limit). Feature `limits`.
///
/// Requests leave evenly spaced, unless a [burst](RateLimit::burst) is allowed.
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
#[derive(Debug, Default)]
pub(crate) struct Throttle {
    lines: BTreeMap<Product, Mutex<Line>>,
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
        let mut lines = BTreeMap::new();
        for product in Product::ALL {
            let own = settings.product_rates.iter().find(|(of, _)| *of == product);
            let (rate, setting) = match own {
                Some((_, rate)) => (Some(*rate), "Builder::product_rate_limit"),
                None => (settings.rate, "Builder::rate_limit"),
            };
            if let Some(rate) = rate {
                lines.insert(product, Mutex::new(Line::new(rate.quota(setting)?, now)));
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
        Ok(Self { lines, room })
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
        if let Some(turn) = self.turn_now(product, asked) {
            return Ok(turn);
        }
        let span = telemetry::waiting(product);
        let left = end.saturating_duration_since(asked);
        // Boxed: most calls never wait, and their futures stay small.
        let turn = Box::pin(
            self.turn_later(product, clock, end)
                .instrument(span.clone()),
        );
        let turn = tokio::time::timeout(left, turn).await;
        let waited = clock.instant().saturating_duration_since(asked);
        telemetry::waited(&span, product, waited);
        turn.unwrap_or(Err(TooLate))
    }

    /// The turn of a call that finds nobody waiting and nothing to wait for.
    fn turn_now(&self, product: Product, now: Instant) -> Option<Turn<'_>> {
        // Neither lets anybody pass who came later than those who wait.
        let room = match &self.room {
            Some(room) => Some(room.try_acquire().ok()?),
            None => None,
        };
        if let Some(line) = self.lines.get(&product) {
            line.try_lock().ok()?.take(now).ok()?;
        }
        Some(Turn { _room: room })
    }

    async fn turn_later(
        &self,
        product: Product,
        clock: &dyn Clock,
        end: Instant,
    ) -> Result<Turn<'_>, TooLate> {
        // Whoever holds the line is the first of it; the others queue for it.
        let mut line = match self.lines.get(&product) {
            Some(line) => Some(line.lock().await),
            None => None,
        };
        loop {
            let room = match &self.room {
                Some(room) => Some(room.acquire().await.expect("it is never closed")),
                None => None,
            };
            let Some(line) = &mut line else {
                return Ok(Turn { _room: room });
            };
            let now = clock.instant();
            let Err(wait) = line.take(now) else {
                return Ok(Turn { _room: room });
            };
            // Room is for those who can go, of whatever product.
            drop(room);
            if wait >= end.saturating_duration_since(now) {
                return Err(TooLate);
            }
            clock.sleep(wait).await;
            line.waited(wait);
        }
    }
}

/// How fast the requests of one product may follow each other.
struct Line {
    started: Instant,
    time: Time,
    limiter: RateLimiter<NotKeyed, InMemoryState, Time, NoOpMiddleware<Nanos>>,
}

impl Line {
    fn new(quota: Quota, started: Instant) -> Self {
        let time = Time::default();
        Self {
            started,
            limiter: RateLimiter::direct_with_clock(quota, time.clone()),
            time,
        }
    }

    /// Takes a turn, or says how long to wait for one.
    fn take(&mut self, now: Instant) -> Result<(), Duration> {
        let passed = nanos(now.saturating_duration_since(self.started));
        self.time.0.fetch_max(passed, Ordering::Relaxed);
        let now = self.time.now();
        self.limiter
            .check()
            .map_err(|not_until| not_until.wait_time_from(now))
    }

    /// Somebody has waited so long, by a clock that need not have moved: its pauses may take no time.
    fn waited(&mut self, wait: Duration) {
        self.time.0.fetch_add(nanos(wait), Ordering::Relaxed);
    }
}

fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line").finish_non_exhaustive()
    }
}

/// The time that the limiter goes by, in nanoseconds since its start: that of the client's [`Clock`].
#[derive(Clone, Debug, Default)]
struct Time(Arc<AtomicU64>);

impl Hand for Time {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        self.0.load(Ordering::Relaxed).into()
    }
}

#[cfg(test)]
#[path = "throttle_tests.rs"]
mod tests;
