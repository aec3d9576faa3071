//! What bounds one call: its time, its attempts, the size of its answer.

use std::{
    pin::Pin,
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::time::{error::Elapsed, timeout_at};

use crate::engine::{cause::TimeoutCause, feed::Feed, retry::policy::RetryPolicy};

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

/// When an attempt has to be over, and whose time that is.
#[derive(Clone, Debug)]
pub(crate) struct Deadline {
    pub(crate) at: tokio::time::Instant,
    pub(crate) of: TimeoutCause,
    /// The page that the attempt is for, and for how long its caller had not waited when the attempt began.
    pub(crate) page: Option<(Arc<Feed>, Duration)>,
}

impl Deadline {
    /// The deadline of an attempt for a page: it moves by the time that the caller does not wait.
    pub(crate) fn of_page(self, feed: Option<&Arc<Feed>>) -> Self {
        let page = feed.map(|feed| (Arc::clone(feed), feed.away()));
        Self { page, ..self }
    }

    /// Waits for `work`, at most until then.
    pub(crate) async fn limit<F: Future>(
        &self,
        mut work: Pin<&mut F>,
    ) -> Result<F::Output, Elapsed> {
        let Some((feed, before)) = &self.page else {
            return timeout_at(self.at, work).await;
        };
        loop {
            let away = feed.away();
            let at = self.at + away.saturating_sub(*before);
            match timeout_at(at, work.as_mut()).await {
                Err(_elapsed) if feed.away() > away => {}
                ended => return ended,
            }
        }
    }
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
    fn of_attempt(&self, left: Duration) -> Duration {
        self.attempt_timeout.map_or(left, |most| most.min(left))
    }

    /// When an attempt that begins now has to be over, if the call has this much time left.
    pub(crate) fn deadline_of_attempt(&self, left: Duration) -> Deadline {
        let most = self.of_attempt(left);
        let of = if most < left {
            TimeoutCause::Attempt
        } else {
            TimeoutCause::Call
        };
        let at = tokio::time::Instant::now() + most;
        Deadline { at, of, page: None }
    }

    /// How much time has to be left for another try where no connection was made, in a call of this length altogether.
    ///
    /// As long as connecting may take: a call that ran out of time while it connects would end as unknown. But half of the
    /// call at most, or a call that is given little time would never try again, however fast it is refused.
    pub(crate) fn connecting(&self, whole: Duration) -> Duration {
        self.connect.min(whole / 2)
    }
}

#[cfg(test)]
mod tests;
