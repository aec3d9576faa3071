//! What bounds one call: its time, its attempts, and which failures it is tried again after.

use std::time::{Duration, Instant};

use crate::{call::Call, engine::retry::policy::RetryPolicy};

impl<R> Call<R> {
    /// Bounds the whole call, with every attempt and pause, instead of [`Builder::timeout`](crate::Builder::timeout).
    ///
    /// The time for making a connection stays the client's: half of its own timeout (of its attempt timeout, if it has one),
    /// ten seconds at most. A call that is given less than that cannot tell an address that does not answer from a server
    /// that does not answer: in both cases the outcome of a write or a send is then unknown instead of not sent. Where
    /// that matters, give the shorter timeout to the client.
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.limits.timeout = timeout;
        self
    }

    /// Bounds each attempt, instead of [`Builder::attempt_timeout`](crate::Builder::attempt_timeout). A read whose attempt
    /// takes longer is tried again; of a write or a send the outcome is then unknown, even if it was still connecting: the
    /// time for that stays the client's, as for [`with_timeout`](Self::with_timeout). With a time of zero nothing is sent.
    pub fn with_attempt_timeout(mut self, timeout: Duration) -> Self {
        self.limits.attempt_timeout = Some(timeout);
        self
    }

    /// A moment at which the call must be over.
    ///
    /// Your own caller may have given it to you. The timeout holds too; the sooner of the two ends the call. Nothing is sent
    /// after this moment.
    ///
    /// In a walk it bounds all pages together, and no absence of the caller moves it. What arrived before is still given.
    pub fn with_deadline(mut self, deadline: Instant) -> Self {
        self.limits.deadline = Some(deadline);
        self
    }

    /// How many further attempts may follow the first, instead of [`Builder::retries`](crate::Builder::retries).
    pub fn with_retries(mut self, retries: u32) -> Self {
        self.limits.retry = self.limits.retry.retries(retries);
        self
    }

    /// When and how this call is tried again, instead of [`Builder::retry_policy`](crate::Builder::retry_policy).
    pub fn with_retry_policy(mut self, policy: RetryPolicy) -> Self {
        self.limits.retry = policy;
        self
    }
}
