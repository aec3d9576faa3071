//! What bounds one call: its time, its attempts, the size of its answer.

use std::time::{Duration, Instant};

use crate::engine::retry::policy::RetryPolicy;

/// What bounds a call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// For the whole call, with every attempt and pause.
    pub(crate) timeout: Duration,
    /// For each attempt, within that.
    pub(crate) attempt_timeout: Option<Duration>,
    /// A moment at which the call has to be over, whatever its timeout.
    pub(crate) deadline: Option<Instant>,
    /// How long making a connection may take.
    pub(crate) connect: Duration,
    /// What may be tried again.
    pub(crate) retry: RetryPolicy,
    /// The largest answer that is read.
    pub(crate) max_response_bytes: usize,
}

/// A year stands for "no limit": `Duration::MAX` from now is not an instant.
const FOREVER: Duration = Duration::from_secs(365 * 24 * 3600);

impl Limits {
    /// The moment at which a call that starts `now` has to be over: at once where no attempt has any time.
    pub(crate) fn end(&self, now: Instant) -> Instant {
        let end = match self.attempt_timeout {
            Some(Duration::ZERO) => now,
            _ => now + self.timeout.min(FOREVER),
        };
        self.deadline.map_or(end, |deadline| deadline.min(end))
    }

    /// How long an attempt may take when the call has this much time left.
    pub(crate) fn of_attempt(&self, left: Duration) -> Duration {
        self.attempt_timeout.map_or(left, |most| most.min(left))
    }

    /// How much time has to be left for another try where no connection was made, in a call of this length altogether.
    ///
    /// As long as connecting may take: a call that ran out of time while it connects would end as unknown. But half of the
    /// call at most, or a call that is given little time would never try again, however fast it is refused.
    pub(crate) fn connecting(&self, whole: Duration) -> Duration {
        self.connect.min(whole / 2)
    }
}

/// Gives the builders of calls the methods that bound them; each has a member `limits`.
macro_rules! bounded {
    () => {
        /// Bounds the whole call, with every attempt and pause, instead of [`Builder::timeout`](crate::Builder::timeout).
        ///
        /// The time for making a connection stays the client's: half of its own timeout (of its attempt timeout, if it has one),
        /// ten seconds at most. A call that is given less than that cannot tell an address that does not answer from a server
        /// that does not: where nobody answers, the outcome of a write or a send is then unknown instead of not sent. Where
        /// that matters, give the shorter timeout to the client.
        pub fn timeout(mut self, timeout: std::time::Duration) -> Self {
            self.limits.timeout = timeout;
            self
        }

        /// Bounds each attempt, instead of [`Builder::attempt_timeout`](crate::Builder::attempt_timeout). A read whose attempt
        /// takes longer is tried again; of a write or a send the outcome is then unknown, even if it was still connecting: the
        /// time for that stays the client's, as for [`timeout`](Self::timeout). With a time of zero nothing is sent.
        pub fn attempt_timeout(mut self, timeout: std::time::Duration) -> Self {
            self.limits.attempt_timeout = Some(timeout);
            self
        }

        /// A moment at which the call has to be over, such as the one that your own caller gave you. The timeout holds as
        /// well; whichever is sooner ends the call. After the moment nothing is sent any more.
        pub fn deadline(mut self, deadline: std::time::Instant) -> Self {
            self.limits.deadline = Some(deadline);
            self
        }

        /// How many further attempts may follow the first, instead of [`Builder::retries`](crate::Builder::retries).
        pub fn retries(mut self, retries: u32) -> Self {
            self.limits.retry = self.limits.retry.retries(retries);
            self
        }

        /// When and how this call is tried again, instead of [`Builder::retry`](crate::Builder::retry).
        pub fn retry(mut self, policy: crate::RetryPolicy) -> Self {
            self.limits.retry = policy;
            self
        }
    };
}

pub(crate) use bounded;

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(timeout: Duration, deadline: Option<Instant>) -> Limits {
        Limits {
            timeout,
            attempt_timeout: None,
            deadline,
            connect: Duration::ZERO,
            retry: RetryPolicy::default(),
            max_response_bytes: 1,
        }
    }

    #[test]
    fn the_sooner_end_counts() {
        let (now, second) = (Instant::now(), Duration::from_secs(1));
        let end = |timeout, deadline| limits(timeout, deadline).end(now);
        assert_eq!(end(second, None), now + second);
        assert_eq!(end(second * 3, Some(now + second)), now + second);
        assert_eq!(end(second, Some(now + second * 3)), now + second);
        assert!(end(Duration::MAX, None) > now + Duration::from_secs(24 * 3600));
        let no_attempt = Limits {
            attempt_timeout: Some(Duration::ZERO),
            ..limits(second, Some(now + second))
        };
        assert_eq!(no_attempt.end(now), now);
    }

    #[test]
    fn an_attempt_never_has_more_than_what_is_left() {
        let second = Duration::from_secs(1);
        let mut limits = limits(second * 9, None);
        assert_eq!(limits.of_attempt(second), second);
        limits.attempt_timeout = Some(second * 2);
        assert_eq!(limits.of_attempt(second), second);
        assert_eq!(limits.of_attempt(second * 5), second * 2);
    }

    #[test]
    fn connecting_never_asks_for_more_than_half_of_a_call() {
        let second = Duration::from_secs(1);
        let limits = Limits {
            connect: second * 10,
            ..limits(second * 30, None)
        };
        for (whole, needed) in [(30, 10), (20, 10), (12, 6), (0, 0)] {
            assert_eq!(limits.connecting(second * whole), second * needed);
        }
    }
}
