//! What a failure means: the call contract's one table, as one function without side effects.
//!
//! Success is not in it: an answer that decodes is one. Every other end of an attempt comes here.

use tatodesk_api::Effect;

use crate::{
    engine::{
        cause::{Cause, TimeoutCause},
        outcome::Outcome,
    },
    transport::{connect::ConnectCause, evidence::Reached},
};

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
    /// What is known about the effect.
    pub(crate) outcome: Outcome,
    /// Whether the same request may be sent again.
    pub(crate) again: bool,
}

/// The call contract's table, row by row. Nothing else decides what an observation means.
pub(crate) fn classify(effect: Effect, observation: Observation, refusals: Refusals) -> Verdict {
    use Reached::{Lost, Middleware, NoConnection, NotMade, OutOfTime, Redirected};

    let read = effect == Effect::Read;
    let (outcome, read_again) = match observation {
        Observation::NoTime | Observation::Limited | Observation::Unanswered(NotMade) => {
            (Outcome::NotSent, false)
        }
        Observation::Unanswered(NoConnection) => (Outcome::NotSent, true),
        Observation::Unanswered(Lost | OutOfTime | Middleware) => (Outcome::Unknown, true),
        Observation::Unanswered(Redirected) => (Outcome::Unknown, false),
        Observation::Answer(200..=299, body) => match body {
            Body::InBandError => (Outcome::Rejected, false),
            Body::Undecodable => (Outcome::Accepted, false),
            Body::NoObject | Body::TooLong => (Outcome::Unknown, false),
            Body::Cut => (Outcome::Unknown, true),
        },
        Observation::Answer(408, _) => (Outcome::Unknown, true),
        Observation::Answer(429, _) => (Outcome::Rejected, true),
        Observation::Answer(400..=499, _) => (Outcome::Rejected, false),
        // What the caller takes for a refusal counts as rejected, so that nothing of unknown outcome is ever sent again.
        Observation::Answer(503, _) if !read && refusals.resend && refusals.retry_after => {
            (Outcome::Rejected, true)
        }
        Observation::Answer(500 | 502 | 503 | 504, _) => (Outcome::Unknown, true),
        // Redirects are never followed: one would carry the key to another host.
        Observation::Answer(..) => (Outcome::Unknown, false),
    };
    // A request that never left can be sent again whatever it does; any other might take effect twice.
    let harmless = match observation {
        _ if read => true,
        Observation::Unanswered(NoConnection) => true,
        _ => refusals.resend && outcome == Outcome::Rejected,
    };
    Verdict {
        outcome,
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

    /// The cause that follows from what was seen, where nothing closer is known.
    pub(crate) fn cause(self) -> Cause {
        match self {
            // Such a status says more than what became of its body.
            Self::Answer(code, _) if !(200..=299).contains(&code) => Cause::Status(code),
            Self::NoTime | Self::Unanswered(Reached::OutOfTime) => {
                Cause::Timeout(TimeoutCause::Call)
            }
            Self::Limited => Cause::Timeout(TimeoutCause::Limits),
            Self::Unanswered(Reached::NotMade) => Cause::NotMade,
            Self::Unanswered(Reached::NoConnection) => Cause::Connect(ConnectCause::Other),
            Self::Unanswered(Reached::Lost) => Cause::ConnectionLost,
            Self::Unanswered(Reached::Middleware) => Cause::Middleware,
            Self::Unanswered(Reached::Redirected) => Cause::Redirected,
            Self::Answer(_, Body::InBandError) => Cause::InBandError,
            Self::Answer(_, Body::Undecodable) => Cause::Undecodable,
            Self::Answer(_, Body::NoObject) => Cause::NotAnObject,
            Self::Answer(_, Body::Cut) => Cause::AnswerCut,
            Self::Answer(_, Body::TooLong) => Cause::AnswerTooLong,
        }
    }
}

#[cfg(test)]
mod tests;
