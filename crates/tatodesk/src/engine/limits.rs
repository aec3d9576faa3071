//! What bounds one call: its time, its attempts, the size of its answer.

use std::{
    future::poll_fn,
    pin::{Pin, pin},
    sync::Arc,
    task::Poll,
    time::{Duration, Instant},
};

use tokio::{
    task::unconstrained,
    time::{Sleep, sleep_until},
};

use crate::engine::{cause::TimeoutCause, clock::Clock, feed::Feed, retry::policy::RetryPolicy};

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
    of: TimeoutCause,
    /// The caller's own deadline, which no absence moves.
    latest: Option<tokio::time::Instant>,
    /// The page that the attempt is for, and for how long its caller had not waited when the attempt began.
    page: Option<(Arc<Feed>, Duration)>,
}

/// The time of an attempt is over.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Elapsed;

impl Deadline {
    pub(crate) fn new(at: tokio::time::Instant, of: TimeoutCause) -> Self {
        Self {
            at,
            of,
            latest: None,
            page: None,
        }
    }

    /// The deadline of an attempt for a page: it moves by the time that the caller does not wait.
    pub(crate) fn of_page(self, feed: Option<&Arc<Feed>>) -> Self {
        let page = feed.map(|feed| (Arc::clone(feed), feed.away()));
        Self { page, ..self }
    }

    /// The timer of the attempt, for [`limit`](Self::limit). It is made once: to set a timer costs more than to look at it.
    pub(crate) fn timer(&self) -> Sleep {
        sleep_until(self.at)
    }

    /// Waits for `work`, at most until then.
    pub(crate) async fn limit<F: Future>(
        &self,
        mut timer: Pin<&mut Sleep>,
        mut work: Pin<&mut F>,
    ) -> Result<F::Output, Elapsed> {
        let Some((feed, before)) = &self.page else {
            return until(timer, work).await;
        };
        loop {
            if self.is_past_latest() {
                return Err(Elapsed);
            }
            let away = feed.away();
            let moved = self.at + away.saturating_sub(*before);
            let at = self.latest.map_or(moved, |latest| latest.min(moved));
            if timer.deadline() != at {
                timer.as_mut().reset(at);
            }
            match until(timer.as_mut(), work.as_mut()).await {
                Ok(done) => return Ok(done),
                Err(Elapsed) if feed.away() > away => {}
                Err(Elapsed) => return Err(Elapsed),
            }
        }
    }

    /// Whose time was over, once it was.
    pub(crate) fn cause(&self) -> TimeoutCause {
        match self.is_past_latest() {
            true => TimeoutCause::Call,
            false => self.of,
        }
    }

    fn is_past_latest(&self) -> bool {
        let latest = self.latest;
        latest.is_some_and(|latest| latest <= tokio::time::Instant::now())
    }
}

/// Waits for `work`, at most until the timer.
async fn until<F: Future>(
    mut timer: Pin<&mut Sleep>,
    mut work: Pin<&mut F>,
) -> Result<F::Output, Elapsed> {
    poll_fn(|cx| {
        if let Poll::Ready(done) = work.as_mut().poll(cx) {
            return Poll::Ready(Ok(done));
        }
        // Work that has used up the task's share of the runtime must not hide the timer.
        let timer = pin!(unconstrained(timer.as_mut()));
        timer.poll(cx).map(|()| Err(Elapsed))
    })
    .await
}

/// When an attempt has to begin at the latest.
#[cfg_attr(
    not(feature = "limits"),
    allow(dead_code, reason = "only limits wait for a turn")
)]
#[derive(Clone, Copy, Debug)]
pub(crate) struct LatestStart<'a> {
    pub(crate) at: Instant,
    /// The caller's own deadline, which no absence moves.
    pub(crate) deadline: Option<Instant>,
    /// The page that the attempt is for.
    pub(crate) page: Option<&'a Feed>,
}

#[cfg_attr(
    not(feature = "limits"),
    allow(dead_code, reason = "only limits wait for a turn")
)]
impl LatestStart<'_> {
    /// That moment, as far as is known. It moves by the time that the caller of a page does not wait, and that the page waits for those
    /// before it.
    pub(crate) fn now(&self) -> Instant {
        let away = self.page.map_or(Duration::ZERO, Feed::away);
        let at = self.at + away;
        self.deadline.map_or(at, |deadline| deadline.min(at))
    }

    /// Whether an attempt will certainly be too late if it waits for this time. A page that is looked ahead to has any time.
    pub(crate) fn excludes(&self, now: Instant, wait: Duration) -> bool {
        let end = match self.page {
            Some(page) if !page.is_head() => self.deadline,
            _ => Some(self.now()),
        };
        end.is_some_and(|end| wait >= end.saturating_duration_since(now))
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
    pub(crate) fn deadline_of_attempt(&self, left: Duration, clock: &dyn Clock) -> Deadline {
        let most = self.of_attempt(left);
        let of = if most < left {
            TimeoutCause::Attempt
        } else {
            TimeoutCause::Call
        };
        let now = tokio::time::Instant::now();
        let latest = self.deadline;
        Deadline {
            latest: latest.map(|at| now + at.saturating_duration_since(clock.instant())),
            ..Deadline::new(now + most, of)
        }
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
