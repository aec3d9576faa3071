//! Tests of the loop around attempts about how calls end: what is called unsent, and what a wait without a further try leaves.

use super::*;

#[tokio::test]
async fn a_request_that_left_once_is_never_called_unsent() {
    let (refused, busy) = ((status(429), None), (status(503), Some("2")));
    for id in [WRITE, SEND] {
        for (first, code) in [(refused, 429), (busy, 503)] {
            for observation in [
                Observation::Unanswered(Reached::NoConnection),
                Observation::Unanswered(Reached::NotMade),
                Observation::NoTime,
            ] {
                let play = Play::new(RetryBudget::default());
                let mut trusting = limits(2);
                trusting.retry = trusting.retry.resend_refused(true);
                let script = [first, (observation, None), (observation, None)];
                let error = play.call(id, trusting, &script).await.unwrap_err();
                let what = format!("{id} {code} {observation:?}: {error}");
                assert_eq!(error.outcome(), Outcome::Rejected, "{what}");
                assert_eq!(error.status().unwrap().as_u16(), code, "{what}");
                assert!(error.reason().ends_with("; then not sent"), "{what}");
                assert!(!error.is_connect(), "{what}");
                let mut error = error.with_request(Box::new(()));
                assert!(error.take_request().is_none(), "{what}");
            }
        }
        // The other way round, what came last says enough.
        let play = Play::new(RetryBudget::default());
        let script = [(Observation::Unanswered(Reached::NoConnection), None), busy];
        let error = play.call(id, limits(2), &script).await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::Unknown);
    }
    // A read may be called again whatever was seen of it.
    let (result, _) = play(
        READ,
        1,
        &[busy, (Observation::Unanswered(Reached::NoConnection), None)],
    )
    .await;
    assert_eq!(result.unwrap_err().outcome(), Outcome::NotSent);
}

#[tokio::test]
async fn an_unsent_call_does_not_become_unknown_for_want_of_time_to_connect() {
    // The last attempt that may begin leaves as much time as making a connection may take.
    let mut play = Play::new(RetryBudget::unlimited());
    play.each = Duration::from_secs(10);
    let script = [(Observation::Unanswered(Reached::NoConnection), None); 9];
    for (timeout, attempts) in [(15, 1), (25, 2), (30, 2), (31, 3)] {
        let limits = Limits {
            timeout: Duration::from_secs(timeout),
            ..limits(9)
        };
        let error = play.call(SEND, limits, &script).await.unwrap_err();
        let told = (error.outcome(), error.attempts());
        assert_eq!(told, (Outcome::NotSent, attempts), "{timeout}");
    }
}

#[tokio::test]
async fn a_call_with_less_time_than_connecting_may_take_is_tried_again_where_it_is_refused_at_once()
{
    let script = [(Observation::Unanswered(Reached::NoConnection), None); 3];
    for id in [READ, WRITE, SEND] {
        let play = Play::new(RetryBudget::unlimited());
        let short = Duration::from_secs(5);
        let by_timeout = Limits {
            timeout: short,
            ..limits(3)
        };
        let by_deadline = Limits {
            deadline: Some(play.clock.instant() + short),
            ..limits(3)
        };
        for limits in [by_deadline, by_timeout] {
            let record = play.call(id, limits, &script).await.unwrap();
            assert_eq!(record.attempts, 4, "{id}");
        }
    }
}

/// A play whose client sends once a minute.
#[cfg(feature = "limits")]
fn one_a_minute() -> Play {
    use crate::engine::throttle::{RateLimit, Settings};

    let mut play = Play::new(RetryBudget::unlimited());
    let settings = Settings {
        rate: Some(RateLimit::per_minute(1)),
        ..Settings::default()
    };
    play.shared.throttle = Throttle::new(&settings, play.clock.instant()).unwrap();
    play
}

#[cfg(feature = "limits")]
#[tokio::test]
async fn an_unsent_call_does_not_become_unknown_while_it_waits_for_its_turn() {
    let script = [(Observation::Unanswered(Reached::NoConnection), None)];
    for (timeout, attempts) in [(65, 1), (80, 2)] {
        let play = one_a_minute();
        let limits = Limits {
            timeout: Duration::from_secs(timeout),
            ..limits(1)
        };
        let result = play.call(SEND, limits, &script).await;
        let tried = result.map_or_else(
            |error| (Some(error.outcome()), error.attempts()),
            |record| (None, record.attempts),
        );
        let outcome = (attempts == 1).then_some(Outcome::NotSent);
        assert_eq!(tried, (outcome, attempts));
    }
}

#[cfg(feature = "limits")]
#[tokio::test]
async fn a_wait_that_took_all_the_time_is_told_as_such() {
    /// Its pauses take a second longer than they are to.
    #[derive(Debug)]
    struct Late(Arc<Notes>);

    impl Clock for Late {
        fn instant(&self) -> Instant {
            self.0.instant()
        }
        fn sleep(&self, pause: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
            self.0.sleep(pause + Duration::from_secs(1))
        }
    }

    let mut play = one_a_minute();
    play.shared.clock = Arc::new(Late(Arc::clone(&play.clock)));
    // No turn is taken for a call whose time is over.
    let mut over = limits(0);
    over.deadline = Some(play.clock.instant());
    let failure = play.run(SEND, over, &[]).await.unwrap_err();
    let told = (failure.observation, failure.record.elapsed);
    assert_eq!(told, (Observation::NoTime, Duration::ZERO));
    assert_eq!(failure.cause().to_string(), "timeout_call");
    play.call(SEND, limits(0), &[]).await.unwrap();
    let mut tight = limits(0);
    tight.timeout = Duration::from_millis(60_500);
    let failure = play.run(SEND, tight, &[]).await.unwrap_err();
    assert_eq!(failure.cause().to_string(), "timeout_limits");
    let error = Error::new(failure, &KeyMask::default());
    assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 0));
    assert_eq!(error.elapsed(), Duration::from_secs(61));
    assert!(error.is_timeout());
    assert!(
        error.reason().contains("the client's own limits"),
        "{error}"
    );
}

#[cfg(all(feature = "limits", feature = "metrics"))]
#[test]
fn only_further_attempts_that_begin_are_counted() {
    use metrics_util::debugging::{DebugValue, DebuggingRecorder};

    for (timeout, attempts, counted) in [(30, 1, None), (90, 2, Some(1))] {
        let recorder = DebuggingRecorder::new();
        let snapshotter = recorder.snapshotter();
        let play = one_a_minute();
        let limits = Limits {
            timeout: Duration::from_secs(timeout),
            ..limits(1)
        };
        let script = [(status(503), None), (status(502), None)];
        let error = ::metrics::with_local_recorder(&recorder, || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            let call = play.call(READ, limits, &script);
            runtime.unwrap().block_on(call).unwrap_err()
        });
        // After the pause the second attempt waits for its turn, too long in the first round.
        assert_eq!(error.attempts(), attempts);
        let told = snapshotter.snapshot().into_vec().into_iter();
        let mut resends = told
            .filter(|(key, ..)| key.key().name() == "tatodesk.client.resends")
            .map(|(.., value)| value);
        assert_eq!(resends.next(), counted.map(DebugValue::Counter));
    }
}

#[cfg(feature = "limits")]
#[tokio::test]
async fn an_attempt_that_the_limits_refuse_costs_no_token() {
    use crate::engine::throttle::{RateLimit, Settings};
    use tatodesk_api::Product;

    let mut play = Play::new(RetryBudget::default().share(0.0).per_second(1));
    let settings = Settings {
        product_rates: vec![(Product::InPerson, RateLimit::per_minute(1).burst(10))],
        ..Settings::default()
    };
    play.shared.throttle = Throttle::new(&settings, play.clock.instant()).unwrap();
    let mut brief = limits(3);
    brief.timeout = Duration::from_secs(3);
    let busy = [(status(503), None); 4];
    // All ten of the burst are gone, so that no further attempt gets its turn in time.
    for _ in 0..9 {
        play.call(READ, brief, &[]).await.unwrap();
    }
    let error = play.call(READ, brief, &busy).await.unwrap_err();
    assert_eq!((error.attempts(), play.pauses()), (1, vec![50]));
    assert_eq!(error.status().unwrap().as_u16(), 503);
    // The ten tokens of the floor are there for others, and one for each second of their pauses.
    let mut further = 0;
    for _ in 0..5 {
        let error = play.call("listObject", brief, &busy).await.unwrap_err();
        further += error.attempts() - 1;
    }
    let passed = play.clock.instant() - play.clock.0;
    assert_eq!(further, 10 + u32::try_from(passed.as_secs()).unwrap());
    assert!(further < 15, "each call would have made three");
}

#[tokio::test]
async fn a_future_that_is_dropped_before_its_next_attempt_costs_no_token() {
    /// Whose pauses do not end.
    #[derive(Debug)]
    struct Stuck(Arc<Notes>);

    impl Clock for Stuck {
        fn instant(&self) -> Instant {
            self.0.instant()
        }
        fn sleep(&self, _: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
            Box::pin(std::future::pending())
        }
    }

    let mut play = Play::new(RetryBudget::default().share(0.0).per_second(1));
    play.shared.clock = Arc::new(Stuck(Arc::clone(&play.clock)));
    let script = [(status(503), None)];
    let mut call = Box::pin(play.call(READ, limits(3), &script));
    let begun = std::future::poll_fn(|cx| std::task::Poll::Ready(call.as_mut().poll(cx)));
    assert!(begun.await.is_pending());
    drop(call);
    let tokens: Vec<_> = (0..11)
        .map_while(|_| play.shared.budget.withdraw(play.clock.0))
        .collect();
    assert_eq!(tokens.len(), 10);
}

/// Calls a page of which each attempt ends by a timer of the HTTP client. The first `away` of them take 20 seconds, and for `absent` of
/// these the caller is away.
async fn page_of_timers(cause: Cause, retries: u32, away: u32, absent: u64) -> (u32, Vec<u128>) {
    let play = Play::new(RetryBudget::unlimited());
    let feed = Feed::new(Arc::new(Room::new(1)), true);
    let record = CallRecord::new(Operation::find(READ).unwrap(), "api.tatodesk.com");
    let limits = limits(retries);
    let ended = repeat(record, &limits, &play.shared, Some(&feed), |number, _| {
        if number <= away {
            *play.clock.2.lock().unwrap() += Duration::from_secs(20);
            feed.was_away(Duration::from_secs(absent));
        }
        let observation = Observation::Unanswered(Reached::NoConnection);
        let mut failed = AttemptError::because(observation, "in time");
        failed.details.cause = Some(cause);
        std::future::ready(Err(failed))
    });
    let failure = ended.await.map(|_| ()).unwrap_err();
    (failure.record.attempts, play.pauses())
}

#[tokio::test]
async fn a_connection_that_the_absence_of_the_caller_has_ended_is_no_retry() {
    let connect = Cause::Timeout(TimeoutCause::Connect);
    let http = Cause::Timeout(TimeoutCause::HttpClient);
    let refused = Cause::Connect(crate::ConnectCause::Refused);
    for (cause, retries, away, absent, attempts, pauses) in [
        (connect, 0, 0, 20, 1, 0),
        (connect, 0, 1, 20, 2, 0),
        // Once.
        (connect, 0, 3, 20, 2, 0),
        (connect, 2, 1, 20, 4, 2),
        (http, 1, 2, 20, 3, 1),
        // Only an absence that is the larger part of the attempt excuses it.
        (connect, 0, 1, 11, 2, 0),
        (connect, 0, 1, 9, 1, 0),
        (connect, 0, 1, 1, 1, 0),
        (http, 1, 1, 3, 2, 1),
        // What the server said counts, whether the caller waits or not.
        (refused, 0, 1, 20, 1, 0),
        (refused, 1, 5, 20, 2, 1),
    ] {
        let (made, paused) = page_of_timers(cause, retries, away, absent).await;
        assert_eq!(
            (made, paused.len()),
            (attempts, pauses),
            "{cause} {retries} {away} {absent}"
        );
    }
}
