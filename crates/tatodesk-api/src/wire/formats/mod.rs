//! The date, time and word formats of the API, each made with the mechanism of `wire::text`.
//!
//! It uses jiff for dates and times. The generated types have members of these formats.

use crate::wire::text::{Lenient, LenientFormat, Strict, StrictFormat, TextFormat};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use std::fmt::{self, Write};
use std::time::Duration;

/// Reads a text by a pattern: `D`, `M`, `Y`, `h`, `m`, `s` take one digit each, anything else stands for itself.
fn digits(text: &str, pattern: &str) -> Option<[i16; 6]> {
    let mut fields = [0_i16; 6];
    if text.len() != pattern.len() {
        return None;
    }
    for (byte, place) in text.bytes().zip(pattern.bytes()) {
        match b"YMDhms".iter().position(|letter| *letter == place) {
            Some(field) if byte.is_ascii_digit() => {
                fields[field] = fields[field] * 10 + i16::from(byte - b'0');
            }
            None if byte == place => {}
            _ => return None,
        }
    }
    Some(fields)
}

/// Reads a date by a pattern.
fn date(text: &str, pattern: &str) -> Option<Date> {
    let [year, month, day, ..] = digits(text, pattern)?;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Reads a time of the day by a pattern.
fn time(text: &str, pattern: &str) -> Option<Time> {
    let [.., hour, minute, second] = digits(text, pattern)?;
    Time::new(
        i8::try_from(hour).ok()?,
        i8::try_from(minute).ok()?,
        i8::try_from(second).ok()?,
        0,
    )
    .ok()
}

/// Reads `<date> <time>`, each by a pattern.
fn date_and_time(text: &str, date_pattern: &str, time_pattern: &str) -> Option<DateTime> {
    let (day, hour) = text.split_once(' ')?;
    Some(date(day, date_pattern)?.to_datetime(time(hour, time_pattern)?))
}

/// Milliseconds as the API writes them, or as many digits as a finer value needs.
fn write_fraction(nanoseconds: i32, text: &mut impl Write) -> fmt::Result {
    if nanoseconds % 1_000_000 == 0 {
        write!(text, ".{:03}", nanoseconds / 1_000_000)
    } else {
        write!(text, ".{nanoseconds:09}")
    }
}

/// Declares a format and its public name.
macro_rules! wire_text {
    (
        $(#[$doc:meta])* $public:ident = $kind:ident<$marker:ident: $trait:ident>,
        $name:literal, $description:literal, $value:ty,
        |$text:ident| $parse:expr, |$datum:ident, $out:ident| $write:expr
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
    |text| date(text, "DD/MM/YYYY"),
    |date, out| write!(out, "{:02}/{:02}/{:04}", date.day(), date.month(), date.year())
}

wire_text! {
    /// A date as `MM/DD/YYYY`: filters of journeys and reviews.
    UsDate = Strict<UsDateFormat: StrictFormat>, "us-date", "a date as MM/DD/YYYY", Date,
    |text| date(text, "MM/DD/YYYY"),
    |date, out| write!(out, "{:02}/{:02}/{:04}", date.month(), date.day(), date.year())
}

wire_text! {
    /// A date as eight digits, `DDMMYYYY`: survey answers.
    CompactDate = Strict<CompactDateFormat: StrictFormat>, "compact-date", "a date as DDMMYYYY", Date,
    |text| date(text, "DDMMYYYY"),
    |date, out| write!(out, "{:02}{:02}{:04}", date.day(), date.month(), date.year())
}

wire_text! {
    /// A date and minute as `DD/MM/YYYY HH:MM`: the filter of the sessions report.
    BrDateMinute = Strict<BrDateMinuteFormat: StrictFormat>, "br-date-minute", "a date and time as DD/MM/YYYY HH:MM", DateTime,
    |text| date_and_time(text, "DD/MM/YYYY", "hh:mm"),
    |at, out| {
        write!(out, "{:02}/{:02}/{:04} {:02}:{:02}", at.day(), at.month(), at.year(), at.hour(), at.minute())
    }
}

wire_text! {
    /// A time of the day as `HH:MM`: hours of the scheduling.
    HourMinute = Strict<HourMinuteFormat: StrictFormat>, "time-hm", "a time as HH:MM", Time,
    |text| time(text, "hh:mm"),
    |time, out| write!(out, "{:02}:{:02}", time.hour(), time.minute())
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
    |text| date(text, "YYYY-MM-DD"),
    |date, out| write!(out, "{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
}

wire_text! {
    /// A time of the day as `HH:MM:SS`. Any text decodes; [`get`](Lenient::get) says what reads as a time.
    HourMinuteSecond = Lenient<HourMinuteSecondFormat: LenientFormat>, "time-hms", "a time as HH:MM:SS", Time,
    |text| time(text, "hh:mm:ss"),
    |time, out| write!(out, "{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second())
}

wire_text! {
    /// Local time as `DD/MM/YYYY HH:MM:SS` or `DD/MM/YYYY HH:MM`. Any text decodes; [`get`](Lenient::get) says what
    /// reads as a time.
    BrDateTime = Lenient<BrDateTimeFormat: LenientFormat>, "br-date-time", "a date and time as DD/MM/YYYY HH:MM:SS", DateTime,
    |text| date_and_time(text, "DD/MM/YYYY", "hh:mm:ss").or_else(|| date_and_time(text, "DD/MM/YYYY", "hh:mm")),
    |at, out| {
        let (date, time) = (at.date(), at.time());
        write!(out, "{:02}/{:02}/{:04} ", date.day(), date.month(), date.year())?;
        write!(out, "{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second())
    }
}

wire_text! {
    /// A point in time, as `2022-01-28T13:57:01.550Z`. Any text decodes; [`get`](Lenient::get) says what reads as one.
    Instant = Lenient<InstantFormat: LenientFormat>, "date-time", "a point in time as YYYY-MM-DDTHH:MM:SS.sssZ", Timestamp,
    |text| text.parse().ok(),
    |at, out| {
        let civil = jiff::tz::Offset::UTC.to_datetime(at);
        write!(out, "{}T{:02}:{:02}:{:02}", civil.date(), civil.hour(), civil.minute(), civil.second())?;
        write_fraction(civil.subsec_nanosecond(), out)?;
        out.write_char('Z')
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
    |text| text.strip_suffix('Z').unwrap_or(text).parse().ok(),
    |at, out| {
        write!(out, "{}T{:02}:{:02}:{:02}", at.date(), at.hour(), at.minute(), at.second())?;
        write_fraction(at.subsec_nanosecond(), out)?;
        out.write_char('Z')
    }
}

wire_text! {
    /// How long something took, as `HH:MM:SS` where the hours may pass 24, or an empty text for nothing.
    ///
    /// An empty text is not zero: it says that there is no duration. Any text decodes; [`get`](Lenient::get) says what
    /// reads as a duration.
    DurationHms = Lenient<DurationHmsFormat: LenientFormat>, "duration-hms", "a duration as HH:MM:SS", Duration,
    |text| {
        let (hours, rest) = text.split_once(':')?;
        let [.., minutes, seconds] = digits(rest, "mm:ss")?;
        let plain = hours.len() >= 2 && hours.bytes().all(|byte| byte.is_ascii_digit());
        if !plain || minutes > 59 || seconds > 59 {
            return None;
        }
        let hours = hours.parse::<u64>().ok()?.checked_mul(3600)?;
        hours.checked_add(u64::from(minutes.unsigned_abs()) * 60 + u64::from(seconds.unsigned_abs())).map(Duration::from_secs)
    },
    |duration, out| {
        let seconds = duration.as_secs();
        write!(out, "{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
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

#[cfg(test)]
mod tests;
