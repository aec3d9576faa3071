//! Tests of what a call remembers of its attempts: the one failure that its error may tell, and no other body.

use std::sync::Arc;

use bytes::Bytes;
use tatodesk_api::Operation;

use super::*;
use crate::{engine::classify::Body, engine::record::ErrorDetails, transport::evidence::Reached};

const NO_CONNECTION: Observation = Observation::Unanswered(Reached::NoConnection);

/// What a call holds after attempts that were seen so, one flag for the body of each, and how it ends.
fn held(effect: Effect, attempts: &[(Outcome, Observation)]) -> (Vec<bool>, Box<Failure>) {
    let mut history = AttemptHistory::new(effect);
    let mut bodies = Vec::new();
    for (outcome, observation) in attempts {
        let body: Arc<[u8]> = Arc::from(*b"busy");
        let details = ErrorDetails {
            body: Some(Bytes::from_owner(Arc::clone(&body))),
            ..ErrorDetails::default()
        };
        let verdict = Verdict {
            outcome: *outcome,
            again: true,
        };
        let failed = AttemptError {
            observation: *observation,
            details: details.into(),
        };
        history.push(verdict, failed);
        bodies.push(body);
    }
    let held = bodies.iter().map(|body| Arc::strong_count(body) > 1);
    let held = held.collect();
    let id = match effect {
        Effect::Read => "listCompaniesByUser",
        Effect::Write => "createAppointment",
        Effect::Send => "sendSms",
    };
    let operation = Operation::find(id).unwrap();
    let failure = history.ended(CallRecord::new(operation, "api.tatodesk.com"));
    (held, failure)
}

#[test]
fn a_read_holds_its_last_failure_alone() {
    let busy = (Outcome::Unknown, Observation::Answer(503, Body::NoObject));
    let refused = (Outcome::NotSent, NO_CONNECTION);
    let (bodies, failure) = held(Effect::Read, &[busy, busy, busy]);
    assert_eq!(bodies, [false, false, true]);
    assert_eq!(failure.outcome, Outcome::Unknown);
    let (bodies, failure) = held(Effect::Read, &[busy, busy, refused]);
    assert_eq!(bodies, [false, false, true]);
    assert_eq!(failure.outcome, Outcome::NotSent);
}

#[test]
fn a_write_holds_the_last_failure_of_an_attempt_that_left() {
    let busy = (Outcome::Rejected, Observation::Answer(429, Body::NoObject));
    let refused = (Outcome::NotSent, NO_CONNECTION);
    for effect in [Effect::Write, Effect::Send] {
        for (attempts, expected) in [
            (vec![busy, busy, refused], [false, true, false]),
            (vec![busy, refused, refused], [true, false, false]),
            (vec![busy, refused, busy], [false, false, true]),
            (vec![refused, refused, busy], [false, false, true]),
        ] {
            let (bodies, failure) = held(effect, &attempts);
            assert_eq!(bodies, expected, "{attempts:?}");
            assert_eq!(failure.outcome, Outcome::Rejected);
        }
        let (bodies, failure) = held(effect, &[refused; 3]);
        assert_eq!(bodies, [false, false, true]);
        assert_eq!(failure.outcome, Outcome::NotSent);
    }
}
