//! The body of an answer: read under a size cap and a deadline, and what was seen of it.

use std::pin::{Pin, pin};

use bytes::Bytes;
use reqwest::{
    Response, Version,
    header::{CONTENT_ENCODING, CONTENT_LENGTH},
};
use tatodesk_api::wire::{self, InBand};
use tokio::time::Sleep;

use crate::transport::content_encoding::ContentEncoding;

use crate::engine::{
    cause::{Cause, TimeoutCause},
    classify::{Body, Observation},
    clock::Clock,
    decoding::{Decoder, is_plain},
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
    /// All of it came, in an encoding that is not decoded.
    Unknown(Bytes, &'static str),
    /// It does not decode as its content encoding says: it is damaged, or has no end.
    Broken(std::io::Error),
    /// Time ran out in the middle: the call's, or one that the HTTP client was given.
    Stalled(TimeoutCause),
    /// More than the client accepts. The rest stays unread and the connection is given up.
    TooLong,
}

/// The most that is set aside because a header promises it. The rest grows as it arrives.
const LARGEST_PROMISE: usize = 1024 * 1024;

/// Reads the answer that began with `response`, of at most `cap` bytes, until `deadline`.
///
/// The body of a success takes room of `feed`. It goes there in pieces, if that takes them; the answer is then without it.
pub(crate) async fn receive(
    response: &mut Response,
    cap: usize,
    deadline: &Deadline,
    timer: Pin<&mut Sleep>,
    feed: Option<(&Feed, &dyn Clock)>,
) -> Result<RawAnswer, AttemptError> {
    let status = response.status();
    let mut headers = std::mem::take(response.headers_mut());
    let encoding = ContentEncoding::of(&headers);
    let decoder = Decoder::new(encoding);
    let feed = feed.filter(|_| status.is_success());
    if matches!(encoding, Ok(Some(_))) {
        // They are about the body as it came.
        headers.remove(CONTENT_ENCODING);
        headers.remove(CONTENT_LENGTH);
    }
    let read = match read(response, cap, deadline, timer, feed, decoder).await {
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
        Read::Unknown(body, why) => {
            details.reason = Some(why.to_owned());
            details.body = Some(body);
            Body::NoObject
        }
        Read::Broken(source) => {
            details.reason = Some("the compressed answer is damaged, or cut".into());
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
    mut timer: Pin<&mut Sleep>,
    feed: Option<(&Feed, &dyn Clock)>,
    mut decoder: Decoder,
) -> Read {
    let promised = response.content_length().unwrap_or(0);
    if promised > cap as u64 {
        return Read::TooLong;
    }
    let promised = usize::try_from(promised).unwrap_or(LARGEST_PROMISE);
    if let Some((feed, _)) = feed {
        feed.begin(response.status());
    }
    // HTTP/1 ends a body of known length with its last byte. HTTP/2 may end it later, and has to see that.
    let ends_by_length = response.version() < Version::HTTP_2;
    let mut arrived = 0;
    let mut unknown = None;
    let mut taken = Taken {
        cap,
        promised,
        feed,
        streams: feed.is_some_and(|(feed, _)| feed.streams()),
        length: 0,
        whole: Bytes::new(),
        body: Vec::new(),
    };
    while arrived == 0 || arrived != promised || !ends_by_length {
        let mut chunk = match deadline.limit(timer.as_mut(), pin!(response.chunk())).await {
            Err(_elapsed) => return Read::Stalled(deadline.cause()),
            Ok(Err(error)) if error.is_timeout() => return Read::Stalled(TimeoutCause::HttpClient),
            Ok(Err(error)) => return Read::Cut(error.without_url()),
            Ok(Ok(None)) => break,
            // What unpacks to nothing is bounded, too.
            Ok(Ok(Some(chunk))) if chunk.len() > cap - arrived => return Read::TooLong,
            Ok(Ok(Some(chunk))) => chunk,
        };
        // HTTP/2 may begin with an empty piece, which says nothing.
        if arrived == 0 && !chunk.is_empty() && !decoder.is_identity() {
            if is_plain(&chunk) {
                decoder = Decoder::Identity;
            } else if let Decoder::Unknown(why) = decoder {
                (taken.streams, unknown) = (false, Some(why));
            }
        }
        arrived += chunk.len();
        loop {
            match decoder.decode(&mut chunk) {
                Ok(None) => break,
                Ok(Some(piece)) if piece.len() > taken.left() => return Read::TooLong,
                Ok(Some(piece)) => taken.add(piece).await,
                Err(error) => return Read::Broken(error),
            }
        }
    }
    match decoder.finish() {
        Ok(None) => {}
        Ok(Some(piece)) if piece.len() > taken.left() => return Read::TooLong,
        Ok(Some(piece)) => taken.add(piece).await,
        Err(error) => return Read::Broken(error),
    }
    match unknown {
        None => Read::Whole(taken.joined()),
        Some(why) => Read::Unknown(taken.joined(), why),
    }
}

/// What was read of a body.
struct Taken<'a> {
    cap: usize,
    promised: usize,
    feed: Option<(&'a Feed, &'a dyn Clock)>,
    /// Whether the feed takes the pieces.
    streams: bool,
    length: usize,
    /// Most answers arrive in one piece, which is the body as it is.
    whole: Bytes,
    body: Vec<u8>,
}

impl Taken<'_> {
    /// How much more is accepted.
    fn left(&self) -> usize {
        self.cap - self.length
    }

    /// Hands the next piece to the reader, or keeps it.
    async fn add(&mut self, piece: Bytes) {
        let before = self.length;
        self.length += piece.len();
        match self.feed {
            Some((feed, clock)) if self.streams => return feed.push(piece, clock).await,
            Some((feed, clock)) => feed.keep(piece.len(), clock).await,
            None => {}
        }
        if before == 0 {
            self.whole = piece;
            return;
        }
        if self.body.is_empty() {
            let promised = self.promised.min(LARGEST_PROMISE);
            self.body.reserve(promised.max(self.length));
            self.body
                .extend_from_slice(&std::mem::take(&mut self.whole));
        }
        self.body.extend_from_slice(&piece);
    }

    /// The body: its one piece as it is, or what its pieces were copied to.
    fn joined(self) -> Bytes {
        if self.body.is_empty() {
            self.whole
        } else {
            self.body.into()
        }
    }
}

#[cfg(test)]
mod tests;
