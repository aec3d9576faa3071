//! The sandbox's clock: it stands still or runs, a test can set and advance it, and each record gets its own moment.

use std::fmt;
use std::time::Duration;

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use crate::spec::moment::{Moment, YEARS, to_the_millisecond};

/// The local time of the sandbox.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Clock {
    /// The time at `since`, or the time itself while the clock stands still.
    now: DateTime,
    /// When the last record was made.
    last: Option<DateTime>,
    /// When the clock began to run. A clock that is read from a file stands still.
    #[serde(skip)]
    since: Option<Instant>,
}

impl Clock {
    pub(crate) fn new(now: DateTime) -> Self {
        Self {
            now,
            last: None,
            since: None,
        }
    }

    /// The local time.
    pub(crate) fn now(&self) -> DateTime {
        match self.since {
            Some(since) => self.now.saturating_add(since.elapsed()),
            None => self.now,
        }
    }

    /// Today's date, local.
    pub(crate) fn today(&self) -> Date {
        self.now().date()
    }

    /// The time of day, local.
    pub(crate) fn time(&self) -> Time {
        self.now().time()
    }

    /// Moves the clock on by one millisecond and returns the moment of a new record. No two moments of one clock are equal.
    pub(crate) fn tick(&mut self) -> Moment {
        let now = to_the_millisecond(self.now().saturating_add(1.millisecond()));
        let unique = self
            .last
            .map_or(now, |last| now.max(last.saturating_add(1.millisecond())));
        self.go_on_from(unique);
        self.last = Some(unique);
        Moment(unique)
    }

    /// Sets the time.
    pub(crate) fn set(&mut self, now: DateTime) -> Result<(), BadTime> {
        BadTime::check(now)?;
        match self.last {
            Some(last) if now < last => Err(BadTime::BeforeLastRecord(last)),
            _ => {
                self.go_on_from(now);
                Ok(())
            }
        }
    }

    pub(crate) fn advance(&mut self, by: Duration) -> Result<(), BadTime> {
        let now = self.now().checked_add(by);
        self.set(now.map_err(|_| BadTime::OutOfYears)?)
    }

    /// Checks a clock that was read from a snapshot.
    pub(crate) fn check(&self) -> Result<(), BadTime> {
        BadTime::check(self.now)?;
        self.last.map_or(Ok(()), BadTime::check)
    }

    /// Whether the clock runs.
    pub(crate) fn runs(&self) -> bool {
        self.since.is_some()
    }

    /// Lets the clock run with the time of the machine, or stand still.
    pub(crate) fn run(&mut self, runs: bool) {
        self.now = self.now();
        self.since = runs.then(Instant::now);
    }

    fn go_on_from(&mut self, now: DateTime) {
        self.now = now;
        self.since = self.since.map(|_| Instant::now());
    }
}

/// A time to which the clock cannot be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum BadTime {
    /// A record was made later, at this moment.
    ///
    /// Moments and protocols would repeat. Set the clock to this moment or to a later one.
    BeforeLastRecord(DateTime),
    /// The time is before the year 1 or after the year 9998.
    ///
    /// Protocols have years of four digits, also in UTC, which is hours ahead. Choose another year.
    OutOfYears,
}

impl BadTime {
    /// Whether the API can write this time.
    pub(crate) fn check(now: DateTime) -> Result<(), Self> {
        if YEARS.contains(&now.year()) {
            Ok(())
        } else {
            Err(Self::OutOfYears)
        }
    }
}

impl fmt::Display for BadTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BeforeLastRecord(last) => write!(f, "the last record was made at {last}"),
            Self::OutOfYears => f.write_str("the clock goes from the year 1 to the year 9998"),
        }
    }
}

impl std::error::Error for BadTime {}

#[cfg(test)]
mod tests;
