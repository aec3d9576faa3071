//! One call from its encoded body to one whole answer: attempts, their deadline, and the pauses between them.

pub(crate) mod attempt;
pub(crate) mod body;
pub(crate) mod classify;
pub(crate) mod clock;
pub(crate) mod limits;
pub(crate) mod outcome;
pub(crate) mod retry;
#[cfg(feature = "limits")]
pub(crate) mod throttle;

use std::{pin::Pin, sync::Arc, time::Duration};

use bytes::Bytes;
use reqwest::{Response, StatusCode, header::HeaderMap};
use tatodesk_api::{Effect, Operation, transport::KeyMask};
use tokio::time::Instant;
use tracing::Span;

#[cfg(feature = "limits")]
use crate::engine::throttle::TooLate;
use crate::{
    call::decode,
    call::error::{Error, ErrorDetails},
    engine::body::Read,
    engine::classify::{Body, Observation, Verdict, classify, classify_trusting},
    engine::clock::Clock,
    engine::limits::Limits,
    engine::outcome::ErrorKind,
    engine::retry::backoff,
    engine::retry::budget::{Budget, Token},
    observe::spans,
};

/// What all calls of a client share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) budget: Budget,
    #[cfg(feature = "limits")]
    pub(crate) throttle: crate::engine::throttle::Throttle,
}

/// What is known of a call whatever becomes of it.
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
    /// Its span, which ends with the call: an error does not hold it.
    pub(crate) span: Span,
    /// Hides the client's keys in what the server writes. An error does not hold it either.
    pub(crate) mask: KeyMask,
}

impl CallRecord {
    /// A call that has not begun.
    pub(crate) fn new(operation: &'static Operation, host: &str) -> Self {
        Self {
            operation,
            host: host.into(),
            attempts: 0,
            elapsed: Duration::ZERO,
            end: None,
            span: spans::call(operation),
            mask: KeyMask::default(),
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

/// An attempt that brought no [`RawAnswer`].
pub(crate) struct AttemptError {
    pub(crate) observation: Observation,
    pub(crate) details: ErrorDetails,
}

impl AttemptError {
    /// A failure that our own words tell all about.
    pub(crate) fn because(observation: Observation, reason: &str) -> Self {
        let reason = Some(reason.to_owned());
        let details = ErrorDetails {
            reason,
            error_type: spans::error_type(observation),
            timed_out: matches!(
                observation,
                Observation::NoTime | Observation::Limited | Observation::OutOfTime
            ),
            ..ErrorDetails::default()
        };
        Self {
            observation,
            details,
        }
    }
}

/// An attempt under way.
pub(crate) type Attempt<'a> =
    Pin<Box<dyn Future<Output = Result<RawAnswer, AttemptError>> + Send + 'a>>;

/// What was seen of the attempts so far, none of which brought a reply.
struct AttemptHistory {
    /// The last failure.
    last: (Verdict, AttemptError),
    /// The last failure of an attempt that left, if another came after it.
    earlier: Option<(Verdict, AttemptError)>,
}

impl AttemptHistory {
    fn new(effect: Effect, failed: AttemptError) -> Self {
        Self {
            last: (classify(effect, failed.observation), failed),
            earlier: None,
        }
    }

    /// One more attempt failed.
    fn push(&mut self, verdict: Verdict, failed: AttemptError) {
        let before = std::mem::replace(&mut self.last, (verdict, failed));
        if before.0.kind != ErrorKind::NotSent {
            self.earlier = Some(before);
        }
    }

    /// The error that ends the call: the last failure, unless it would deny that a write or a send left before it.
    fn ended(self, record: CallRecord) -> Error {
        let (verdict, last) = self.last;
        let denies = verdict.kind == ErrorKind::NotSent && record.operation.effect != Effect::Read;
        let Some((earlier, mut failed)) = self.earlier.filter(|_| denies) else {
            return failure(record, verdict.kind, last.details);
        };
        let first = failed.details.reason.as_deref().unwrap_or("failed");
        let then = last.details.reason.as_deref().unwrap_or("not sent");
        failed.details.reason = Some(format!("{first}; then {then}"));
        failure(record, earlier.kind, failed.details)
    }
}

/// Calls `attempt` until it brings a reply, until trying again is pointless or unsafe, or until the limits are reached.
///
/// `attempt` is given its number, from 1, and the moment at which it has to be over.
pub(crate) async fn exchange<'a>(
    mut record: CallRecord,
    limits: Limits,
    shared: &Shared,
    mut attempt: impl FnMut(u32, Instant) -> Attempt<'a> + Send,
) -> Result<(RawAnswer, CallRecord), Error> {
    let clock = &*shared.clock;
    let started = clock.instant();
    let end = limits.end(started);
    let to_connect = limits.connecting(end.saturating_duration_since(started));
    let reason = "the call's time was over before it began";
    let failed = AttemptError::because(Observation::NoTime, reason);
    let mut history = AttemptHistory::new(record.operation.effect, failed);
    shared.budget.deposit(started);
    // Whatever ends the call before the next attempt gives it back.
    let mut token: Option<Token<'_>> = None;
    loop {
        let left = end.saturating_duration_since(clock.instant());
        if left.is_zero() {
            record.elapsed = clock.instant().saturating_duration_since(started);
            return Err(history.ended(record));
        }
        // What is known to be unsent stays so: below, no pause takes the time to connect either.
        #[cfg(feature = "limits")]
        let latest = match history.last.1.observation {
            Observation::NoConnection => end.checked_sub(to_connect).unwrap_or(started),
            _ => end,
        };
        #[cfg(feature = "limits")]
        let turn = shared
            .throttle
            .turn(record.operation.product, clock, latest);
        #[cfg(feature = "limits")]
        let (turn, left) = match turn.await {
            Ok(turn) => (Some(turn), end.saturating_duration_since(clock.instant())),
            Err(TooLate) => (None, Duration::ZERO),
        };
        #[cfg(feature = "limits")]
        if left.is_zero() {
            record.elapsed = clock.instant().saturating_duration_since(started);
            // A failure that was seen says more than the wait for another try.
            if record.attempts == 0 {
                let reason = "the call's time is too short for the client's own limits";
                history.last.1 = AttemptError::because(Observation::Limited, reason);
            }
            return Err(history.ended(record));
        }
        record.attempts = record.attempts.saturating_add(1);
        if let Some(token) = token.take() {
            token.spent();
        }
        spans::begins(&record);
        let result = attempt(record.attempts, Instant::now() + limits.of_attempt(left)).await;
        #[cfg(feature = "limits")]
        drop(turn);
        record.elapsed = clock.instant().saturating_duration_since(started);
        let mut failed = match result {
            Ok(raw) => {
                // The injected clock may tell another time than the one that passes.
                let left = end.saturating_duration_since(clock.instant());
                record.end = std::time::Instant::now().checked_add(left);
                return Ok((raw, record));
            }
            Err(failed) => failed,
        };
        let wish = backoff::retry_after(&failed.details.headers, clock.now());
        failed.details.retry_after = wish;
        failed.details.error_type = spans::error_type(failed.observation);
        let verdict = verdict(record.operation.effect, &mut failed, &limits);
        let left = end.saturating_duration_since(clock.instant());
        // Known to be unsent, it would end as unknown if the call's time ran out while the next attempt connects.
        let needed = match failed.observation {
            Observation::NoConnection => to_connect,
            _ => Duration::ZERO,
        };
        history.push(verdict, failed);
        let pause = backoff::pause(&limits.retry, record.attempts, wish, clock.chance())
            .filter(|pause| pause.saturating_add(needed) < left)
            .filter(|_| verdict.again && record.attempts <= limits.retry.retries);
        // Asked last, since it pays; and before the pause, which nobody is to wait for in vain.
        let go_on = pause.and_then(|pause| Some((pause, shared.budget.withdraw(clock.instant())?)));
        let Some((pause, paid)) = go_on else {
            return Err(history.ended(record));
        };
        token = Some(paid);
        spans::again(&record, pause);
        clock.sleep(pause).await;
    }
}

/// What follows from a failed attempt under the call's policy.
fn verdict(effect: Effect, failed: &mut AttemptError, limits: &Limits) -> Verdict {
    if !limits.retry.resend_refused {
        return classify(effect, failed.observation);
    }
    let verdict = classify_trusting(
        effect,
        failed.observation,
        failed.details.retry_after.is_some(),
    );
    if verdict.kind == ErrorKind::Rejected
        && matches!(failed.observation, Observation::Answer(503, _))
    {
        failed.details.reason = Some("rejected for now, the server is busy".into());
    }
    verdict
}

/// Reads the answer that began with `response`.
pub(crate) async fn receive(
    response: Response,
    limits: Limits,
    deadline: Instant,
) -> Result<RawAnswer, AttemptError> {
    let status = response.status();
    let headers = response.headers().clone();
    let read = body::read(response, limits.max_response_bytes, deadline).await;
    if let (true, Read::Whole(body)) = (status.is_success(), &read) {
        return Ok(RawAnswer {
            status,
            headers,
            body: body.clone(),
        });
    }
    let mut details = ErrorDetails {
        status: Some(status),
        headers,
        ..ErrorDetails::default()
    };
    let observation = match read {
        Read::Whole(body) => {
            (details.message, details.error_value) = decode::in_band(&body);
            details.reason = status_reason(status).map(str::to_owned);
            details.body = Some(body);
            Body::NoObject
        }
        Read::Cut(source) => {
            details.reason = Some("the answer was cut".into());
            details.source = Some(Box::new(source));
            Body::Cut
        }
        Read::Stalled => {
            details.reason = Some("time ran out in the middle of the answer".into());
            details.timed_out = true;
            Body::Cut
        }
        Read::TooLong => {
            let cap = limits.max_response_bytes;
            details.reason = Some(format!(
                "the answer is longer than the accepted {cap} bytes"
            ));
            Body::TooLong
        }
    };
    Err(AttemptError {
        observation: Observation::Answer(status.as_u16(), observation),
        details,
    })
}

/// What a status without a reply means, where "rejected" alone would say too little.
fn status_reason(status: StatusCode) -> Option<&'static str> {
    match status.as_u16() {
        300..=399 => Some("answered with a redirect, which is never followed"),
        401 => Some("rejected, the API key is not accepted"),
        403 => Some("rejected, not allowed with this API key"),
        408 => Some("the server gave up waiting for the request"),
        429 => Some("rejected for now, too many calls"),
        500..=599 => Some("the server failed"),
        _ => None,
    }
}

/// The error that ends a call after what was seen of its last attempt.
pub(crate) fn failure(record: CallRecord, kind: ErrorKind, mut details: ErrorDetails) -> Error {
    if kind == ErrorKind::Unknown && record.operation.effect != Effect::Read {
        let reason = details
            .reason
            .take()
            .unwrap_or_else(|| "no clear answer".into());
        details.reason = Some(format!("{reason}; whether it took effect is unknown"));
    }
    Error::new(record, kind, details)
}

#[cfg(test)]
mod tests;
