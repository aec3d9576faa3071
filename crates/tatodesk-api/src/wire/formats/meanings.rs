//! What a text means under the name of its kind: a date, a time, no duration.

use super::{
    BrDateFormat, BrDateMinuteFormat, CompactDateFormat, DurationHmsFormat, HourMinuteFormat,
    UsDateFormat,
};
use crate::wire::text::{Lenient, Strict};
use jiff::civil::{Date, DateTime, Time};

impl Strict<BrDateFormat> {
    /// The date.
    #[must_use]
    pub fn date(self) -> Date {
        self.get()
    }
}

impl Strict<UsDateFormat> {
    /// The date.
    #[must_use]
    pub fn date(self) -> Date {
        self.get()
    }
}

impl Strict<CompactDateFormat> {
    /// The date.
    #[must_use]
    pub fn date(self) -> Date {
        self.get()
    }
}

impl Strict<BrDateMinuteFormat> {
    /// The date and time.
    #[must_use]
    pub fn datetime(self) -> DateTime {
        self.get()
    }
}

impl Strict<HourMinuteFormat> {
    /// The time of the day.
    #[must_use]
    pub fn time(self) -> Time {
        self.get()
    }
}

impl Lenient<DurationHmsFormat> {
    /// Whether the text is empty, which means that there is no duration.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::from_wire("")
    }
}
