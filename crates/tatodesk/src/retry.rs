//! When to try again: full-jitter exponential backoff, `Retry-After`, and the clock that both are measured with.

use std::{
    future::Future,
    hash::{BuildHasher, RandomState},
    pin::Pin,
    time::{Duration, SystemTime},
};

use reqwest::header::{HeaderMap, RETRY_AFTER};

/// The first pause is at most this long; each further one at most twice its predecessor.
const FIRST: Duration = Duration::from_millis(100);
/// No pause is longer, unless the server asks for more.
const LONGEST: Duration = Duration::from_secs(5);

/// Time and chance, so that tests need neither.
pub(crate) trait Clock: Send + Sync {
    /// The time of day, which dates in `Retry-After` are compared with.
    fn now(&self) -> SystemTime;
    /// A number from 0 up to, but not including, 1.
    fn chance(&self) -> f64;
    /// Waits.
    fn sleep(&self, pause: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>>;
}

/// The machine's clock.
#[derive(Debug)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn chance(&self) -> f64 {
        // The standard library seeds every `RandomState` anew: enough to spread clients, and no dependency.
        let bits = RandomState::new().hash_one(()) >> 11;
        bits as f64 / (1_u64 << 53) as f64
    }

    fn sleep(&self, pause: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(tokio::time::sleep(pause))
    }
}

/// How long to wait after attempt number `attempt` (the first is 1).
///
/// Full jitter: anything between nothing and the bound, so that clients which failed together do not come back together.
/// What the server asks for is a minimum; the caller's deadline bounds it.
pub(crate) fn pause(attempt: u32, retry_after: Option<Duration>, chance: f64) -> Duration {
    let doublings = attempt.saturating_sub(1).min(16);
    let bound = FIRST.saturating_mul(1 << doublings).min(LONGEST);
    bound
        .mul_f64(chance.clamp(0.0, 1.0))
        .max(retry_after.unwrap_or_default())
}

/// What `Retry-After` asks for: seconds, or a date. A date in the past asks for nothing; anything else is ignored.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // Too many digits for a number are still a wish to wait very long.
        return Some(Duration::from_secs(
            text.parse().unwrap_or(u64::from(u32::MAX)),
        ));
    }
    let date = jiff::fmt::rfc2822::parse(text).ok()?;
    Some(
        SystemTime::from(date.timestamp())
            .duration_since(now)
            .unwrap_or_default(),
    )
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
        assert!(asked("99999999999999999999999").unwrap() > Duration::from_secs(1 << 30));
        for nonsense in ["", "soon", "-1", "1.5", "7 s", "1994-11-06"] {
            assert_eq!(asked(nonsense), None, "{nonsense}");
        }
        assert_eq!(retry_after(&HeaderMap::new(), SystemTime::UNIX_EPOCH), None);
    }

    #[test]
    fn pauses_double_up_to_a_bound_and_spread_below_it() {
        let most = |attempt| pause(attempt, None, 1.0);
        assert_eq!(most(1), Duration::from_millis(100));
        assert_eq!(most(2), Duration::from_millis(200));
        assert_eq!(most(5), Duration::from_millis(1600));
        assert_eq!(most(7), LONGEST);
        assert_eq!(most(u32::MAX), LONGEST);
        assert_eq!(pause(3, None, 0.0), Duration::ZERO);
        assert_eq!(pause(3, None, 0.25), Duration::from_millis(100));
    }

    #[test]
    fn the_server_is_never_asked_sooner_than_it_wants() {
        let wish = Some(Duration::from_secs(9));
        assert_eq!(pause(1, wish, 1.0), Duration::from_secs(9));
        assert_eq!(
            pause(2, Some(Duration::from_millis(1)), 1.0),
            Duration::from_millis(200)
        );
    }

    #[test]
    fn chance_stays_in_range_and_varies() {
        let throws: Vec<f64> = (0..100).map(|_| SystemClock.chance()).collect();
        assert!(throws.iter().all(|throw| (0.0..1.0).contains(throw)));
        assert!(throws.iter().any(|throw| *throw != throws[0]));
    }
}
