//! The types of Parquet columns, and what values become in them.

use tatodesk::jiff::tz::TimeZone;

use crate::{cell, columns::ColumnKind, plain::PlainTime, row::Value};

/// A value as its column holds it.
pub(crate) enum Typed<'a> {
    Null,
    Integer(i64),
    Flag(bool),
    Text(&'a str),
    /// The column cannot hold it.
    Unfit,
}

/// The type of a column in the language of Parquet schemas. Every column can have null.
pub(crate) const fn declared(kind: ColumnKind) -> (&'static str, &'static str) {
    match kind {
        ColumnKind::Integer | ColumnKind::Count | ColumnKind::Duration => ("INT64", ""),
        ColumnKind::DateTime => ("INT64", "(TIMESTAMP(MICROS, false))"),
        ColumnKind::Flag => ("BOOLEAN", ""),
        ColumnKind::Text | ColumnKind::Pairs | ColumnKind::Threads | ColumnKind::Json => {
            ("BYTE_ARRAY", "(STRING)")
        }
    }
}

/// What a value is in a column of this kind.
///
/// An empty text is null in every column but that of texts: on the wire it says that there is no value. `room` is for a text that has
/// to be made.
pub(crate) fn typed<'a>(kind: ColumnKind, value: &'a Value<'_>, room: &'a mut String) -> Typed<'a> {
    let text = match value {
        Value::Text(text) => text.as_ref(),
        Value::Json(json) => {
            return match (kind, *json) {
                (ColumnKind::Json, _) => {
                    room.clear();
                    cell::push_line(room, json);
                    Typed::Text(room)
                }
                (ColumnKind::Flag, "1") => Typed::Flag(true),
                (ColumnKind::Flag, "2") => Typed::Flag(false),
                (ColumnKind::Integer | ColumnKind::Count, _) => integer(json),
                _ => Typed::Unfit,
            };
        }
    };
    if kind == ColumnKind::Text {
        return Typed::Text(text);
    }
    if text.is_empty() {
        return Typed::Null;
    }
    let typed = match kind {
        ColumnKind::Flag => cell::flag(text).map(Typed::Flag),
        ColumnKind::DateTime => micros(text).map(Typed::Integer),
        ColumnKind::Duration => cell::seconds(text).map(Typed::Integer),
        ColumnKind::Integer | ColumnKind::Count => Some(integer(text)),
        _ => {
            room.clear();
            cell::write_meaning(room, kind, text).map(|()| Typed::Text(room))
        }
    };
    typed.unwrap_or(Typed::Unfit)
}

/// An integer of 64 bits, in the one way in which it is written.
fn integer<'a>(digits: &str) -> Typed<'a> {
    let unsigned = digits.strip_prefix('-').unwrap_or(digits);
    let is_plain = digits == "0" || unsigned.starts_with(|c: char| matches!(c, '1'..='9'));
    match digits.parse() {
        Ok(number) if is_plain => Typed::Integer(number),
        _ => Typed::Unfit,
    }
}

/// Microseconds since 1970 of a civil time, as if its zone were UTC. A finer time has none.
fn micros(text: &str) -> Option<i64> {
    if let Some(plain) = PlainTime::read(text) {
        return Some(plain.micros);
    }
    let time = cell::civil_time(text)?;
    let instant = TimeZone::UTC.to_timestamp(time).ok()?;
    (time.subsec_nanosecond() % 1000 == 0).then(|| instant.as_microsecond())
}
