//! Tests of pauses, and of what `Retry-After` asks for.

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
    pause(&policy, attempt, wish.map(Duration::from_millis), chance).map(|pause| pause.as_millis())
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
