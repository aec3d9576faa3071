//! What a failure means: the call contract's one table, as one function without side effects.
//!
//! Success is not in it: an answer that decodes is one. Every other end of an attempt comes here.

use std::borrow::Cow;

use tatodesk_api::Effect;

use crate::{engine::outcome::ErrorKind, transport::evidence::Reached};

/// What was seen of one attempt that is no success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Observation {
    /// The call's time was over before its first attempt.
    NoTime,
    /// The call's time is too short to wait for the client's own limits before its first attempt.
    Limited,
    /// No answer began; the request came this far.
    Unanswered(Reached),
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

/// Which answers to a write or a send the caller takes for refusals that had no effect.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Refusals {
    /// 429, and 503 with `Retry-After`: see [`RetryPolicy::resend_refused`](crate::RetryPolicy::resend_refused).
    pub(crate) resend: bool,
    /// Whether this answer has a `Retry-After`.
    pub(crate) retry_after: bool,
}

/// What follows from an observation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// What the failure is.
    pub(crate) kind: ErrorKind,
    /// Whether the same request may be sent again.
    pub(crate) again: bool,
}

/// The call contract's table, row by row. Nothing else decides what an observation means.
pub(crate) fn classify(effect: Effect, observation: Observation, refusals: Refusals) -> Verdict {
    use Reached::{Lost, Middleware, NoConnection, NotMade, OutOfTime, Redirected};

    let read = effect == Effect::Read;
    let (kind, read_again) = match observation {
        Observation::NoTime | Observation::Limited | Observation::Unanswered(NotMade) => {
            (ErrorKind::NotSent, false)
        }
        Observation::Unanswered(NoConnection) => (ErrorKind::NotSent, true),
        Observation::Unanswered(Lost | OutOfTime | Middleware) => (ErrorKind::Unknown, true),
        Observation::Unanswered(Redirected) => (ErrorKind::Unknown, false),
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
        // What the caller takes for a refusal counts as rejected, so that nothing of unknown outcome is ever sent again.
        Observation::Answer(503, _) if !read && refusals.resend && refusals.retry_after => {
            (ErrorKind::Rejected, true)
        }
        Observation::Answer(500 | 502 | 503 | 504, _) => (ErrorKind::Unknown, true),
        // Redirects are never followed: one would carry the key to another host.
        Observation::Answer(..) => (ErrorKind::Unknown, false),
    };
    // A request that never left can be sent again whatever it does; any other might take effect twice.
    let harmless = match observation {
        _ if read => true,
        Observation::Unanswered(NoConnection) => true,
        _ => refusals.resend && kind == ErrorKind::Rejected,
    };
    Verdict {
        kind,
        again: read_again && harmless,
    }
}

impl Observation {
    /// Whether the call's own time or limits ended it.
    pub(crate) fn is_end_of_time(self) -> bool {
        matches!(
            self,
            Self::NoTime | Self::Limited | Self::Unanswered(Reached::OutOfTime)
        )
    }

    /// OpenTelemetry's `error.type`: a status that is no success, or a word of few values.
    pub(crate) fn error_type(self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            // Such a status says more than what became of its body.
            Self::Answer(code, _) if !(200..=299).contains(&code) => {
                return code.to_string().into();
            }
            Self::NoTime | Self::Unanswered(Reached::OutOfTime) => "timeout",
            Self::Limited => "limited",
            Self::Unanswered(Reached::NotMade) => "not_made",
            Self::Unanswered(Reached::NoConnection) => "connect",
            Self::Unanswered(Reached::Lost) => "connection_lost",
            Self::Unanswered(Reached::Middleware) => "middleware",
            Self::Unanswered(Reached::Redirected) => "redirected",
            Self::Answer(_, Body::InBandError) => "in_band_error",
            Self::Answer(_, Body::Undecodable | Body::NoObject) => "undecodable",
            Self::Answer(_, Body::Cut) => "answer_cut",
            Self::Answer(_, Body::TooLong) => "answer_too_long",
        })
    }
}

#[cfg(test)]
mod tests;
