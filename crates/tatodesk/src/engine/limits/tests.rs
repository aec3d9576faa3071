//! Tests of a call's time and how its attempts share it.

use super::*;

fn limits(timeout: Duration, deadline: Option<Instant>) -> Limits {
    Limits {
        timeout,
        attempt_timeout: None,
        deadline,
        connect: Duration::ZERO,
        retry: RetryPolicy::default(),
        max_response_bytes: 1,
    }
}

#[test]
fn the_sooner_end_counts() {
    let (now, second) = (Instant::now(), Duration::from_secs(1));
    let end = |timeout, deadline| limits(timeout, deadline).end(now);
    assert_eq!(end(second, None), now + second);
    assert_eq!(end(second * 3, Some(now + second)), now + second);
    assert_eq!(end(second, Some(now + second * 3)), now + second);
    assert!(end(Duration::MAX, None) > now + Duration::from_secs(24 * 3600));
    let no_attempt = Limits {
        attempt_timeout: Some(Duration::ZERO),
        ..limits(second, Some(now + second))
    };
    assert_eq!(no_attempt.end(now), now);
}

#[test]
fn an_attempt_never_has_more_than_what_is_left() {
    let second = Duration::from_secs(1);
    let mut limits = limits(second * 9, None);
    assert_eq!(limits.of_attempt(second), second);
    limits.attempt_timeout = Some(second * 2);
    assert_eq!(limits.of_attempt(second), second);
    assert_eq!(limits.of_attempt(second * 5), second * 2);
}

#[test]
fn connecting_never_asks_for_more_than_half_of_a_call() {
    let second = Duration::from_secs(1);
    let limits = Limits {
        connect: second * 10,
        ..limits(second * 30, None)
    };
    for (whole, needed) in [(30, 10), (20, 10), (12, 6), (0, 0)] {
        assert_eq!(limits.connecting(second * whole), second * needed);
    }
}
