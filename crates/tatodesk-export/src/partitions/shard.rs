//! Which days of which report one of several processes fetches.

use std::{fmt, str::FromStr};

use jiff::civil::{Date, date};

use crate::report::Report;

/// One part of the work, for instance the second of three: `"2/3"`.
///
/// Each day of each report belongs to exactly one of the parts. Neighbouring days belong to different ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    number: u32,
    of: u32,
}

impl Shard {
    /// The part with this number, from 1 to `of`.
    ///
    /// # Errors
    /// When there is no such part.
    pub const fn new(number: u32, of: u32) -> Result<Self, InvalidShard> {
        if number == 0 || number > of {
            return Err(InvalidShard);
        }
        Ok(Self { number, of })
    }

    /// Whether a day of a report belongs to this part.
    #[must_use]
    pub fn has(self, report: Report, day: Date) -> bool {
        let days = day.duration_since(date(1, 1, 1)).as_hours() / 24;
        let place = days + report as i64;
        place.rem_euclid(i64::from(self.of)) == i64::from(self.number) - 1
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

/// This is no part of a whole.
///
/// Two numbers are needed, and the first one is from 1 to the second one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidShard;

impl fmt::Display for InvalidShard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a part such as 2/3: the first number is from 1 to the second one")
    }
}

impl std::error::Error for InvalidShard {}

impl FromStr for Shard {
    type Err = InvalidShard;

    fn from_str(text: &str) -> Result<Self, InvalidShard> {
        let (number, of) = text.split_once('/').ok_or(InvalidShard)?;
        let number = number.parse().map_err(|_| InvalidShard)?;
        Self::new(number, of.parse().map_err(|_| InvalidShard)?)
    }
}
