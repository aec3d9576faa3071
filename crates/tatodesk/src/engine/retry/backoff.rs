//! How long to wait before trying again: full-jitter exponential backoff, and what `Retry-After` asks for.

use std::time::{Duration, SystemTime};

use jiff::{
    civil::DateTime,
    fmt::{rfc2822::DateTimeParser, strtime},
    tz::TimeZone,
};
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

use crate::engine::retry::policy::RetryPolicy;

/// The longest pause. No arithmetic with it overflows.
const A_DAY: Duration = Duration::from_secs(24 * 3600);

/// How long to wait after attempt number `attempt` (the first is 1).
///
/// Full jitter: anything between nothing and the bound, so that clients which failed together do not come back together.
/// What the server asks for comes before that, since it asks all that it refused together for the same. `None` where it asks
/// for more than the policy bears.
pub(crate) fn pause(
    policy: &RetryPolicy,
    attempt: u32,
    retry_after: Option<Duration>,
    chance: f64,
) -> Option<Duration> {
    let wish = retry_after.unwrap_or_default();
    if wish > policy.longest_wish {
        return None;
    }
    let doublings = attempt.saturating_sub(1).min(16);
    let bound = policy
        .first
        .saturating_mul(1 << doublings)
        .min(policy.longest)
        .min(A_DAY);
    // A chance that is no number counts as the longest pause.
    let share = if chance.is_nan() {
        1.0
    } else {
        chance.clamp(0.0, 1.0)
    };
    Some(wish.saturating_add(bound.mul_f64(share)))
}

/// Longer than any caller waits.
const VERY_LONG: Duration = Duration::from_secs(u32::MAX as u64);

/// What `Retry-After` asks for: seconds, or a date. A date in the past asks for nothing; anything else is ignored.
///
/// A date is that of the server's clock, so it is compared with the answer's own `Date`, and with `now` where there is none.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // Too many digits for a number are still a wish to wait very long.
        return Some(text.parse().map_or(VERY_LONG, Duration::from_secs));
    }
    let answered = headers
        .get(DATE)
        .and_then(|date| moment(date.to_str().ok()?.trim()));
    let since = match answered {
        Some(Moment::At(date)) => date,
        Some(Moment::TooLate) | None => now,
    };
    Some(match moment(text)? {
        Moment::At(date) => date.duration_since(since).unwrap_or_default(),
        Moment::TooLate => VERY_LONG,
    })
}

/// What a date says.
enum Moment {
    At(SystemTime),
    /// Too far away to be an instant. It is still a wish to wait very long.
    TooLate,
}

fn moment(text: &str) -> Option<Moment> {
    if let Ok(date) = RFC2822.parse_timestamp(text) {
        return Some(Moment::At(date.into()));
    }
    let civil = civil_date(text)?;
    match civil.to_zoned(TimeZone::UTC) {
        Ok(date) => Some(Moment::At(date.timestamp().into())),
        Err(_) => (civil.year() == DateTime::MAX.year()).then_some(Moment::TooLate),
    }
}

/// Reads the dates of today's HTTP. The day of the week says nothing that the rest does not, so it may be wrong.
const RFC2822: DateTimeParser = DateTimeParser::new().relaxed_weekday(true);

/// The dates of HTTP: the one of today, and the two of old servers, which clients still have to take. All are in UTC.
const DATES: [&str; 3] = [
    "%a, %d %b %Y %H:%M:%S GMT",
    "%A, %d-%b-%y %H:%M:%S GMT",
    "%a %b %e %H:%M:%S %Y",
];

fn civil_date(text: &str) -> Option<DateTime> {
    let mut read = DATES
        .iter()
        .find_map(|form| strtime::parse(form, text).ok())?;
    read.set_weekday(None);
    read.to_datetime().ok()
}

#[cfg(test)]
mod tests;
