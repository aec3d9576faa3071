//! Civil times and durations in the one form that nearly all of them have, read from their bytes. Other forms are left to the facade.

/// A civil time as `2025-01-30T14:05:09.753Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PlainTime<'a> {
    /// `2025-01-30`
    pub(crate) date: &'a str,
    /// `14:05:09`, with the part of a second if it is not zero, and without zeros at its end: `14:05:09.753`
    pub(crate) time: &'a str,
    /// Microseconds since 1970, as if the zone were UTC.
    #[cfg_attr(not(feature = "parquet"), allow(dead_code))]
    pub(crate) micros: i64,
}

/// Years that can be counted in microseconds whatever the day is.
const YEARS: std::ops::RangeInclusive<u32> = 1..=9998;

impl<'a> PlainTime<'a> {
    /// Reads a text. `None` if it has another form, or is no time.
    pub(crate) fn read(text: &'a str) -> Option<Self> {
        let bytes: &[u8; 24] = text.as_bytes().try_into().ok()?;
        let between = [
            bytes[4], bytes[7], bytes[10], bytes[13], bytes[16], bytes[19], bytes[23],
        ];
        if between != *b"--T::.Z" {
            return None;
        }
        let mut are_digits = true;
        let mut number = |from: usize, to: usize| {
            bytes[from..to].iter().fold(0, |number, byte| {
                let digit = byte.wrapping_sub(b'0');
                are_digits &= digit <= 9;
                number * 10 + u32::from(digit)
            })
        };
        let (year, month, day) = (number(0, 4), number(5, 7), number(8, 10));
        let (hour, minute, second) = (number(11, 13), number(14, 16), number(17, 19));
        let milli = number(20, 23);
        let is_time = hour < 24 && minute < 60 && second < 60;
        if !are_digits || !is_time || !YEARS.contains(&year) || !is_day(year, month, day) {
            return None;
        }
        let seconds = (hour * 60 + minute) * 60 + second;
        let days = i64::from(days_since_0(year, month, day)) - i64::from(days_since_0(1970, 1, 1));
        let end = match (bytes[20], bytes[21], bytes[22]) {
            (b'0', b'0', b'0') => 19,
            (_, b'0', b'0') => 21,
            (_, _, b'0') => 22,
            _ => 23,
        };
        Some(Self {
            date: &text[..10],
            time: &text[11..end],
            micros: (days * 86_400 + i64::from(seconds)) * 1_000_000 + i64::from(milli) * 1000,
        })
    }
}

fn is_day(year: u32, month: u32, day: u32) -> bool {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

/// The days from the first of March of the year 0. The year of this count begins in March, so that a leap day is its last one.
fn days_since_0(year: u32, month: u32, day: u32) -> u32 {
    let (year, month) = match month {
        1 | 2 => (year - 1, month + 9),
        _ => (year, month - 3),
    };
    year * 365 + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1
}

/// The seconds of a duration below 100 hours that is written as `26:05:10`.
pub(crate) fn seconds(text: &str) -> Option<i64> {
    let [h, hh, b':', m, mm, b':', s, ss] = *text.as_bytes() else {
        return None;
    };
    let two = |ten: u8, one: u8| {
        let are_digits = ten.is_ascii_digit() && one.is_ascii_digit();
        are_digits.then(|| i64::from(ten - b'0') * 10 + i64::from(one - b'0'))
    };
    let (hours, minutes, seconds) = (two(h, hh)?, two(m, mm)?, two(s, ss)?);
    (minutes < 60 && seconds < 60).then_some((hours * 60 + minutes) * 60 + seconds)
}

#[cfg(test)]
mod tests;
