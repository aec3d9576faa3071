//! The generic cell rate algorithm (GCRA): when the next request of one product may leave. It only counts; nothing waits here.

use std::time::Duration;

/// Moments are nanoseconds since the pace was made.
pub(super) struct Pace {
    /// The time from one request to the next, after a burst.
    period: u64,
    /// How much earlier than its even spacing a request may leave: a burst of n allows n - 1 periods.
    tolerance: u64,
    /// When the next request would leave if all were evenly spaced.
    even: u64,
    now: u64,
}

impl Pace {
    /// Rested: a whole burst may leave at once.
    pub(super) fn new(period: Duration, burst: u32) -> Self {
        let period = nanos(period).max(1);
        Self {
            period,
            tolerance: period.saturating_mul(u64::from(burst.saturating_sub(1))),
            even: 0,
            now: 0,
        }
    }

    pub(super) fn period(&self) -> u64 {
        self.period
    }

    pub(super) fn now(&self) -> u64 {
        self.now
    }

    /// Moves the time on. It never goes back.
    pub(super) fn advance(&mut self, moment: u64) {
        self.now = self.now.max(moment);
    }

    /// When a request may leave, now or later. Counts none.
    pub(super) fn opens(&self) -> u64 {
        self.even.saturating_sub(self.tolerance).max(self.now)
    }

    /// Counts a request that leaves now, or says when one may.
    pub(super) fn take(&mut self) -> Result<(), u64> {
        let opens = self.opens();
        if opens > self.now {
            return Err(opens);
        }
        self.even = self.even.max(self.now).saturating_add(self.period);
        Ok(())
    }
}

pub(super) fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}
