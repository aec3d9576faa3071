use tatodesk::{
    jiff::{civil::DateTime, tz::TimeZone},
    wire::WallClock,
};

use super::PlainTime;

/// What the facade and jiff make of a text: the cell, and the microseconds.
fn by_jiff(text: &str) -> Option<(String, i64)> {
    let time: DateTime = WallClock::from_wire(text).get()?;
    let micros = TimeZone::UTC.to_timestamp(time).ok()?.as_microsecond();
    Some((format!("{} {}", time.date(), time.time()), micros))
}

fn by_bytes(text: &str) -> Option<(String, i64)> {
    PlainTime::read(text).map(|it| (format!("{} {}", it.date, it.time), it.micros))
}

#[test]
fn a_time_is_what_jiff_reads() {
    for text in [
        "2025-01-30T14:05:09.753Z",
        "2025-01-30T00:00:00.000Z",
        "2024-02-29T23:59:59.100Z",
        "2000-02-29T23:59:59.120Z",
        "1970-01-01T00:00:00.000Z",
        "1969-12-31T23:59:59.999Z",
        "0001-01-01T00:00:00.001Z",
        "0004-02-29T00:00:00.010Z",
        "9998-12-31T23:59:59.999Z",
    ] {
        assert_eq!(by_bytes(text), by_jiff(text), "{text}");
        assert!(by_bytes(text).is_some(), "{text}");
    }
    // Every day of 1,200 years, which have three leap years more and less.
    let mut day = tatodesk::jiff::civil::date(1599, 12, 31);
    while day.year() < 2801 {
        let text = format!("{day}T01:02:03.040Z");
        assert_eq!(by_bytes(&text), by_jiff(&text), "{text}");
        day = day.tomorrow().expect("a day");
    }
}

#[test]
fn other_forms_are_left_to_the_facade() {
    for text in [
        "",
        "ontem",
        "2025-01-30T14:05:09Z",
        "2025-01-30T14:05:09.753",
        "2025-01-30 14:05:09.753Z",
        "2025-02-29T14:05:09.753Z",
        "1900-02-29T14:05:09.753Z",
        "2025-04-31T14:05:09.753Z",
        "2025-13-01T14:05:09.753Z",
        "2025-00-01T14:05:09.753Z",
        "2025-01-00T14:05:09.753Z",
        "2025-01-30T24:05:09.753Z",
        "2025-01-30T14:60:09.753Z",
        "2025-01-30T14:05:60.753Z",
        "2025-01-30T14:05:0:.753Z",
        "2025-01-3/T14:05:09.753Z",
        "0000-01-30T14:05:09.753Z",
        "9999-12-31T14:05:09.753Z",
        "2025-01-30T14:05:09.75éZ",
    ] {
        assert_eq!(PlainTime::read(text), None, "{text}");
    }
}
