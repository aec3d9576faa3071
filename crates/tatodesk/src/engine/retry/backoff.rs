//! How long to wait before trying again: full-jitter exponential backoff, and what `Retry-After` asks for.

use std::time::{Duration, SystemTime};

use jiff::{
    civil::DateTime,
    fmt::{rfc2822::DateTimeParser, strtime},
    tz::TimeZone,
};
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

use crate::engine::retry::policy::RetryPolicy;

/// Nobody waits longer, and no arithmetic with it overflows.
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

/// Longer than anybody waits.
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
mod tests {
    use super::*;

    fn asked(value: &str) -> Option<Duration> {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777); // Sun, 06 Nov 1994 08:49:37 GMT
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, value.parse().unwrap());
        retry_after(&headers, now)
    }

    #[test]
    fn seconds_and_dates() {
        assert_eq!(asked("7"), Some(Duration::from_secs(7)));
        assert_eq!(asked(" 0 "), Some(Duration::ZERO));
        assert_eq!(
            asked("Sun, 06 Nov 1994 08:49:40 GMT"),
            Some(Duration::from_secs(3))
        );
        assert_eq!(asked("Sun, 06 Nov 1994 08:49:30 GMT"), Some(Duration::ZERO));
        for three_seconds in [
            "Sunday, 06-Nov-94 08:49:40 GMT",
            "Sun Nov  6 08:49:40 1994",
            "Sun Nov 06 08:49:40 1994",
            "Mon, 06 Nov 1994 08:49:40 GMT",
        ] {
            assert_eq!(asked(three_seconds), Some(Duration::from_secs(3)));
        }
        assert_eq!(
            asked("Saturday, 05-Nov-94 08:49:40 GMT"),
            Some(Duration::ZERO)
        );
        assert!(asked("99999999999999999999999").unwrap() > Duration::from_secs(1 << 30));
        assert!(asked("Fri, 31 Dec 9999 23:59:59 GMT").unwrap() > Duration::from_secs(1 << 30));
        for nonsense in [
            "",
            "soon",
            "-1",
            "1.5",
            "7 s",
            "1994-11-06",
            "Sun Nov 31 08:49:40 1994",
        ] {
            assert_eq!(asked(nonsense), None, "{nonsense}");
        }
        assert_eq!(retry_after(&HeaderMap::new(), SystemTime::UNIX_EPOCH), None);
    }

    #[test]
    fn a_date_is_read_against_the_date_of_the_answer() {
        let asked = |date: &str, wish: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(DATE, date.parse().unwrap());
            headers.insert(RETRY_AFTER, wish.parse().unwrap());
            // A clock of our own that is wrong by years.
            retry_after(&headers, SystemTime::UNIX_EPOCH)
        };
        let wish = "Sun, 06 Nov 1994 08:49:40 GMT";
        for three_seconds_before in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            " Sun, 06 Nov 1994 08:49:37 GMT ",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
        ] {
            let three_seconds = Some(Duration::from_secs(3));
            assert_eq!(asked(three_seconds_before, wish), three_seconds);
        }
        let later = "Sun, 06 Nov 1994 08:49:41 GMT";
        assert_eq!(asked(later, wish), Some(Duration::ZERO));
        // Seconds need no date, and one that cannot be read is none.
        assert_eq!(asked(later, "7"), Some(Duration::from_secs(7)));
        for unread in ["now", "", "Fri, 31 Dec 9999 23:59:59 GMT"] {
            assert!(asked(unread, wish).unwrap() > Duration::from_secs(1 << 29));
        }
    }

    fn pause_of(attempt: u32, wish: Option<u64>, chance: f64) -> Option<u128> {
        let policy = RetryPolicy::default();
        pause(&policy, attempt, wish.map(Duration::from_millis), chance)
            .map(|pause| pause.as_millis())
    }

    #[test]
    fn pauses_double_up_to_a_bound_and_spread_below_it() {
        let most = |attempt| pause_of(attempt, None, 1.0).unwrap();
        assert_eq!([most(1), most(2), most(5)], [100, 200, 1600]);
        assert_eq!([most(7), most(u32::MAX)], [5000, 5000]);
        assert_eq!(pause_of(3, None, 0.0), Some(0));
        assert_eq!(pause_of(3, None, 0.25), Some(100));
        assert_eq!(pause_of(3, None, f64::NAN), Some(400));
    }

    #[test]
    fn the_server_is_never_asked_sooner_than_it_wants() {
        assert_eq!(pause_of(1, Some(9000), 0.0), Some(9000));
        assert_eq!(pause_of(2, Some(1), 1.0), Some(201));
        // The bound is for the wish alone.
        assert_eq!(pause_of(1, Some(60_000), 1.0), Some(60_100));
        assert_eq!(pause_of(1, Some(60_001), 1.0), None);
    }

    #[test]
    fn clients_that_were_refused_together_do_not_come_back_together() {
        let pauses = [0.0, 0.25, 0.5].map(|chance| pause_of(1, Some(9000), chance).unwrap());
        assert_eq!(pauses, [9000, 9025, 9050]);
    }

    #[test]
    fn a_policy_of_any_size_gives_a_pause() {
        let policy = RetryPolicy::default().backoff(Duration::MAX, Duration::MAX);
        assert_eq!(pause(&policy, u32::MAX, None, 1.0), Some(A_DAY));
    }
}
