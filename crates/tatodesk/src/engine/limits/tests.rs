//! Tests of a call's time and how its attempts share it.

use super::*;
use crate::engine::{clock::SystemClock, feed::Room};

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

#[tokio::test(start_paused = true)]
async fn no_absence_moves_the_deadline_of_the_caller() {
    let (clock, second) = (SystemClock, Duration::from_secs(1));
    let feed = Arc::new(Feed::new(Arc::new(Room::new(1)), true));
    for (deadline, away, ends, cause) in [
        (None, 0, 2, TimeoutCause::Attempt),
        (None, 5, 7, TimeoutCause::Attempt),
        (Some(20), 5, 7, TimeoutCause::Attempt),
        (Some(4), 5, 4, TimeoutCause::Call),
        (Some(2), 5, 2, TimeoutCause::Call),
    ] {
        let started = clock.instant();
        let limits = Limits {
            attempt_timeout: Some(second * 2),
            ..limits(
                second * 9,
                deadline.map(|seconds| started + second * seconds),
            )
        };
        let until = limits
            .deadline_of_attempt(second * 9, &clock)
            .of_page(Some(&feed));
        feed.was_away(second * away);
        let forever = std::pin::pin!(std::future::pending::<()>());
        let mut timer = std::pin::pin!(until.timer());
        until.limit(timer.as_mut(), forever).await.unwrap_err();
        let what = format!("{deadline:?} {away}");
        assert_eq!(clock.instant() - started, second * ends, "{what}");
        assert_eq!(until.cause(), cause, "{what}");
        // What is ready is not taken either, once the caller's own time is over.
        let ready = std::pin::pin!(std::future::ready(()));
        let is_late = until.limit(timer, ready).await.is_err();
        assert_eq!(is_late, cause == TimeoutCause::Call, "{what}");
    }
}
