//! A text is read in each format and written again, and its meaning is compared with that of a plain reader or of jiff.

use std::{fmt::Debug, fmt::Display, str::FromStr, time::Duration};

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
};
use serde::{Serialize, de::DeserializeOwned};
use tatodesk::Phone;
use tatodesk_api::wire::*;

/// Checks one input.
pub fn check(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    strict::<BrDate, _>(text, BrDate::get, date(text, "DD/MM/YYYY"));
    strict::<UsDate, _>(text, UsDate::get, date(text, "MM/DD/YYYY"));
    strict::<CompactDate, _>(text, CompactDate::get, date(text, "DDMMYYYY"));
    strict::<HourMinute, _>(text, HourMinute::get, time(text, false));
    let minute = text.split_once(' ').and_then(|(day, hour)| {
        let day = date(day, "DD/MM/YYYY")?;
        Some(day.to_datetime(time(hour, false)?))
    });
    strict::<BrDateMinute, _>(text, BrDateMinute::get, minute);
    let second = text.split_once(' ').and_then(|(day, hour)| {
        let day = date(day, "DD/MM/YYYY")?;
        Some(day.to_datetime(time(hour, true)?))
    });
    lenient(
        text,
        BrDateTime::from_wire(text),
        |it| it.get(),
        second.or(minute),
    );
    lenient(
        text,
        BrDateText::from_wire(text),
        |it| it.get(),
        date(text, "DD/MM/YYYY"),
    );
    lenient(
        text,
        HourMinuteText::from_wire(text),
        |it| it.get(),
        time(text, false),
    );
    lenient(
        text,
        IsoDate::from_wire(text),
        |it| it.get(),
        date(text, "YYYY-MM-DD"),
    );
    lenient(
        text,
        HourMinuteSecond::from_wire(text),
        |it| it.get(),
        time(text, true),
    );
    lenient(
        text,
        Instant::from_wire(text),
        |it| it.get(),
        text.parse::<Timestamp>().ok(),
    );
    let wall = text.strip_suffix('Z').unwrap_or(text).parse::<DateTime>();
    lenient(text, WallClock::from_wire(text), |it| it.get(), wall.ok());
    lenient(
        text,
        DurationHms::from_wire(text),
        |it| it.get(),
        duration(text),
    );
    let yes = ["no", "yes"]
        .into_iter()
        .position(|word| word.eq_ignore_ascii_case(text));
    lenient(
        text,
        YesNo::from_wire(text),
        |it| it.get(),
        yes.map(|yes| yes == 1),
    );
    phone(text);
}

/// A format of which one text stands for a value. `expected` is what the text means.
fn strict<T, V>(text: &str, get: fn(T) -> V, expected: Option<V>)
where
    T: FromStr + Copy + Display + Serialize + DeserializeOwned + PartialEq<str>,
    V: PartialEq + Debug,
{
    let read = text.parse::<T>().ok();
    assert_eq!(read.map(get), expected, "{text:?}");
    let json = serde_json::to_string(text).expect("JSON");
    let decoded = serde_json::from_str::<T>(&json).ok();
    assert_eq!(decoded.map(get), expected, "{text:?}");
    if let Some(read) = read {
        assert_eq!(read.to_string(), text);
        assert!(read == *text);
        assert_eq!(serde_json::to_string(&read).expect("JSON"), json);
    }
}

/// A format that keeps any text.
fn lenient<T, V>(text: &str, read: T, get: fn(&T) -> Option<V>, expected: Option<V>)
where
    T: Display + Serialize + DeserializeOwned + PartialEq + Debug + PartialEq<str>,
    V: PartialEq + Debug,
{
    assert_eq!(get(&read), expected, "{text:?}");
    assert_eq!(read.to_string(), text);
    assert!(read == *text);
    let json = serde_json::to_string(text).expect("JSON");
    assert_eq!(serde_json::from_str::<T>(&json).expect("any text"), read);
    assert_eq!(serde_json::to_string(&read).expect("JSON"), json);
}

/// A date in which each letter of the pattern stands for a digit.
fn date(text: &str, pattern: &str) -> Option<Date> {
    if text.len() != pattern.len() {
        return None;
    }
    let (mut year, mut month, mut day) = (0_i16, 0_i8, 0_i8);
    for (found, place) in text.chars().zip(pattern.chars()) {
        let digit = || i8::try_from(found.to_digit(10)?).ok();
        match place {
            'Y' => year = year * 10 + i16::from(digit()?),
            'M' => month = month * 10 + digit()?,
            'D' => day = day * 10 + digit()?,
            other if other == found => {}
            _ => return None,
        }
    }
    Date::new(year, month, day).ok()
}

fn two(text: &str) -> Option<i8> {
    let is_two = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_two.then(|| text.parse().ok())?
}

fn time(text: &str, seconds: bool) -> Option<Time> {
    let parts: Vec<&str> = text.split(':').collect();
    match (parts[..].as_ref(), seconds) {
        ([hour, minute], false) => Time::new(two(hour)?, two(minute)?, 0, 0).ok(),
        ([hour, minute, second], true) => Time::new(two(hour)?, two(minute)?, two(second)?, 0).ok(),
        _ => None,
    }
}

fn duration(text: &str) -> Option<Duration> {
    let parts: Vec<&str> = text.split(':').collect();
    let [hours, minutes, seconds] = parts[..] else {
        return None;
    };
    let is_number = hours.len() >= 2 && hours.bytes().all(|byte| byte.is_ascii_digit());
    let hours: u64 = is_number.then(|| hours.parse().ok())??;
    let rest = [minutes, seconds].map(|text| two(text).filter(|part| *part < 60));
    let [Some(minutes), Some(seconds)] = rest else {
        return None;
    };
    let all = hours
        .checked_mul(3600)?
        .checked_add(minutes as u64 * 60 + seconds as u64)?;
    Some(Duration::from_secs(all))
}

/// A number that is read is international, and is itself when it is written as such.
fn phone(text: &str) {
    let Ok(phone) = text.parse::<Phone>() else {
        return;
    };
    let digits = phone.digits();
    assert!(digits.bytes().all(|byte| byte.is_ascii_digit()), "{text:?}");
    assert!((7..=15).contains(&digits.len()), "{text:?}: {digits}");
    let again: Result<Phone, _> = format!("+{digits}").parse();
    assert_eq!(again.as_ref(), Ok(&phone), "{text:?}");
    // What was written is a part of it: the number behind its country code, or all of it.
    let written: String = text
        .chars()
        .filter_map(|c| c.to_digit(10))
        .map(|digit| digit.to_string())
        .collect();
    let national = digits.strip_prefix("55").unwrap_or(digits);
    assert!(written.ends_with(national), "{text:?}: {digits}");
    let _ = (phone.kind(), phone.masked(), phone.dedup_key());
}
