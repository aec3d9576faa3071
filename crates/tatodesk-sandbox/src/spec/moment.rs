//! The moment at which a record was made, in each way in which the API writes it.

use std::ops::RangeInclusive;

use jiff::civil::{DateTime, DateTimeRound};
use jiff::{RoundMode, ToSpan, Unit};
use serde::{Deserialize, Serialize};

/// Brazil's offset from UTC, in hours: local time is three hours behind.
const HOURS_BEHIND_UTC: i64 = 3;

/// The years that the clock and the records can have. All of them have four digits in a year, and are in this range in UTC too.
pub(crate) const YEARS: RangeInclusive<i16> = 1..=9998;

/// A moment cut to the milliseconds that a protocol keeps.
pub(crate) fn to_the_millisecond(at: DateTime) -> DateTime {
    let whole = DateTimeRound::new()
        .smallest(Unit::Millisecond)
        .mode(RoundMode::Trunc);
    at.round(whole).unwrap_or(at)
}

/// When a record was made, in local time, with the ways in which the API writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Moment(pub(crate) DateTime);

impl Moment {
    /// The protocol number of the record: the digits of its local time.
    pub(crate) fn protocol(self) -> String {
        self.0.strftime("%Y%m%d%H%M%S%3f").to_string()
    }

    /// Local time with a wrong `Z` at its end, as the reports write it.
    pub(crate) fn false_instant(self) -> String {
        self.0.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
    }

    /// Reads the moment from a protocol number.
    pub(crate) fn of_protocol(protocol: &str) -> Option<DateTime> {
        let digits = protocol.len() == 17 && protocol.bytes().all(|digit| digit.is_ascii_digit());
        let (seconds, milliseconds) = digits.then(|| protocol.split_at(14))?;
        let at = DateTime::strptime("%Y%m%d%H%M%S", seconds).ok()?;
        at.checked_add(milliseconds.parse::<i64>().ok()?.milliseconds())
            .ok()
    }

    /// The instant in UTC, for the members that the API writes with a correct `Z`.
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
