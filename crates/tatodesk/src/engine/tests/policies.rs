//! Tests of the loop around attempts under policies: waits, deadlines, the common budget, refusals.

use super::*;

#[tokio::test]
async fn the_server_says_how_long_to_wait() {
    let (raw, pauses) = play(
        READ,
        3,
        &[(status(429), Some("7")), (status(503), Some("0"))],
    )
    .await;
    assert_eq!(raw.unwrap().attempts, 3);
    assert_eq!(pauses, [7050, 100]);
    let date = "Thu, 01 Jan 1970 00:00:09 GMT";
    let (_, pauses) = play(READ, 3, &[(status(503), Some(date))]).await;
    assert_eq!(pauses, [9050]);
}

#[tokio::test]
async fn a_wait_beyond_the_calls_time_is_not_begun() {
    let (raw, pauses) = play(READ, 3, &[(status(429), Some("3600"))]).await;
    let error = raw.unwrap_err();
    assert_eq!((error.attempts(), error.outcome()), (1, Outcome::Rejected));
    assert!(pauses.is_empty());
}

#[tokio::test]
async fn a_wait_beyond_the_policys_patience_is_not_begun_either() {
    let play = Play::new(RetryBudget::default());
    let mut limits = limits(3);
    limits.retry = limits.retry.longest_retry_after(Duration::from_secs(5));
    let error = play
        .call(READ, limits, &[(status(429), Some("6"))])
        .await
        .unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(6)));
    assert!(error.is_rate_limited() && play.pauses().is_empty());
    let record = play.call(READ, limits, &[(status(429), Some("5"))]).await;
    assert_eq!(record.unwrap().attempts, 2);
}

#[tokio::test]
async fn the_deadline_ends_a_call_between_attempts() {
    let play = Play::new(RetryBudget::default());
    let mut limits = limits(u32::MAX);
    limits.deadline = Some(play.clock.instant() + Duration::from_millis(140));
    let script = vec![(status(503), None); 100];
    let error = play.call(READ, limits, &script).await.unwrap_err();
    // 50 ms, then 100 ms would pass the deadline.
    assert_eq!((error.attempts(), play.pauses()), (2, vec![50]));
    assert_eq!(error.elapsed(), Duration::from_millis(50));
}

#[tokio::test]
async fn a_call_whose_time_is_over_is_never_sent() {
    let play = Play::new(RetryBudget::default());
    for id in [READ, WRITE, SEND] {
        let mut late = limits(3);
        late.deadline = Some(play.clock.instant());
        let error = play.call(id, late, &[]).await.unwrap_err();
        assert_eq!((error.attempts(), error.outcome()), (0, Outcome::NotSent));
        let mut hurried = limits(3);
        hurried.timeout = Duration::ZERO;
        let error = play.call(id, hurried, &[]).await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::NotSent);
    }
}

#[tokio::test]
async fn all_calls_of_a_client_share_one_budget() {
    let play = Play::new(RetryBudget::default().per_second(0).share(0.5));
    let script = vec![(status(503), None); 10];
    let mut attempts = 0;
    for _ in 0..100 {
        attempts += play
            .call(READ, limits(9), &script)
            .await
            .unwrap_err()
            .attempts();
    }
    assert_eq!(attempts, 150);
    // Writes that were not sent pay as well.
    let script = vec![(Observation::Unanswered(Reached::NoConnection), None); 10];
    let mut attempts = 0;
    for _ in 0..100 {
        attempts += play
            .call(WRITE, limits(9), &script)
            .await
            .unwrap_err()
            .attempts();
    }
    assert_eq!(attempts, 150);
}

#[tokio::test]
async fn refusals_are_sent_again_only_where_the_user_says_so() {
    let refused = [(status(429), None), (status(503), Some("2"))];
    for id in [WRITE, SEND] {
        let play = Play::new(RetryBudget::default());
        let mut trusting = limits(3);
        trusting.retry = trusting.retry.resend_refused(true);
        let record = play.call(id, trusting, &refused).await.unwrap();
        assert_eq!((record.attempts, play.pauses()), (3, vec![50, 2100]));
        for observation in [
            status(503),
            status(500),
            status(408),
            Observation::Unanswered(Reached::Lost),
        ] {
            let error = play
                .call(id, trusting, &[(observation, None)])
                .await
                .unwrap_err();
            assert_eq!((error.attempts(), error.outcome()), (1, Outcome::Unknown));
        }
        trusting.retry = trusting.retry.retries(1);
        let error = play.call(id, trusting, &refused).await.unwrap_err();
        assert_eq!((error.attempts(), error.outcome()), (2, Outcome::Rejected));
        assert_eq!(error.reason(), "rejected for now, the server is busy");
    }
}
