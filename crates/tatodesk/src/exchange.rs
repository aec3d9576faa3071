//! One call from its encoded body to one whole answer: attempts, their deadline, and the pauses between them.

use std::{pin::Pin, time::Duration};

use bytes::Bytes;
use reqwest::{Response, StatusCode, header::HeaderMap};
use tatodesk_api::{Effect, Operation};
use tokio::time::Instant;

use crate::{
    body::{self, Read},
    classify::{Body, Seen, classify},
    decode,
    error::{Error, ErrorKind, Parts},
    retry::{self, Clock},
};

/// What bounds a call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// For the whole call, with every attempt and pause.
    pub(crate) timeout: Duration,
    /// Further attempts after the first.
    pub(crate) retries: u32,
    /// The largest answer that is read.
    pub(crate) max_response_bytes: usize,
}

/// A success status with a whole body, not decoded yet.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) attempts: u32,
}

/// An attempt that brought no [`Reply`].
pub(crate) struct Failed {
    pub(crate) seen: Seen,
    pub(crate) parts: Parts,
}

/// An attempt under way.
pub(crate) type Attempt<'a> = Pin<Box<dyn Future<Output = Result<Reply, Failed>> + Send + 'a>>;

/// Calls `attempt` until it brings a reply, until trying again is pointless or unsafe, or until the limits are reached.
///
/// `attempt` is given the deadline of the whole call and has to keep it.
pub(crate) async fn exchange<'a>(
    operation: &'static Operation,
    limits: Limits,
    clock: &dyn Clock,
    mut attempt: impl FnMut(Instant) -> Attempt<'a> + Send,
) -> Result<Reply, Error> {
    let deadline = deadline(limits.timeout);
    let mut attempts = 0;
    loop {
        attempts += 1;
        let failed = match attempt(deadline).await {
            Ok(reply) => return Ok(Reply { attempts, ..reply }),
            Err(failed) => failed,
        };
        let verdict = classify(operation.effect, failed.seen);
        let pause = retry::pause(
            attempts,
            retry::retry_after(&failed.parts.headers, clock.now()),
            clock.chance(),
        );
        let time_left = deadline.saturating_duration_since(Instant::now());
        if !verdict.again || attempts > limits.retries || pause >= time_left {
            return Err(failure(operation, attempts, failed.seen, failed.parts));
        }
        clock.sleep(pause).await;
    }
}

/// The moment at which a call that starts now has to be over.
pub(crate) fn deadline(timeout: Duration) -> Instant {
    let now = Instant::now();
    // A year stands for "no limit": `Duration::MAX` from now is not an instant.
    now.checked_add(timeout)
        .unwrap_or(now + Duration::from_secs(365 * 24 * 3600))
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
            attempts: 1,
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
            parts.reason = Some("the call's time ran out in the middle of the answer".into());
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
pub(crate) fn failure(
    operation: &'static Operation,
    attempts: u32,
    seen: Seen,
    mut parts: Parts,
) -> Error {
    let kind = classify(operation.effect, seen).kind;
    if kind == ErrorKind::Unknown && operation.effect != Effect::Read {
        let reason = parts
            .reason
            .take()
            .unwrap_or_else(|| "no clear answer".into());
        parts.reason = Some(format!("{reason}; whether it took effect is unknown"));
    }
    Error::new(operation, kind, attempts, parts)
}

#[cfg(test)]
#[path = "exchange_tests.rs"]
mod tests;
