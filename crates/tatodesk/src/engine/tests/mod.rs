//! Tests of the loop around attempts: how often it tries, how long it waits, and when it gives up. They take no time.

use std::{
    pin::Pin,
    sync::Mutex,
    time::{Instant, SystemTime},
};

use bytes::Bytes;
use reqwest::{
    StatusCode,
    header::{HeaderMap, RETRY_AFTER},
};
use tatodesk_api::{Operation, transport::KeyMask};

use super::*;
use crate::{
    Error,
    engine::cause::{Cause, TimeoutCause},
    engine::classify::Body,
    engine::feed::Room,
    engine::outcome::Outcome,
    engine::record::ErrorDetails,
    engine::retry::policy::{RetryBudget, RetryPolicy},
};

/// Sleeps without taking time, moves on as if it had, and writes down how long it was to. The last is the time that attempts
/// took.
#[derive(Debug)]
struct Notes(Instant, Mutex<Vec<Duration>>, Mutex<Duration>);

impl Clock for Notes {
    fn instant(&self) -> Instant {
        self.0 + self.1.lock().unwrap().iter().sum::<Duration>() + *self.2.lock().unwrap()
    }

    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH
    }

    fn chance(&self) -> f64 {
        0.5
    }

    fn sleep(&self, pause: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        self.1.lock().unwrap().push(pause);
        Box::pin(std::future::ready(()))
    }
}

const READ: &str = "listCompaniesByUser";
const WRITE: &str = "createAppointment";
const SEND: &str = "sendSms";

fn status(code: u16) -> Observation {
    Observation::Answer(code, Body::NoObject)
}

fn details(observation: Observation, headers: HeaderMap) -> ErrorDetails {
    let status = match observation {
        Observation::Answer(code, _) => StatusCode::from_u16(code).ok(),
        _ => None,
    };
    ErrorDetails {
        status,
        headers,
        ..ErrorDetails::default()
    }
}

fn limits(retries: u32) -> Limits {
    Limits {
        timeout: Duration::from_secs(60),
        attempt_timeout: None,
        deadline: None,
        connect: Duration::from_secs(10),
        retry: RetryPolicy::default().retries(retries),
        max_response_bytes: 100,
    }
}

/// A server that plays a script of failures, with `Retry-After` where one is given; after its end, every attempt succeeds.
struct Play {
    clock: Arc<Notes>,
    shared: Shared,
    /// How long each attempt takes.
    each: Duration,
}

impl Clock for Arc<Notes> {
    fn instant(&self) -> Instant {
        (**self).instant()
    }
    fn now(&self) -> SystemTime {
        (**self).now()
    }
    fn chance(&self) -> f64 {
        (**self).chance()
    }
    fn sleep(&self, pause: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        (**self).sleep(pause)
    }
}

impl Play {
    fn new(budget: RetryBudget) -> Self {
        let clock = Arc::new(Notes(Instant::now(), Mutex::default(), Mutex::default()));
        let shared = Shared {
            clock: Arc::new(Arc::clone(&clock)),
            budget: Budget::new(budget, Instant::now()),
            throttle: Throttle::default(),
        };
        Self {
            clock,
            shared,
            each: Duration::ZERO,
        }
    }

    async fn call(
        &self,
        id: &str,
        limits: Limits,
        script: &[(Observation, Option<&str>)],
    ) -> Result<CallRecord, Error> {
        let result = self.run(id, limits, script).await;
        result.map_err(|failure| Error::new(failure, &KeyMask::default()))
    }

    async fn run(
        &self,
        id: &str,
        limits: Limits,
        script: &[(Observation, Option<&str>)],
    ) -> Result<CallRecord, Box<Failure>> {
        let mut script = script.iter();
        let record = CallRecord::new(Operation::find(id).unwrap(), "api.tatodesk.com");
        let result = repeat(record, &limits, &self.shared, None, |_, _| {
            *self.clock.2.lock().unwrap() += self.each;
            let outcome = match script.next() {
                None => Ok(RawAnswer {
                    status: StatusCode::OK,
                    headers: HeaderMap::new(),
                    body: Bytes::from_static(b"{}"),
                }),
                Some((observation, wish)) => {
                    let mut headers = HeaderMap::new();
                    if let Some(wish) = wish {
                        headers.insert(RETRY_AFTER, wish.parse().unwrap());
                    }
                    Err(AttemptError {
                        observation: *observation,
                        details: details(*observation, headers).into(),
                    })
                }
            };
            std::future::ready(outcome)
        });
        result.await.map(|(_, record)| record)
    }

    fn pauses(&self) -> Vec<u128> {
        let pauses = self.clock.1.lock().unwrap();
        pauses.iter().map(Duration::as_millis).collect()
    }
}

/// One call of a client of its own.
async fn play(
    id: &str,
    retries: u32,
    script: &[(Observation, Option<&str>)],
) -> (Result<CallRecord, Error>, Vec<u128>) {
    let play = Play::new(RetryBudget::default());
    let result = play.call(id, limits(retries), script).await;
    (result, play.pauses())
}

#[tokio::test]
async fn a_read_goes_on_after_what_may_pass() {
    for observation in [
        Observation::Unanswered(Reached::NoConnection),
        Observation::Unanswered(Reached::Lost),
        status(408),
        status(429),
        status(503),
        Observation::Answer(200, Body::Cut),
    ] {
        let (raw, pauses) = play(READ, 3, &[(observation, None), (observation, None)]).await;
        assert_eq!(raw.unwrap().attempts, 3, "{observation:?}");
        assert_eq!(pauses, [50, 100], "{observation:?}");
    }
}

#[tokio::test]
async fn a_read_ends_with_its_last_failure() {
    let (raw, pauses) = play(
        READ,
        2,
        &[
            (status(503), None),
            (status(500), None),
            (status(502), None),
        ],
    )
    .await;
    let error = raw.unwrap_err();
    assert_eq!(
        (error.attempts(), error.status().unwrap().as_u16()),
        (3, 502)
    );
    assert_eq!(pauses, [50, 100]);
    let (raw, pauses) = play(READ, 0, &[(status(503), None)]).await;
    assert_eq!(raw.unwrap_err().attempts(), 1);
    assert!(pauses.is_empty());
}

#[tokio::test]
async fn nothing_lasting_is_tried_again() {
    for observation in [
        status(302),
        status(400),
        status(404),
        status(501),
        Observation::Answer(200, Body::TooLong),
        Observation::Unanswered(Reached::NotMade),
    ] {
        let (raw, _) = play(READ, 3, &[(observation, None)]).await;
        assert_eq!(raw.unwrap_err().attempts(), 1, "{observation:?}");
    }
}

#[tokio::test]
async fn a_call_that_may_have_happened_is_not_made_twice() {
    for id in [WRITE, SEND] {
        for observation in [
            Observation::Unanswered(Reached::Lost),
            Observation::Unanswered(Reached::OutOfTime),
            status(408),
            status(429),
            status(500),
            status(503),
        ] {
            let (raw, pauses) = play(id, 3, &[(observation, Some("1"))]).await;
            assert_eq!(raw.unwrap_err().attempts(), 1, "{id} {observation:?}");
            assert!(pauses.is_empty());
        }
        let (raw, _) = play(
            id,
            3,
            &[
                (Observation::Unanswered(Reached::NoConnection), None),
                (Observation::Unanswered(Reached::NoConnection), None),
            ],
        )
        .await;
        assert_eq!(raw.unwrap().attempts, 3, "{id}");
        let (raw, _) = play(
            id,
            1,
            &[
                (Observation::Unanswered(Reached::NoConnection), None),
                (Observation::Unanswered(Reached::Lost), None),
            ],
        )
        .await;
        let error = raw.unwrap_err();
        assert_eq!(
            (error.attempts(), error.outcome()),
            (2, Outcome::Unknown),
            "{id}"
        );
        assert!(
            error
                .to_string()
                .contains("whether it took effect is unknown"),
            "{error}"
        );
    }
}

mod policies;

mod ends;
