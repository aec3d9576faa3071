//! Reads the moments and days of a world. It cuts them to milliseconds, and refuses those that the API cannot write.

use jiff::civil::{Date, DateTime};
use serde::de::Error;
use serde::{Deserialize, Deserializer};

use crate::spec::moment::{Moment, YEARS, to_the_millisecond};

/// A local moment, cut to the milliseconds that a protocol keeps.
pub(super) fn moment<'de, D: Deserializer<'de>>(from: D) -> Result<DateTime, D::Error> {
    let at = DateTime::deserialize(from)?;
    written(at.date()).map_err(D::Error::custom)?;
    Ok(to_the_millisecond(at))
}

/// A date.
pub(super) fn day<'de, D: Deserializer<'de>>(from: D) -> Result<Date, D::Error> {
    written(Date::deserialize(from)?).map_err(D::Error::custom)
}

/// A date, if there is one.
pub(super) fn day_if_any<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Date>, D::Error> {
    let date = Option::<Date>::deserialize(from)?;
    date.map(written).transpose().map_err(D::Error::custom)
}

/// A moment as the API writes it.
pub(super) fn text<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    let at = text.strip_suffix('Z').and_then(|it| it.parse().ok());
    match at.map(|at: DateTime| (at.date(), Moment(at).false_instant())) {
        Some((date, same)) if same == text => written(date).map(|_| text).map_err(D::Error::custom),
        _ => Err(D::Error::custom(
            "this is not like 2025-01-02T12:00:00.000Z",
        )),
    }
}

fn written(date: Date) -> Result<Date, &'static str> {
    if YEARS.contains(&date.year()) {
        Ok(date)
    } else {
        Err("this is before the year 1 or after the year 9998")
    }
}
