//! The string formats of the specification that requests use, read by shape and by calendar.
//!
//! The facade has its own readers. These are separate on purpose, so that a mistake in one of them shows.

use jiff::civil::{Date, DateTime, Time};

/// Reads exactly `digits` decimal digits.
fn number(text: &str, digits: usize) -> Option<i16> {
    (text.len() == digits && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

fn civil(year: &str, month: &str, day: &str) -> Option<Date> {
    let (month, day) = (number(month, 2)?, number(day, 2)?);
    Date::new(
        number(year, 4)?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    )
    .ok()
}

fn slashed(text: &str) -> Option<(&str, &str, &str)> {
    let mut parts = text.split('/');
    let found = (parts.next()?, parts.next()?, parts.next()?);
    parts.next().is_none().then_some(found)
}

/// `br-date`: `DD/MM/YYYY`.
pub(crate) fn br_date(text: &str) -> Option<Date> {
    let (day, month, year) = slashed(text)?;
    civil(year, month, day)
}

/// `us-date`: `MM/DD/YYYY`.
pub(crate) fn us_date(text: &str) -> Option<Date> {
    let (month, day, year) = slashed(text)?;
    civil(year, month, day)
}

/// `compact-date`: `DDMMYYYY`.
pub(crate) fn compact_date(text: &str) -> Option<Date> {
    civil(text.get(4..)?, text.get(2..4)?, text.get(..2)?)
}

/// `time-hm`: `HH:MM`.
pub(crate) fn hour_minute(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    let (hour, minute) = (number(hour, 2)?, number(minute, 2)?);
    Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, 0, 0).ok()
}

/// `br-date-minute`: `DD/MM/YYYY HH:MM`.
pub(crate) fn br_date_minute(text: &str) -> Option<DateTime> {
    let (date, time) = text.split_once(' ')?;
    Some(br_date(date)?.to_datetime(hour_minute(time)?))
}

/// Writes a date as `br-date`.
pub(crate) fn write_br_date(date: Date) -> String {
    date.strftime("%d/%m/%Y").to_string()
}

/// Writes a time as `time-hm`.
pub(crate) fn write_hour_minute(time: Time) -> String {
    time.strftime("%H:%M").to_string()
}

#[cfg(test)]
mod tests;
