//! What a failure means: the call contract's one table, as a function without side effects.
//!
//! Its first row, the success, is what decodes (see `decode`); everything else comes here.

use tatodesk_api::Effect;

use crate::engine::outcome::ErrorKind;

/// What was seen of one attempt that is no success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Observation {
    /// The request could not be made at all: no key for its product, a file that cannot be opened.
    NotMade,
    /// The call's time was over before its first attempt.
    NoTime,
    /// The call's time is too short to wait for the client's own limits before its first attempt.
    #[cfg_attr(
        not(feature = "limits"),
        allow(dead_code, reason = "only limits hold back")
    )]
    Limited,
    /// The connector itself says that no connection was made.
    NoConnection,
    /// A connection was made, and lost before an answer began.
    Lost,
    /// The call's time ran out before an answer began.
    OutOfTime,
    /// A layer of the caller's gave up, and what it had sent by then is its secret.
    Middleware,
    /// The caller's own HTTP client brought the answer of another address.
    Redirected,
    /// An answer began, with this status.
    Answer(u16, Body),
}

/// What was seen of an answer's body. It decides only where the status is a success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Body {
    /// A JSON object whose `error` is an error.
    InBandError,
    /// A JSON object without an error that does not decode.
    Undecodable,
    /// Whole, but not a JSON object.
    NoObject,
    /// Cut, or not read or decoded to its end until the call's time ran out.
    Cut,
    /// Longer than the client accepts, so left unread.
    TooLong,
}

/// What follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// What the failure is.
    pub(crate) kind: ErrorKind,
    /// Whether the same request may be sent again.
    pub(crate) again: bool,
}

/// The call contract's table, row by row.
pub(crate) fn classify(effect: Effect, observation: Observation) -> Verdict {
    let read = effect == Effect::Read;
    let (kind, read_again) = match observation {
        Observation::NotMade | Observation::NoTime | Observation::Limited => {
            (ErrorKind::NotSent, false)
        }
        Observation::NoConnection => (ErrorKind::NotSent, true),
        Observation::Lost | Observation::OutOfTime | Observation::Middleware => {
            (ErrorKind::Unknown, true)
        }
        Observation::Answer(200..=299, body) => match body {
            Body::InBandError => (ErrorKind::Rejected, false),
            Body::Undecodable => (ErrorKind::Accepted, false),
            Body::NoObject if read => (ErrorKind::Undecodable, false),
            Body::NoObject | Body::TooLong => (ErrorKind::Unknown, false),
            Body::Cut => (ErrorKind::Unknown, true),
        },
        Observation::Answer(408, _) => (ErrorKind::Unknown, true),
        Observation::Answer(429, _) => (ErrorKind::Rejected, true),
        Observation::Answer(400..=499, _) => (ErrorKind::Rejected, false),
        Observation::Answer(500 | 502 | 503 | 504, _) => (ErrorKind::Unknown, true),
        // Redirects are never followed: one would carry the key to another host.
        Observation::Redirected | Observation::Answer(..) => (ErrorKind::Unknown, false),
    };
    // What never left can be sent again whatever it does; everything else might happen twice.
    let again = read_again && (read || observation == Observation::NoConnection);
    Verdict { kind, again }
}

/// The same, where the user takes 429, and 503 with `Retry-After` (`wish`), for refusals that had no effect.
///
/// What is sent again then counts as rejected, so that nothing of unknown outcome is ever sent again.
pub(crate) fn classify_trusting(effect: Effect, observation: Observation, wish: bool) -> Verdict {
    match observation {
        Observation::Answer(429, _) => {}
        Observation::Answer(503, _) if wish => {}
        _ => return classify(effect, observation),
    }
    match effect {
        Effect::Read => classify(effect, observation),
        Effect::Write | Effect::Send => Verdict {
            kind: ErrorKind::Rejected,
            again: true,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ErrorKind::{Accepted, NotSent, Rejected, Undecodable, Unknown};
    use Observation::Answer;

    const EFFECTS: [Effect; 3] = [Effect::Read, Effect::Write, Effect::Send];
    const BODIES: [Body; 5] = [
        Body::InBandError,
        Body::Undecodable,
        Body::NoObject,
        Body::Cut,
        Body::TooLong,
    ];

    /// One row: what was seen, what it is for a read, what for a write or send, whether a read goes again.
    type Row = (&'static str, Observation, ErrorKind, ErrorKind, bool);

    #[rustfmt::skip]
    fn table() -> Vec<Row> {
        let mut rows: Vec<Row> = vec![
            ("in-band error",        Answer(200, Body::InBandError), Rejected,    Rejected, false),
            ("in-band error, 299",   Answer(299, Body::InBandError), Rejected,    Rejected, false),
            ("accepted",             Answer(200, Body::Undecodable), Accepted,    Accepted, false),
            ("not a JSON object",    Answer(200, Body::NoObject),    Undecodable, Unknown,  false),
            ("empty, 204",           Answer(204, Body::NoObject),    Undecodable, Unknown,  false),
            ("cut or stalled",       Answer(200, Body::Cut),         Unknown,     Unknown,  true),
            ("longer than accepted", Answer(200, Body::TooLong),     Unknown,     Unknown,  false),
            ("lost",                 Observation::Lost,                     Unknown,     Unknown,  true),
            ("out of time",          Observation::OutOfTime,                Unknown,     Unknown,  true),
            ("not made",             Observation::NotMade,                  NotSent,     NotSent,  false),
            ("no time",              Observation::NoTime,                   NotSent,     NotSent,  false),
            ("held back by limits",  Observation::Limited,                  NotSent,     NotSent,  false),
            ("a layer gave up",      Observation::Middleware,               Unknown,     Unknown,  true),
            ("redirected by others", Observation::Redirected,               Unknown,     Unknown,  false),
            ("not sent",             Observation::NoConnection,             NotSent,     NotSent,  true),
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
                let kind = if is_read { read } else { other };
                let again = again && (is_read || observation == Observation::NoConnection);
                assert_eq!(
                    classify(effect, observation),
                    Verdict { kind, again },
                    "{name}: {observation:?}, {effect:?}"
                );
            }
        }
    }

    #[test]
    fn what_may_have_happened_is_never_sent_again_unless_it_is_a_read() {
        for status in 100..=999 {
            for body in BODIES {
                for effect in [Effect::Write, Effect::Send] {
                    assert!(
                        !classify(effect, Answer(status, body)).again,
                        "{status} {body:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn trust_reaches_two_answers_and_no_further() {
        let again = Verdict {
            kind: Rejected,
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
                        classify(effect, observation)
                    };
                    assert_eq!(
                        classify_trusting(effect, observation, wish),
                        expected,
                        "{observation:?}"
                    );
                }
            }
        }
        let read = classify_trusting(Effect::Read, Answer(503, Body::NoObject), true);
        assert_eq!(read.kind, Unknown);
    }
}
