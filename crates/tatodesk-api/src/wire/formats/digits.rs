//! Digits of dates and times, read and written without `core::fmt`: a report has several in each row.

use jiff::civil::{Date, DateTime, Time};
use std::fmt::{self, Write};

/// The longest text that is put together here: a date, a time with nanoseconds, and what stands between.
const LONGEST: usize = 40;

/// Reads two digits at `at`.
pub(super) fn two(text: &[u8], at: usize) -> Option<i8> {
    let tens = digit(*text.get(at)?)?;
    let ones = digit(*text.get(at + 1)?)?;
    i8::try_from(tens * 10 + ones).ok()
}

/// Reads four digits at `at`.
pub(super) fn four(text: &[u8], at: usize) -> Option<i16> {
    let hundreds = i16::from(two(text, at)?);
    let ones = i16::from(two(text, at + 2)?);
    Some(hundreds * 100 + ones)
}

fn digit(byte: u8) -> Option<u8> {
    let value = byte.wrapping_sub(b'0');
    (value < 10).then_some(value)
}

/// Where the parts of a date stand in its text, and what stands between them.
pub(super) struct DatePattern {
    pub(super) year: usize,
    pub(super) month: usize,
    pub(super) day: usize,
    /// The separator, and its two places.
    pub(super) between: Option<(u8, [usize; 2])>,
}

impl DatePattern {
    /// Reads the date that `text` is, and nothing longer.
    pub(super) fn read(&self, text: &[u8]) -> Option<Date> {
        let length = if self.between.is_some() { 10 } else { 8 };
        if text.len() != length {
            return None;
        }
        if let Some((separator, places)) = self.between
            && places.iter().any(|place| text[*place] != separator)
        {
            return None;
        }
        let month = two(text, self.month)?;
        Date::new(four(text, self.year)?, month, two(text, self.day)?).ok()
    }
}

/// Reads `HH:MM`, or `HH:MM:SS` where `seconds` is set.
pub(super) fn time(text: &[u8], seconds: bool) -> Option<Time> {
    if text.len() != if seconds { 8 } else { 5 } || text[2] != b':' {
        return None;
    }
    let second = match seconds {
        true if text[5] != b':' => return None,
        true => two(text, 6)?,
        false => 0,
    };
    Time::new(two(text, 0)?, two(text, 3)?, second, 0).ok()
}

/// Reads `YYYY-MM-DDTHH:MM:SS.sss`, as the API writes a moment; other spellings are left to jiff.
pub(super) fn moment(text: &str) -> Option<DateTime> {
    let bytes = text.as_bytes();
    if bytes.len() != 23 || bytes[10] != b'T' || bytes[19] != b'.' {
        return None;
    }
    let date = super::ISO.read(&bytes[..10])?;
    let time = time(&bytes[11..19], true)?;
    let (tenths, rest) = (digit(bytes[20])?, two(bytes, 21)?);
    let nanoseconds = (i32::from(tenths) * 100 + i32::from(rest)) * 1_000_000;
    // A second of 60 is jiff's to judge.
    let time = Time::new(time.hour(), time.minute(), time.second(), nanoseconds).ok()?;
    Some(date.to_datetime(time))
}

/// A short text of digits and separators, put together and then written at once.
pub(super) struct Digits {
    bytes: [u8; LONGEST],
    length: usize,
}

impl Digits {
    pub(super) fn new() -> Self {
        Self {
            bytes: [0; LONGEST],
            length: 0,
        }
    }

    /// A separator.
    pub(super) fn byte(mut self, byte: u8) -> Self {
        self.bytes[self.length] = byte;
        self.length += 1;
        self
    }

    /// The last `count` decimal digits of a number.
    pub(super) fn number(mut self, number: u64, count: usize) -> Self {
        let mut rest = number;
        for place in (self.length..self.length + count).rev() {
            self.bytes[place] = b'0' + u8::try_from(rest % 10).unwrap_or(0);
            rest /= 10;
        }
        self.length += count;
        self
    }

    /// Two digits of a part of a date or a time.
    pub(super) fn two(self, part: i8) -> Self {
        self.number(u64::from(part.unsigned_abs()), 2)
    }

    /// A year of four digits, or of a sign and six before the year 0.
    pub(super) fn year(self, year: i16) -> Self {
        let number = u64::from(year.unsigned_abs());
        match year < 0 {
            true => self.byte(b'-').number(number, 6),
            false => self.number(number, 4),
        }
    }

    /// `HH:MM`.
    pub(super) fn minute(self, time: Time) -> Self {
        self.two(time.hour()).byte(b':').two(time.minute())
    }

    /// `HH:MM:SS`.
    pub(super) fn second(self, time: Time) -> Self {
        self.minute(time).byte(b':').two(time.second())
    }

    /// `YYYY-MM-DDTHH:MM:SS.sssZ`, with as many digits as a finer time needs.
    pub(super) fn moment(self, at: DateTime) -> Self {
        let (date, time) = (at.date(), at.time());
        let text = self.year(date.year()).byte(b'-').two(date.month());
        let text = text.byte(b'-').two(date.day()).byte(b'T').second(time);
        let nanoseconds = u64::from(at.subsec_nanosecond().unsigned_abs());
        let text = text.byte(b'.');
        let text = match nanoseconds % 1_000_000 {
            0 => text.number(nanoseconds / 1_000_000, 3),
            _ => text.number(nanoseconds, 9),
        };
        text.byte(b'Z')
    }

    pub(super) fn write(&self, out: &mut impl Write) -> fmt::Result {
        let text = std::str::from_utf8(&self.bytes[..self.length]);
        out.write_str(text.map_err(|_| fmt::Error)?)
    }
}
