//! What is known of a call and of its attempts: what one attempt brought, and what ends the call.

use std::{borrow::Cow, error::Error as StdError, sync::Arc, time::Duration};

use bytes::Bytes;
use reqwest::{StatusCode, header::HeaderMap};
use serde_json::Value;
use tatodesk_api::{Effect, Operation};

use crate::engine::{
    cause::{Cause, TimeoutCause},
    classify::{Body, Observation, Refusals, classify},
    outcome::Outcome,
};

/// What is known of a call, however it ends.
#[derive(Clone, Debug)]
pub(crate) struct CallRecord {
    pub(crate) operation: &'static Operation,
    /// The host that it goes to.
    pub(crate) host: Arc<str>,
    /// How often it was tried.
    pub(crate) attempts: u32,
    /// From its start to the last thing that happened.
    pub(crate) elapsed: Duration,
    /// When it has to be over, and so its answer be decoded; known once an answer came.
    pub(crate) end: Option<std::time::Instant>,
}

impl CallRecord {
    /// A call that has not begun.
    pub(crate) fn new(operation: &'static Operation, host: impl Into<Arc<str>>) -> Self {
        Self {
            operation,
            host: host.into(),
            attempts: 0,
            elapsed: Duration::ZERO,
            end: None,
        }
    }
}

/// A success status with a whole body, not decoded yet.
#[derive(Debug)]
pub(crate) struct RawAnswer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// An attempt that brought no [`RawAnswer`], or an answer that does not decode.
pub(crate) struct AttemptError {
    pub(crate) observation: Observation,
    /// Boxed, so that the results of attempts stay small.
    pub(crate) details: Box<ErrorDetails>,
}

/// What is known besides the observation. Everything is optional: most failures have two or three of these.
#[derive(Default)]
pub(crate) struct ErrorDetails {
    /// Why it failed, where more is known than the observation says.
    pub(crate) cause: Option<Cause>,
    /// Whether the request was, or may have been, to go through a proxy.
    pub(crate) proxied: bool,
    /// Our own words for what happened.
    pub(crate) reason: Option<String>,
    pub(crate) status: Option<StatusCode>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Bytes>,
    pub(crate) message: Option<String>,
    pub(crate) error_value: Option<Value>,
    pub(crate) path: Option<String>,
    /// The number of the page, if it is one of a walk.
    pub(crate) page: Option<i64>,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) timed_out: bool,
    pub(crate) source: Option<Box<dyn StdError + Send + Sync>>,
}

impl AttemptError {
    pub(crate) fn cause(&self) -> Cause {
        self.details.cause.unwrap_or(self.observation.cause())
    }

    /// Whether a timer of the HTTP client ended it. Such a timer does not know whether the caller of a page waits.
    pub(crate) fn is_of_http_client_timer(&self) -> bool {
        matches!(
            self.details.cause,
            Some(Cause::Timeout(
                TimeoutCause::Connect | TimeoutCause::HttpClient
            ))
        )
    }

    /// A failure that our own words describe completely.
    pub(crate) fn because(observation: Observation, reason: impl Into<Cow<'static, str>>) -> Self {
        let details = ErrorDetails {
            reason: Some(reason.into().into_owned()),
            timed_out: observation.is_end_of_time(),
            ..ErrorDetails::default()
        };
        Self {
            observation,
            details: Box::new(details),
        }
    }
}

/// A call that failed, with what that means. Boxed, so that the results of calls stay small.
pub(crate) struct Failure {
    pub(crate) record: CallRecord,
    pub(crate) observation: Observation,
    pub(crate) outcome: Outcome,
    pub(crate) details: ErrorDetails,
}

impl Failure {
    pub(crate) fn cause(&self) -> Cause {
        self.details.cause.unwrap_or(self.observation.cause())
    }

    /// The failure of a call that no policy has a say in: it never began, or its answer does not decode.
    pub(crate) fn of(record: CallRecord, failed: AttemptError) -> Box<Self> {
        let effect = record.operation.effect;
        let verdict = classify(effect, failed.observation, Refusals::default());
        Self::new(record, verdict.outcome, failed)
    }

    /// The failure of a call whose last attempt was classified as `outcome`.
    pub(crate) fn new(record: CallRecord, outcome: Outcome, failed: AttemptError) -> Box<Self> {
        let AttemptError {
            observation,
            mut details,
        } = failed;
        if let Some(words) = words(outcome, observation, details.reason.is_some()) {
            details.reason = Some(words.to_owned());
        }
        if outcome == Outcome::Unknown && record.operation.effect != Effect::Read {
            let reason = details.reason.as_deref().unwrap_or("no clear answer");
            details.reason = Some(format!("{reason}; whether it took effect is unknown"));
        }
        Box::new(Self {
            record,
            observation,
            outcome,
            details: *details,
        })
    }
}

/// Words for a status, where "rejected" alone would say too little. `is_told` says whether other words are there.
fn words(outcome: Outcome, observation: Observation, is_told: bool) -> Option<&'static str> {
    let Observation::Answer(status, body) = observation else {
        return None;
    };
    match (status, outcome) {
        (503, Outcome::Rejected) => Some("rejected for now, the server is busy"),
        _ if is_told => None,
        (200..=299, _) if body == Body::NoObject => Some("the answer is not a JSON object"),
        (300..=399, _) => Some("answered with a redirect, which is never followed"),
        (401, _) => Some("rejected, the API key is not accepted"),
        (403, _) => Some("rejected, not allowed with this API key"),
        (408, _) => Some("the server gave up waiting for the request"),
        (429, _) => Some("rejected for now, too many calls"),
        (500..=599, _) => Some("the server failed"),
        _ => None,
    }
}
