//! The hours of the week in which a campaign may send, in its zone. It uses no other module.

use std::{fmt, str::FromStr};

use jiff::{
    Timestamp, ToSpan,
    civil::{Time, Weekday},
    tz::{Offset, TimeZone},
};

/// Hours on some days of the week, such as `mon-fri 09:00-18:00`.
///
/// Days are `mon` to `sun`, one, or two with a hyphen between them. The end is not part of the window, and `24:00` is the end of the day.
///
/// ```
/// use tatodesk_bulk::Window;
///
/// let office: Window = "mon-fri 09:00-18:00".parse()?;
/// assert_eq!(office.to_string(), "mon-fri 09:00-18:00");
/// assert!("mon-fri 18:00-09:00".parse::<Window>().is_err());
/// # Ok::<(), tatodesk_bulk::WindowError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    days: (Weekday, Weekday),
    /// Minutes of the day.
    from: u16,
    until: u16,
}

/// A text is no window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WindowError;

impl fmt::Display for WindowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a window is days and hours, such as \"mon-fri 09:00-18:00\"")
    }
}

impl std::error::Error for WindowError {}

const DAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("wed", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("fri", Weekday::Friday),
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
];

fn day(name: &str) -> Option<Weekday> {
    DAYS.iter().find(|(word, _)| *word == name).map(|it| it.1)
}

fn word(day: Weekday) -> &'static str {
    DAYS[usize::from(day.to_monday_zero_offset().unsigned_abs())].0
}

fn minutes(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let part = |text: &str| {
        (text.len() == 2)
            .then(|| text.parse::<u16>().ok())
            .flatten()
    };
    let (hour, minute) = (part(hour)?, part(minute)?);
    (minute < 60 && hour * 60 + minute <= 24 * 60).then_some(hour * 60 + minute)
}

impl FromStr for Window {
    type Err = WindowError;

    fn from_str(text: &str) -> Result<Self, WindowError> {
        let read = || {
            let (days, hours) = text.trim().split_once(' ')?;
            let (first, last) = days.split_once('-').unwrap_or((days, days));
            let (from, until) = hours.trim().split_once('-')?;
            let (from, until) = (minutes(from)?, minutes(until)?);
            let days = (day(first)?, day(last)?);
            (from < until).then_some(Self { days, from, until })
        };
        read().ok_or(WindowError)
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, last) = self.days;
        f.write_str(word(first))?;
        if first != last {
            write!(f, "-{}", word(last))?;
        }
        let (from, until) = (self.from, self.until);
        write!(
            f,
            " {:02}:{:02}-{:02}:{:02}",
            from / 60,
            from % 60,
            until / 60,
            until % 60
        )
    }
}

impl Window {
    fn has(&self, day: Weekday) -> bool {
        let (first, last) = self.days;
        first.until(day) <= first.until(last)
    }
}

/// Reads a zone: a fixed offset such as `-03:00`, or a name that this machine's time zone database knows.
pub(crate) fn zone(name: &str) -> Option<TimeZone> {
    let fixed = || {
        let (sign, rest) = match name.split_at_checked(1)? {
            ("-", rest) => (-1, rest),
            ("+", rest) => (1, rest),
            _ => return None,
        };
        let seconds = sign * i32::from(minutes(rest)?) * 60;
        Offset::from_seconds(seconds).ok().map(TimeZone::fixed)
    };
    match name {
        "UTC" => Some(TimeZone::UTC),
        _ => fixed().or_else(|| TimeZone::get(name).ok()),
    }
}

/// When the campaign may send next: `now` within a window, and the beginning of the next window else. Without windows it always may.
pub(crate) fn next_open(windows: &[Window], zone: &TimeZone, now: Timestamp) -> Timestamp {
    if windows.is_empty() {
        return now;
    }
    let today = now.to_zoned(zone.clone()).date();
    let openings = (0..=7).filter_map(|ahead| today.checked_add(ahead.days()).ok());
    let openings = openings.flat_map(|date| {
        let open = windows.iter().filter(move |it| it.has(date.weekday()));
        open.filter_map(move |window| {
            let at = |minutes: u16| {
                let midnight = date.to_datetime(Time::midnight());
                let local = midnight.checked_add(i64::from(minutes).minutes()).ok()?;
                Some(
                    zone.to_ambiguous_zoned(local)
                        .compatible()
                        .ok()?
                        .timestamp(),
                )
            };
            let (from, until) = (at(window.from)?, at(window.until)?);
            (now < until).then(|| from.max(now))
        })
    });
    openings.min().unwrap_or(now)
}

#[cfg(test)]
mod tests;
