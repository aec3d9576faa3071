//! What may leave when, without anybody who waits: governor counts, by the time of the client's [`Clock`](crate::engine::clock::Clock).

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use governor::{
    Quota, RateLimiter,
    clock::Clock as Hand,
    middleware::NoOpMiddleware,
    nanos::Nanos,
    state::{NotKeyed, StateStore},
};

/// Counts what leaves. Moments are nanoseconds since it was made; it is used by one at a time.
pub(super) struct Limiter {
    time: Time,
    count: Count,
    limiter: RateLimiter<NotKeyed, Count, Time, NoOpMiddleware<Nanos>>,
}

impl Limiter {
    pub(super) fn new(quota: Quota) -> Self {
        let (time, count) = (Time::default(), Count::default());
        Self {
            limiter: RateLimiter::new(quota, count.clone(), time.clone()),
            time,
            count,
        }
    }

    /// Moves the time on. It never goes back.
    pub(super) fn reach(&mut self, moment: u64) {
        self.time.0.fetch_max(moment, Ordering::Relaxed);
    }

    pub(super) fn now(&self) -> u64 {
        self.time.now().as_u64()
    }

    /// Counts a request that is sent now, or says when one may be.
    pub(super) fn check(&mut self) -> Result<(), u64> {
        let checked = self.limiter.check();
        checked.map_err(|not_until| not_until.earliest_possible().as_u64())
    }

    /// When a request may be sent, now or later. Counts none.
    pub(super) fn opens(&mut self) -> u64 {
        let before = self.count.0.load(Ordering::Relaxed);
        let opens = self.check().err().unwrap_or_else(|| self.now());
        self.count.0.store(before, Ordering::Relaxed);
        opens
    }
}

/// The time that the limiter goes by.
#[derive(Clone, Debug, Default)]
struct Time(Arc<AtomicU64>);

impl Hand for Time {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        self.0.load(Ordering::Relaxed).into()
    }
}

/// What the limiter remembers: zero, or a moment that follows from all that was counted. governor's own does not tell it.
#[derive(Clone, Debug, Default)]
struct Count(Arc<AtomicU64>);

impl StateStore for Count {
    type Key = NotKeyed;

    fn measure_and_replace<T, F, E>(&self, _: &NotKeyed, measure: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let before = self.0.load(Ordering::Relaxed);
        let (counted, after) = measure((before > 0).then(|| before.into()))?;
        self.0.store(after.as_u64(), Ordering::Relaxed);
        Ok(counted)
    }
}
