//! The date, time and word formats of the API, each made with the mechanism of `wire::text`.
//!
//! It uses jiff for dates and times. The generated types have members of these formats.

mod digits;
mod meanings;

use crate::wire::text::{Lenient, LenientFormat, Strict, StrictFormat, TextFormat, written};
use digits::{DatePattern, Digits};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use std::fmt::{self, Write};
use std::time::Duration;

/// `DD/MM/YYYY`.
const BR: DatePattern = DatePattern {
    day: 0,
    month: 3,
    year: 6,
    between: Some((b'/', [2, 5])),
};
/// `MM/DD/YYYY`.
const US: DatePattern = DatePattern {
    month: 0,
    day: 3,
    ..BR
};
/// `DDMMYYYY`.
const COMPACT: DatePattern = DatePattern {
    day: 0,
    month: 2,
    year: 4,
    between: None,
};
/// `YYYY-MM-DD`.
const ISO: DatePattern = DatePattern {
    year: 0,
    month: 5,
    day: 8,
    between: Some((b'-', [4, 7])),
};

/// Reads `DD/MM/YYYY HH:MM`, or `DD/MM/YYYY HH:MM:SS` where `seconds` is set.
fn date_and_time(text: &str, seconds: bool) -> Option<DateTime> {
    let (day, hour) = text.split_once(' ')?;
    let time = digits::time(hour.as_bytes(), seconds)?;
    Some(BR.read(day.as_bytes())?.to_datetime(time))
}

/// Declares a format and its public name.
macro_rules! wire_text {
    (
        $(#[$doc:meta])* $public:ident = $kind:ident<$marker:ident: $trait:ident>,
        $name:literal, $description:literal, $value:ty,
        |$text:ident| $parse:expr, |$datum:ident, $out:ident| $write:expr
        $(, canonical: |$exact:ident| $canonical:expr)?
    ) => {
        #[doc = concat!("The format of [`", stringify!($public), "`].")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub struct $marker;

        impl TextFormat for $marker {
            type Value = $value;
            const NAME: &'static str = $name;
            const DESCRIPTION: &'static str = $description;

            fn parse($text: &str) -> Option<$value> {
                $parse
            }

            fn write($datum: $value, $out: &mut impl Write) -> fmt::Result {
                $write
            }

            $(
                #[inline]
                fn parse_canonical($exact: &str) -> Option<$value> {
                    $canonical
                }
            )?
        }

        impl $trait for $marker {}

        $(#[$doc])*
        pub type $public = $kind<$marker>;

        impl From<$value> for $public {
            fn from(value: $value) -> Self {
                Self::from_value(value)
            }
        }
    };
}

wire_text! {
    /// A date as `DD/MM/YYYY`: filters of the Data API and dates of the scheduling.
    BrDate = Strict<BrDateFormat: StrictFormat>, "br-date", "a date as DD/MM/YYYY", Date,
    |text| BR.read(text.as_bytes()),
    |date, out| {
        let text = Digits::new().two(date.day()).byte(b'/').two(date.month());
        text.byte(b'/').year(date.year()).write(out)
    },
    canonical: |text| Self::parse(text)
}

wire_text! {
    /// A date as `MM/DD/YYYY`: filters of journeys and reviews.
    UsDate = Strict<UsDateFormat: StrictFormat>, "us-date", "a date as MM/DD/YYYY", Date,
    |text| US.read(text.as_bytes()),
    |date, out| {
        let text = Digits::new().two(date.month()).byte(b'/').two(date.day());
        text.byte(b'/').year(date.year()).write(out)
    },
    canonical: |text| Self::parse(text)
}

wire_text! {
    /// A date as eight digits, `DDMMYYYY`: survey answers.
    CompactDate = Strict<CompactDateFormat: StrictFormat>, "compact-date", "a date as DDMMYYYY", Date,
    |text| COMPACT.read(text.as_bytes()),
    |date, out| Digits::new().two(date.day()).two(date.month()).year(date.year()).write(out),
    canonical: |text| Self::parse(text)
}

wire_text! {
    /// A date and minute as `DD/MM/YYYY HH:MM`: the filter of the sessions report.
    BrDateMinute = Strict<BrDateMinuteFormat: StrictFormat>, "br-date-minute", "a date and time as DD/MM/YYYY HH:MM", DateTime,
    |text| date_and_time(text, false),
    |at, out| {
        let text = Digits::new().two(at.day()).byte(b'/').two(at.month());
        text.byte(b'/').year(at.year()).byte(b' ').minute(at.time()).write(out)
    },
    canonical: |text| Self::parse(text)
}

wire_text! {
    /// A time of the day as `HH:MM`: hours of the scheduling.
    HourMinute = Strict<HourMinuteFormat: StrictFormat>, "time-hm", "a time as HH:MM", Time,
    |text| digits::time(text.as_bytes(), false),
    |time, out| Digits::new().minute(time).write(out),
    canonical: |text| Self::parse(text)
}

/// Declares what an answer holds in a format that requests send: any text decodes there.
macro_rules! answer_text {
    ($(#[$doc:meta])* $public:ident = $marker:ident, $value:ty) => {
        impl LenientFormat for $marker {}

        $(#[$doc])*
        pub type $public = Lenient<$marker>;

        impl From<$value> for $public {
            fn from(value: $value) -> Self {
                Self::from_value(value)
            }
        }
    };
}

answer_text! {
    /// A date as `DD/MM/YYYY` in an answer: the days that can be booked. Any text decodes, so that one odd day does not cost
    /// the list; [`get`](Lenient::get) says what reads as a date.
    BrDateText = BrDateFormat, Date
}

answer_text! {
    /// A time of the day as `HH:MM` in an answer: the hours that can be booked. Any text decodes, so that one odd hour does
    /// not cost the list; [`get`](Lenient::get) says what reads as a time.
    HourMinuteText = HourMinuteFormat, Time
}

wire_text! {
    /// A date as `YYYY-MM-DD`. Any text decodes; [`get`](Lenient::get) says what reads as a date.
    IsoDate = Lenient<IsoDateFormat: LenientFormat>, "date", "a date as YYYY-MM-DD", Date,
    |text| ISO.read(text.as_bytes()),
    |date, out| {
        let text = Digits::new().year(date.year()).byte(b'-').two(date.month());
        text.byte(b'-').two(date.day()).write(out)
    },
    canonical: |text| Self::parse(text)
}

wire_text! {
    /// A time of the day as `HH:MM:SS`. Any text decodes; [`get`](Lenient::get) says what reads as a time.
    HourMinuteSecond = Lenient<HourMinuteSecondFormat: LenientFormat>, "time-hms", "a time as HH:MM:SS", Time,
    |text| digits::time(text.as_bytes(), true),
    |time, out| Digits::new().second(time).write(out),
    canonical: |text| Self::parse(text)
}

wire_text! {
    /// Local time as `DD/MM/YYYY HH:MM:SS` or `DD/MM/YYYY HH:MM`. Any text decodes; [`get`](Lenient::get) says what
    /// reads as a time.
    BrDateTime = Lenient<BrDateTimeFormat: LenientFormat>, "br-date-time", "a date and time as DD/MM/YYYY HH:MM:SS", DateTime,
    |text| date_and_time(text, true).or_else(|| date_and_time(text, false)),
    |at, out| {
        let text = Digits::new().two(at.day()).byte(b'/').two(at.month());
        text.byte(b'/').year(at.year()).byte(b' ').second(at.time()).write(out)
    }
}

wire_text! {
    /// A point in time, as `2022-01-28T13:57:01.550Z`. Any text decodes; [`get`](Lenient::get) says what reads as one.
    Instant = Lenient<InstantFormat: LenientFormat>, "date-time", "a point in time as YYYY-MM-DDTHH:MM:SS.sssZ", Timestamp,
    |text| match text.strip_suffix('Z').and_then(digits::moment) {
        Some(civil) => jiff::tz::Offset::UTC.to_timestamp(civil).ok(),
        None => text.parse().ok(),
    },
    |at, out| Digits::new().moment(jiff::tz::Offset::UTC.to_datetime(at)).write(out),
    canonical: |text| match text.strip_suffix('Z').and_then(digits::moment) {
        Some(civil) => jiff::tz::Offset::UTC.to_timestamp(civil).ok(),
        None => written::<Self>(text),
    }
}

wire_text! {
    /// Local time that looks like an instant: `2024-12-11T13:57:55.039Z`, where the `Z` is false or unproven.
    ///
    /// The API writes the clock on the wall of the account's place and puts a `Z` behind it, so this reads as civil
    /// time, never as an instant. Any text decodes; [`get`](Lenient::get) says what reads as a time.
    ///
    /// For chrono, go through the civil time that `get` gives. chrono would believe the `Z` in the text itself and take the time for
    /// UTC, hours beside the truth:
    ///
    /// ```
    /// use chrono::{DateTime, FixedOffset, NaiveDateTime};
    /// use tatodesk_api::wire::WallClock;
    ///
    /// let row: WallClock = "2024-12-11T13:57:55.039Z".parse()?;
    /// let at = row.get().expect("a time was parsed");
    /// let naive: NaiveDateTime = at.to_string().parse()?; // jiff writes no `Z` behind civil time
    ///
    /// let recife = FixedOffset::west_opt(3 * 3600).expect("an offset");
    /// let instant = naive.and_local_timezone(recife).single().expect("one instant");
    /// assert_eq!(instant.to_rfc3339(), "2024-12-11T13:57:55.039-03:00");
    ///
    /// // Do not do this: it reads, and it is wrong by three hours.
    /// let wrong: DateTime<FixedOffset> = row.to_string().parse()?;
    /// assert_eq!((instant - wrong).num_hours(), 3);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    WallClock = Lenient<WallClockFormat: LenientFormat>, "wall-clock", "a local time as YYYY-MM-DDTHH:MM:SS.sssZ", DateTime,
    |text| {
        let text = text.strip_suffix('Z').unwrap_or(text);
        digits::moment(text).or_else(|| text.parse().ok())
    },
    |at, out| Digits::new().moment(at).write(out),
    canonical: |text| text.strip_suffix('Z').and_then(digits::moment).or_else(|| written::<Self>(text))
}

wire_text! {
    /// How long something took, as `HH:MM:SS` where the hours may pass 24, or an empty text for nothing.
    ///
    /// An empty text is not zero: it says that there is no duration. Any text decodes; [`get`](Lenient::get) says what
    /// reads as a duration.
    DurationHms = Lenient<DurationHmsFormat: LenientFormat>, "duration-hms", "a duration as HH:MM:SS", Duration,
    |text| {
        let (hours, rest) = text.split_once(':')?;
        // Minutes and seconds are those of a time of the day.
        let rest = match rest.as_bytes() {
            [m, n, b':', s, t] => digits::time(&[b'0', b'0', b':', *m, *n, b':', *s, *t], true)?,
            _ => return None,
        };
        let hours = match hours.as_bytes() {
            hours @ [_, _] => u64::try_from(digits::two(hours, 0)?).ok()?,
            [_, _, ..] if hours.bytes().all(|byte| byte.is_ascii_digit()) => hours.parse().ok()?,
            _ => return None,
        };
        let rest = u64::from(rest.minute().unsigned_abs()) * 60 + u64::from(rest.second().unsigned_abs());
        hours.checked_mul(3600)?.checked_add(rest).map(Duration::from_secs)
    },
    |duration, out| {
        let seconds = duration.as_secs();
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
        let text = Digits::new();
        let text = match hours {
            0..100 => text.number(hours, 2),
            _ => text.number(hours, hours.ilog10() as usize + 1),
        };
        text.byte(b':').number(minutes, 2).byte(b':').number(seconds % 60, 2).write(out)
    },
    canonical: |text| match text.as_bytes() {
        // Two digits of hours.
        bytes @ [_, _, b':', _, _, b':', _, _] => {
            let [hours, minutes, seconds] = [0, 3, 6].map(|at| digits::two(bytes, at).and_then(|two| u64::try_from(two).ok()));
            let (minutes, seconds) = (minutes.filter(|two| *two < 60)?, seconds.filter(|two| *two < 60)?);
            Some(Duration::from_secs(hours? * 3600 + minutes * 60 + seconds))
        }
        _ => written::<Self>(text),
    }
}

wire_text! {
    /// `Yes` or `No` in a report's row. Any text decodes; [`get`](Lenient::get) says what reads as one of the two.
    YesNo = Lenient<YesNoFormat: LenientFormat>, "yes-no", "Yes or No", bool,
    |text| {
        if text.eq_ignore_ascii_case("yes") {
            Some(true)
        } else if text.eq_ignore_ascii_case("no") {
            Some(false)
        } else {
            None
        }
    },
    |yes, out| out.write_str(if yes { "Yes" } else { "No" })
}

#[cfg(test)]
mod tests;
