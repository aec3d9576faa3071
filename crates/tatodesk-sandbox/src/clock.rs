//! The sandbox's clock: it stands still, and moves one millisecond for each record that is made.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};

/// Brazil's offset from UTC, in hours: local time is three hours behind.
const HOURS_BEHIND_UTC: i64 = 3;

/// The local time of the sandbox.
#[derive(Debug, Clone)]
pub(crate) struct Clock {
    now: DateTime,
}

impl Clock {
    pub(crate) fn new(now: DateTime) -> Self {
        Self { now }
    }

    /// Today's date, local.
    pub(crate) fn today(&self) -> Date {
        self.now.date()
    }

    /// The time of day, local.
    pub(crate) fn time(&self) -> Time {
        self.now.time()
    }

    /// The moment at which a new record is made. No two moments of one clock are equal.
    pub(crate) fn tick(&mut self) -> Moment {
        self.now = self.now.saturating_add(1.millisecond());
        Moment(self.now)
    }
}

/// When a record was made, in local time, with the ways in which the API writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment(pub(crate) DateTime);

impl Moment {
    /// The protocol number of the record: the digits of its local time.
    pub(crate) fn protocol(self) -> String {
        self.0.strftime("%Y%m%d%H%M%S%3f").to_string()
    }

    /// The instant in UTC, where the API tells it truly.
    pub(crate) fn instant(self) -> String {
        let utc = self.0.saturating_add(HOURS_BEHIND_UTC.hours());
        utc.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
    }

    /// `DD/MM/YYYY HH:MM:SS`, local.
    pub(crate) fn br_date_time(self) -> String {
        self.0.strftime("%d/%m/%Y %H:%M:%S").to_string()
    }

    /// `DD/MM/YYYY HH:MM`, local.
    pub(crate) fn br_date_minute(self) -> String {
        self.0.strftime("%d/%m/%Y %H:%M").to_string()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn moments_are_written_as_the_api_writes_them() {
        let mut clock = Clock::new(date(2025, 6, 25).at(22, 15, 30, 999_000_000));
        let first = clock.tick();
        let second = clock.tick();
        assert_eq!(first.protocol(), "20250625221531000");
        assert_eq!(second.protocol(), "20250625221531001");
        assert_eq!(first.instant(), "2025-06-26T01:15:31.000Z");
        assert_eq!(first.br_date_time(), "25/06/2025 22:15:31");
        assert_eq!(first.br_date_minute(), "25/06/2025 22:15");
    }
}
