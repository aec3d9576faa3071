//! One call from its encoded body to one whole answer: attempts, their deadline, and the pauses between them.

use std::{pin::Pin, sync::Arc, time::Duration};

use bytes::Bytes;
use reqwest::{Response, StatusCode, header::HeaderMap};
use tatodesk_api::{Effect, Operation};
use tokio::time::Instant;
use tracing::Span;

#[cfg(feature = "limits")]
use crate::throttle::TooLate;
use crate::{
    body::{self, Read},
    budget::{Budget, Token},
    classify::{Body, Seen, Verdict, classify, classify_trusting},
    clock::Clock,
    decode,
    error::{Error, Parts},
    limits::Limits,
    outcome::ErrorKind,
    retry, telemetry,
};

/// What all calls of a client share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) budget: Budget,
    #[cfg(feature = "limits")]
    pub(crate) throttle: crate::throttle::Throttle,
}

/// What is known of a call whatever becomes of it.
#[derive(Clone, Debug)]
pub(crate) struct Trip {
    pub(crate) operation: &'static Operation,
    /// The host that it goes to.
    pub(crate) host: Arc<str>,
    /// How often it was tried.
    pub(crate) attempts: u32,
    /// From its start to the last thing that happened.
    pub(crate) elapsed: Duration,
    /// Its span, which ends with the call: an error does not hold it.
    pub(crate) span: Span,
}

impl Trip {
    /// A call that has not begun.
    pub(crate) fn new(operation: &'static Operation, host: &str) -> Self {
        Self {
            operation,
            host: host.into(),
            attempts: 0,
            elapsed: Duration::ZERO,
            span: telemetry::call(operation),
        }
    }
}

/// A success status with a whole body, not decoded yet.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// An attempt that brought no [`Reply`].
pub(crate) struct Failed {
    pub(crate) seen: Seen,
    pub(crate) parts: Parts,
}

impl Failed {
    /// A failure that our own words tell all about.
    pub(crate) fn because(seen: Seen, reason: &str) -> Self {
        let reason = Some(reason.to_owned());
        let parts = Parts {
            reason,
            error_type: telemetry::error_type(seen),
            timed_out: matches!(seen, Seen::NoTime | Seen::Limited | Seen::OutOfTime),
            ..Parts::default()
        };
        Self { seen, parts }
    }
}

/// An attempt under way.
pub(crate) type Attempt<'a> = Pin<Box<dyn Future<Output = Result<Reply, Failed>> + Send + 'a>>;

/// What was seen of the attempts so far, none of which brought a reply.
struct Course {
    /// The last failure.
    last: (Verdict, Failed),
    /// The last failure of an attempt that left, if another came after it.
    earlier: Option<(Verdict, Failed)>,
}

impl Course {
    fn new(effect: Effect, failed: Failed) -> Self {
        Self {
            last: (classify(effect, failed.seen), failed),
            earlier: None,
        }
    }

    /// One more attempt failed.
    fn goes_on(&mut self, verdict: Verdict, failed: Failed) {
        let before = std::mem::replace(&mut self.last, (verdict, failed));
        if before.0.kind != ErrorKind::NotSent {
            self.earlier = Some(before);
        }
    }

    /// The error that ends the call: the last failure, unless it would deny that a write or a send left before it.
    fn ended(self, trip: Trip) -> Error {
        let (verdict, last) = self.last;
        let denies = verdict.kind == ErrorKind::NotSent && trip.operation.effect != Effect::Read;
        let Some((earlier, mut failed)) = self.earlier.filter(|_| denies) else {
            return failure(trip, verdict.kind, last.parts);
        };
        let first = failed.parts.reason.as_deref().unwrap_or("failed");
        let then = last.parts.reason.as_deref().unwrap_or("not sent");
        failed.parts.reason = Some(format!("{first}; then {then}"));
        failure(trip, earlier.kind, failed.parts)
    }
}

/// Calls `attempt` until it brings a reply, until trying again is pointless or unsafe, or until the limits are reached.
///
/// `attempt` is given its number, from 1, and the moment at which it has to be over.
pub(crate) async fn exchange<'a>(
    mut trip: Trip,
    limits: Limits,
    shared: &Shared,
    mut attempt: impl FnMut(u32, Instant) -> Attempt<'a> + Send,
) -> Result<(Reply, Trip), Error> {
    let clock = &*shared.clock;
    let started = clock.instant();
    let end = limits.end(started);
    let to_connect = limits.connecting(end.saturating_duration_since(started));
    let reason = "the call's time was over before it began";
    let failed = Failed::because(Seen::NoTime, reason);
    let mut course = Course::new(trip.operation.effect, failed);
    shared.budget.deposit();
    // Whatever ends the call before the next attempt gives it back.
    let mut token: Option<Token<'_>> = None;
    loop {
        let left = end.saturating_duration_since(clock.instant());
        if left.is_zero() {
            trip.elapsed = clock.instant().saturating_duration_since(started);
            return Err(course.ended(trip));
        }
        // What is known to be unsent stays so: below, no pause takes the time to connect either.
        #[cfg(feature = "limits")]
        let latest = match course.last.1.seen {
            Seen::NoConnection => end.checked_sub(to_connect).unwrap_or(started),
            _ => end,
        };
        #[cfg(feature = "limits")]
        let turn = shared.throttle.turn(trip.operation.product, clock, latest);
        #[cfg(feature = "limits")]
        let (turn, left) = match turn.await {
            Ok(turn) => (Some(turn), end.saturating_duration_since(clock.instant())),
            Err(TooLate) => (None, Duration::ZERO),
        };
        #[cfg(feature = "limits")]
        if left.is_zero() {
            trip.elapsed = clock.instant().saturating_duration_since(started);
            // A failure that was seen says more than the wait for another try.
            if trip.attempts == 0 {
                let reason = "the call's time is too short for the client's own limits";
                course.last.1 = Failed::because(Seen::Limited, reason);
            }
            return Err(course.ended(trip));
        }
        trip.attempts = trip.attempts.saturating_add(1);
        if let Some(token) = token.take() {
            token.spent();
        }
        telemetry::begins(&trip);
        let result = attempt(trip.attempts, Instant::now() + limits.of_attempt(left)).await;
        #[cfg(feature = "limits")]
        drop(turn);
        trip.elapsed = clock.instant().saturating_duration_since(started);
        let mut failed = match result {
            Ok(reply) => return Ok((reply, trip)),
            Err(failed) => failed,
        };
        let wish = retry::retry_after(&failed.parts.headers, clock.now());
        failed.parts.retry_after = wish;
        failed.parts.error_type = telemetry::error_type(failed.seen);
        let verdict = verdict(trip.operation.effect, &mut failed, &limits);
        let left = end.saturating_duration_since(clock.instant());
        // Known to be unsent, it would end as unknown if the call's time ran out while the next attempt connects.
        let needed = match failed.seen {
            Seen::NoConnection => to_connect,
            _ => Duration::ZERO,
        };
        course.goes_on(verdict, failed);
        let pause = retry::pause(&limits.retry, trip.attempts, wish, clock.chance())
            .filter(|pause| pause.saturating_add(needed) < left)
            .filter(|_| verdict.again && trip.attempts <= limits.retry.retries);
        // Asked last, since it pays; and before the pause, which nobody is to wait for in vain.
        let go_on = pause.and_then(|pause| Some((pause, shared.budget.withdraw()?)));
        let Some((pause, paid)) = go_on else {
            return Err(course.ended(trip));
        };
        token = Some(paid);
        telemetry::again(&trip, pause);
        clock.sleep(pause).await;
    }
}

/// What follows from a failed attempt under the call's policy.
fn verdict(effect: Effect, failed: &mut Failed, limits: &Limits) -> Verdict {
    if !limits.retry.resend_refused {
        return classify(effect, failed.seen);
    }
    let verdict = classify_trusting(effect, failed.seen, failed.parts.retry_after.is_some());
    if verdict.kind == ErrorKind::Rejected && matches!(failed.seen, Seen::Answer(503, _)) {
        failed.parts.reason = Some("rejected for now, the server is busy".into());
    }
    verdict
}

/// Reads the answer that began with `response`.
pub(crate) async fn receive(
    response: Response,
    limits: Limits,
    deadline: Instant,
) -> Result<Reply, Failed> {
    let status = response.status();
    let headers = response.headers().clone();
    let read = body::read(response, limits.max_response_bytes, deadline).await;
    if let (true, Read::Whole(body)) = (status.is_success(), &read) {
        return Ok(Reply {
            status,
            headers,
            body: body.clone(),
        });
    }
    let mut parts = Parts {
        status: Some(status),
        headers,
        ..Parts::default()
    };
    let seen = match read {
        Read::Whole(body) => {
            (parts.message, parts.error_value) = decode::in_band(&body);
            parts.reason = status_reason(status).map(str::to_owned);
            parts.body = Some(body);
            Body::NoObject
        }
        Read::Cut(source) => {
            parts.reason = Some("the answer was cut".into());
            parts.source = Some(Box::new(source));
            Body::Cut
        }
        Read::Stalled => {
            parts.reason = Some("time ran out in the middle of the answer".into());
            parts.timed_out = true;
            Body::Cut
        }
        Read::TooLong => {
            let cap = limits.max_response_bytes;
            parts.reason = Some(format!(
                "the answer is longer than the accepted {cap} bytes"
            ));
            Body::TooLong
        }
    };
    Err(Failed {
        seen: Seen::Answer(status.as_u16(), seen),
        parts,
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
pub(crate) fn failure(trip: Trip, kind: ErrorKind, mut parts: Parts) -> Error {
    if kind == ErrorKind::Unknown && trip.operation.effect != Effect::Read {
        let reason = parts
            .reason
            .take()
            .unwrap_or_else(|| "no clear answer".into());
        parts.reason = Some(format!("{reason}; whether it took effect is unknown"));
    }
    Error::new(trip, kind, parts)
}

#[cfg(test)]
#[path = "exchange_tests.rs"]
mod tests;
