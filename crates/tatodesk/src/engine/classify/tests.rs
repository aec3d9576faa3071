//! Tests of the call contract's table.

use super::*;
use Observation::{Answer, Unanswered};
use Outcome::{Accepted, NotSent, Rejected, Unknown};

const EFFECTS: [Effect; 3] = [Effect::Read, Effect::Write, Effect::Send];
const BODIES: [Body; 5] = [
    Body::InBandError,
    Body::Undecodable,
    Body::NoObject,
    Body::Cut,
    Body::TooLong,
];

fn by_table(effect: Effect, observation: Observation) -> Verdict {
    classify(effect, observation, Refusals::default())
}

fn trusting(retry_after: bool) -> Refusals {
    Refusals {
        resend: true,
        retry_after,
    }
}

/// One row: what was seen, what it is for a read, what for a write or send, whether a read goes again.
type Row = (&'static str, Observation, Outcome, Outcome, bool);

#[rustfmt::skip]
fn table() -> Vec<Row> {
    let mut rows: Vec<Row> = vec![
        ("in-band error",        Answer(200, Body::InBandError), Rejected,    Rejected, false),
        ("in-band error, 299",   Answer(299, Body::InBandError), Rejected,    Rejected, false),
        ("accepted",             Answer(200, Body::Undecodable), Accepted,    Accepted, false),
        ("not a JSON object",    Answer(200, Body::NoObject),    Unknown,     Unknown,  false),
        ("empty, 204",           Answer(204, Body::NoObject),    Unknown,     Unknown,  false),
        ("cut or stalled",       Answer(200, Body::Cut),         Unknown,     Unknown,  true),
        ("longer than accepted", Answer(200, Body::TooLong),     Unknown,     Unknown,  false),
        ("lost",                 Unanswered(Reached::Lost),                     Unknown,     Unknown,  true),
        ("out of time",          Unanswered(Reached::OutOfTime),                Unknown,     Unknown,  true),
        ("not made",             Unanswered(Reached::NotMade),                  NotSent,     NotSent,  false),
        ("no time",              Observation::NoTime,                   NotSent,     NotSent,  false),
        ("held back by limits",  Observation::Limited,                  NotSent,     NotSent,  false),
        ("a layer gave up",      Unanswered(Reached::Middleware),               Unknown,     Unknown,  true),
        ("redirected by others", Unanswered(Reached::Redirected),               Unknown,     Unknown,  false),
        ("not sent",             Unanswered(Reached::NoConnection),             NotSent,     NotSent,  true),
    ];
    for body in BODIES {
        for status in [300, 301, 302, 303, 304, 307, 308, 399] {
            rows.push(("redirect", Answer(status, body), Unknown, Unknown, false));
        }
        for status in [400, 401, 403, 404, 409, 413, 422, 425, 499] {
            rows.push(("refusal", Answer(status, body), Rejected, Rejected, false));
        }
        for status in [500, 502, 503, 504] {
            rows.push(("server failure", Answer(status, body), Unknown, Unknown, true));
        }
        for status in [101, 501, 505, 507, 511, 599, 600, 999] {
            rows.push(("lasting failure", Answer(status, body), Unknown, Unknown, false));
        }
        rows.push(("408", Answer(408, body), Unknown, Unknown, true));
        rows.push(("429", Answer(429, body), Rejected, Rejected, true));
    }
    rows
}

#[test]
fn the_table_of_the_call_contract() {
    for (name, observation, read, other, again) in table() {
        for effect in EFFECTS {
            let is_read = effect == Effect::Read;
            let outcome = if is_read { read } else { other };
            let again = again && (is_read || observation == Unanswered(Reached::NoConnection));
            assert_eq!(
                by_table(effect, observation),
                Verdict { outcome, again },
                "{name}: {observation:?}, {effect:?}"
            );
        }
    }
}

#[test]
fn a_call_that_may_have_happened_is_sent_again_only_if_it_is_a_read() {
    for status in 100..=999 {
        for body in BODIES {
            for effect in [Effect::Write, Effect::Send] {
                assert!(
                    !by_table(effect, Answer(status, body)).again,
                    "{status} {body:?}"
                );
            }
        }
    }
}

#[test]
fn trust_reaches_two_answers_and_no_further() {
    let again = Verdict {
        outcome: Rejected,
        again: true,
    };
    for effect in [Effect::Write, Effect::Send] {
        for (_, observation, ..) in table() {
            for wish in [false, true] {
                let trusted = match observation {
                    Answer(429, _) => true,
                    Answer(503, _) => wish,
                    _ => false,
                };
                let expected = if trusted {
                    again
                } else {
                    by_table(effect, observation)
                };
                assert_eq!(
                    classify(effect, observation, trusting(wish)),
                    expected,
                    "{observation:?}"
                );
            }
        }
    }
    let read = classify(Effect::Read, Answer(503, Body::NoObject), trusting(true));
    assert_eq!(read.outcome, Unknown);
}
