//! How a run goes: what it confirms, where it stops. It uses only `state`.

use std::{sync::Arc, time::UNIX_EPOCH};

use tatodesk::{Clock, SystemClock};
use tokio::sync::watch;

use crate::state::Include;

/// When a run ends by itself, because something is wrong.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Breaker {
    /// Ends after this number of unknown outcomes in a row. 10 unless given.
    pub unknown: u32,
    /// Ends after this number of requests in a row that never left. 10 unless given.
    pub not_sent: u32,
    /// Ends the run when it meets too many rejections.
    ///
    /// It ends if more than this share of the last 50 answers was a rejection, from 0 to 1. It is 0.5 unless given. Refusals of the rate limit do not count.
    pub rejected: f64,
}

impl Default for Breaker {
    fn default() -> Self {
        Self {
            unknown: 10,
            not_sent: 10,
            rejected: 0.5,
        }
    }
}

/// What a run is told.
#[derive(Clone, Debug)]
pub struct RunOptions {
    pub(crate) confirm: u64,
    pub(crate) limit: Option<u64>,
    pub(crate) include: Vec<Include>,
    pub(crate) breaker: Breaker,
    pub(crate) stop: Option<watch::Receiver<bool>>,
    pub(crate) clock: Arc<dyn Clock>,
}

impl RunOptions {
    /// Runs a campaign whose plan has this number of recipients: [`Plan::recipients`](crate::Plan::recipients).
    pub fn confirm(recipients: u64) -> Self {
        Self {
            confirm: recipients,
            limit: None,
            include: Vec::new(),
            breaker: Breaker::default(),
            stop: None,
            clock: Arc::new(SystemClock),
        }
    }

    /// Starts at most this number of messages in this run.
    #[must_use]
    pub fn limit(mut self, messages: u64) -> Self {
        self.limit = Some(messages);
        self
    }

    /// Plans recipients again that ended without a message, which a person decides. May be called several times.
    #[must_use]
    pub fn include(mut self, what: Include) -> Self {
        self.include.push(what);
        self
    }

    /// When the run ends by itself.
    #[must_use]
    pub fn breaker(mut self, breaker: Breaker) -> Self {
        self.breaker = breaker;
        self
    }

    /// Starts no further message once this is true. What is on its way ends first.
    #[must_use]
    pub fn stop(mut self, stop: watch::Receiver<bool>) -> Self {
        self.stop = Some(stop);
        self
    }

    /// Takes time from a clock other than the machine's.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }
}

/// What a store has to know when a run begins.
pub struct Begin {
    /// The confirmed number of recipients.
    pub confirm: u64,
    /// Who is planned again.
    pub include: Vec<Include>,
    /// The clock of the run.
    pub clock: Arc<dyn Clock>,
}

impl RunOptions {
    /// What a store has to know when a run begins.
    #[doc(hidden)]
    pub fn begin(&self) -> Begin {
        Begin {
            confirm: self.confirm,
            include: self.include.clone(),
            clock: self.clock.clone(),
        }
    }
}

/// What a clock says, in milliseconds since 1970.
pub fn millis(clock: &dyn Clock) -> i64 {
    let since = clock.now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
