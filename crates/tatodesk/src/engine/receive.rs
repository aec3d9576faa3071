//! The body of an answer: read under a size cap and a deadline, and what was seen of it.

use std::pin::pin;

use bytes::Bytes;
use reqwest::{Response, Version};
use tatodesk_api::wire::{self, InBand};

use crate::engine::{
    cause::{Cause, TimeoutCause},
    classify::{Body, Observation},
    clock::Clock,
    feed::Feed,
    limits::Deadline,
    record::{AttemptError, ErrorDetails, RawAnswer},
};

/// How reading ended.
#[derive(Debug)]
enum Read {
    /// Everything that the server meant to send.
    Whole(Bytes),
    /// The connection broke in the middle.
    Cut(reqwest::Error),
    /// Time ran out in the middle: the call's, or one that the HTTP client was given.
    Stalled(TimeoutCause),
    /// More than the client accepts. The rest stays unread and the connection is given up.
    TooLong,
}

/// The most that is set aside because a header promises it. The rest grows as it arrives.
const LARGEST_PROMISE: usize = 1024 * 1024;

/// Reads the answer that began with `response`, of at most `cap` bytes, until `deadline`.
///
/// The body of a success goes to `feed` in pieces, if that takes them; the answer is then without it.
pub(crate) async fn receive(
    response: &mut Response,
    cap: usize,
    deadline: Deadline,
    feed: Option<(&Feed, &dyn Clock)>,
) -> Result<RawAnswer, AttemptError> {
    let status = response.status();
    let headers = std::mem::take(response.headers_mut());
    let feed = feed.filter(|(feed, _)| feed.streams() && status.is_success());
    let read = match read(response, cap, &deadline, feed).await {
        Read::Whole(body) if status.is_success() => {
            return Ok(RawAnswer {
                status,
                headers,
                body,
            });
        }
        read => read,
    };
    let mut details = ErrorDetails {
        status: Some(status),
        headers,
        ..ErrorDetails::default()
    };
    let seen = match read {
        Read::Whole(body) => {
            // Servers in front of Tatodesk have a message without an `error`, or no JSON at all.
            let said = wire::in_band_before(&body, Some(deadline.at.into_std()));
            match said.ok().flatten() {
                Some(InBand::Error { message, value, .. }) => {
                    (details.message, details.error_value) = (message, Some(value));
                }
                Some(InBand::NoError { message, .. }) => details.message = message,
                None => {}
            }
            details.body = Some(body);
            Body::NoObject
        }
        Read::Cut(source) => {
            details.reason = Some("the answer was cut".into());
            details.source = Some(Box::new(source));
            Body::Cut
        }
        Read::Stalled(which) => {
            // Another status says more.
            let is_success = status.is_success();
            details.cause = is_success.then_some(Cause::Timeout(which));
            details.reason = Some("time ran out in the middle of the answer".into());
            details.timed_out = true;
            Body::Cut
        }
        Read::TooLong => {
            details.reason = Some(format!(
                "the answer is longer than the accepted {cap} bytes"
            ));
            Body::TooLong
        }
    };
    Err(AttemptError {
        observation: Observation::Answer(status.as_u16(), seen),
        details: Box::new(details),
    })
}

/// Reads the body of `response`, of at most `cap` bytes, until `deadline`.
async fn read(
    response: &mut Response,
    cap: usize,
    deadline: &Deadline,
    feed: Option<(&Feed, &dyn Clock)>,
) -> Read {
    let promised = response.content_length().unwrap_or(0);
    if promised > cap as u64 {
        return Read::TooLong;
    }
    let promised = usize::try_from(promised).unwrap_or(LARGEST_PROMISE);
    if let Some((feed, _)) = feed {
        feed.begin(response.status());
    }
    let mut fed = 0;
    // HTTP/1 ends a body of known length with its last byte. HTTP/2 may end it later, and has to see that.
    let ends_by_length = response.version() < Version::HTTP_2;
    // Most answers arrive in one piece, which is the body as it is.
    let mut whole = Bytes::new();
    let mut body = Vec::new();
    loop {
        let read = fed + whole.len() + body.len();
        if read > 0 && read == promised && ends_by_length {
            return Read::Whole(joined(whole, body));
        }
        match deadline.limit(pin!(response.chunk())).await {
            Err(_elapsed) => return Read::Stalled(deadline.cause()),
            Ok(Err(error)) if error.is_timeout() => return Read::Stalled(TimeoutCause::HttpClient),
            Ok(Err(error)) => return Read::Cut(error.without_url()),
            Ok(Ok(None)) => return Read::Whole(joined(whole, body)),
            Ok(Ok(Some(chunk))) if chunk.len() > cap - read => return Read::TooLong,
            Ok(Ok(Some(chunk))) => match feed {
                Some((feed, clock)) => {
                    fed += chunk.len();
                    feed.push(chunk, clock).await;
                }
                None if read == 0 => whole = chunk,
                None => {
                    if body.is_empty() {
                        body.reserve(promised.min(LARGEST_PROMISE).max(read + chunk.len()));
                        body.extend_from_slice(&std::mem::take(&mut whole));
                    }
                    body.extend_from_slice(&chunk);
                }
            },
        }
    }
}

/// The body: its one piece as it is, or what its pieces were copied to.
fn joined(whole: Bytes, body: Vec<u8>) -> Bytes {
    if body.is_empty() { whole } else { body.into() }
}

#[cfg(test)]
mod tests;
