//! Tests of the loop around attempts: how often it tries, how long it waits, and when it gives up. They take no time.

use std::{
    sync::{Arc, Mutex},
    time::SystemTime,
};

use reqwest::header::RETRY_AFTER;

use super::*;
use crate::error::Outcome;

/// Sleeps without taking time, and writes down how long it was to.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<Vec<Duration>>>);

impl Clock for Notes {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH
    }

    fn chance(&self) -> f64 {
        0.5
    }

    fn sleep(&self, pause: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        self.0.lock().unwrap().push(pause);
        Box::pin(std::future::ready(()))
    }
}

impl Notes {
    fn millis(&self) -> Vec<u128> {
        self.0
            .lock()
            .unwrap()
            .iter()
            .map(Duration::as_millis)
            .collect()
    }
}

const READ: &str = "listCompaniesByUser";
const WRITE: &str = "createAppointment";
const SEND: &str = "sendSms";

fn status(code: u16) -> Seen {
    Seen::Answer(code, Body::NoObject)
}

fn parts(seen: Seen, headers: HeaderMap) -> Parts {
    let status = match seen {
        Seen::Answer(code, _) => StatusCode::from_u16(code).ok(),
        _ => None,
    };
    Parts {
        status,
        headers,
        ..Parts::default()
    }
}

/// Plays a script of failures with `Retry-After` where one is given; after its end, every attempt succeeds.
async fn play(
    id: &str,
    retries: u32,
    script: &[(Seen, Option<&str>)],
) -> (Result<Reply, Error>, Vec<u128>) {
    let clock = Notes::default();
    let limits = Limits {
        timeout: Duration::from_secs(60),
        retries,
        max_response_bytes: 100,
    };
    let mut script = script.iter();
    let operation = Operation::find(id).unwrap();
    let result = exchange(operation, limits, &clock, |_deadline| {
        let outcome = match script.next() {
            None => Ok(Reply {
                status: StatusCode::OK,
                headers: HeaderMap::new(),
                body: Bytes::from_static(b"{}"),
                attempts: 1,
            }),
            Some((seen, wish)) => {
                let mut headers = HeaderMap::new();
                if let Some(wish) = wish {
                    headers.insert(RETRY_AFTER, wish.parse().unwrap());
                }
                Err(Failed {
                    seen: *seen,
                    parts: parts(*seen, headers),
                })
            }
        };
        Box::pin(std::future::ready(outcome))
    })
    .await;
    (result, clock.millis())
}

#[tokio::test]
async fn a_read_goes_on_after_what_may_pass() {
    for seen in [
        Seen::NoConnection,
        Seen::Lost,
        status(408),
        status(429),
        status(503),
        Seen::Answer(200, Body::Cut),
    ] {
        let (reply, pauses) = play(READ, 3, &[(seen, None), (seen, None)]).await;
        assert_eq!(reply.unwrap().attempts, 3, "{seen:?}");
        assert_eq!(pauses, [50, 100], "{seen:?}");
    }
}

#[tokio::test]
async fn a_read_ends_with_its_last_failure() {
    let (reply, pauses) = play(
        READ,
        2,
        &[
            (status(503), None),
            (status(500), None),
            (status(502), None),
        ],
    )
    .await;
    let error = reply.unwrap_err();
    assert_eq!(
        (error.attempts(), error.status().unwrap().as_u16()),
        (3, 502)
    );
    assert_eq!(pauses, [50, 100]);
    let (reply, pauses) = play(READ, 0, &[(status(503), None)]).await;
    assert_eq!(reply.unwrap_err().attempts(), 1);
    assert!(pauses.is_empty());
}

#[tokio::test]
async fn nothing_lasting_is_tried_again() {
    for seen in [
        status(302),
        status(400),
        status(404),
        status(501),
        Seen::Answer(200, Body::TooLong),
        Seen::NotMade,
    ] {
        let (reply, _) = play(READ, 3, &[(seen, None)]).await;
        assert_eq!(reply.unwrap_err().attempts(), 1, "{seen:?}");
    }
}

#[tokio::test]
async fn what_may_have_happened_is_not_done_twice() {
    for id in [WRITE, SEND] {
        for seen in [
            Seen::Lost,
            Seen::OutOfTime,
            status(408),
            status(429),
            status(500),
            status(503),
        ] {
            let (reply, pauses) = play(id, 3, &[(seen, Some("1"))]).await;
            assert_eq!(reply.unwrap_err().attempts(), 1, "{id} {seen:?}");
            assert!(pauses.is_empty());
        }
        let (reply, _) = play(
            id,
            3,
            &[(Seen::NoConnection, None), (Seen::NoConnection, None)],
        )
        .await;
        assert_eq!(reply.unwrap().attempts, 3, "{id}");
        let (reply, _) = play(id, 1, &[(Seen::NoConnection, None), (Seen::Lost, None)]).await;
        let error = reply.unwrap_err();
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

#[tokio::test]
async fn the_server_says_how_long_to_wait() {
    let (reply, pauses) = play(
        READ,
        3,
        &[(status(429), Some("7")), (status(503), Some("0"))],
    )
    .await;
    assert_eq!(reply.unwrap().attempts, 3);
    assert_eq!(pauses, [7000, 100]);
    let date = "Thu, 01 Jan 1970 00:00:09 GMT";
    let (_, pauses) = play(READ, 3, &[(status(503), Some(date))]).await;
    assert_eq!(pauses, [9000]);
}

#[tokio::test]
async fn a_wait_beyond_the_calls_time_is_not_begun() {
    let (reply, pauses) = play(READ, 3, &[(status(429), Some("3600"))]).await;
    let error = reply.unwrap_err();
    assert_eq!((error.attempts(), error.outcome()), (1, Outcome::Rejected));
    assert!(pauses.is_empty());
}

#[tokio::test]
async fn no_timeout_is_too_long() {
    assert!(deadline(Duration::MAX) > Instant::now() + Duration::from_secs(24 * 3600));
}
