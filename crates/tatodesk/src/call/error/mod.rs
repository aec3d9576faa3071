//! The one error of a call: what happened, what is known about its effect, and everything needed to act on it. The call makes it
//! from the engine's failure.

mod code;

use std::{any::Any, error::Error as StdError, fmt, time::Duration};

use bytes::Bytes;
use http::{StatusCode, header::HeaderMap};
use serde_json::Value;
use tatodesk_api::{Effect, Operation, transport::KeyMask, wire::InBand};

use crate::{
    engine::cause::{Cause, Peer, TimeoutCause},
    engine::classify::Observation,
    engine::outcome::Outcome,
    engine::record::Failure,
    observe::printed::{OneLine, mark_key, request_id},
    transport::evidence::Reached,
};

/// A call that failed.
///
/// `Display` is one line without values, except for the message that Tatodesk itself put into its answer, with this client's
/// keys masked in it. `Debug` is this line with a few facts below it, so that a `main` that returns the error prints what a person
/// can act on; `{:#?}` shows all members. Neither shows more of the answer. The answer's bytes are in [`body`](Error::body). The words
/// of other code, such as a layer or a medium of yours, are in [`source`](StdError::source) alone.
///
/// ```no_run
/// # async fn example(tatodesk: tatodesk::Tatodesk, call: tatodesk::Call<tatodesk::types::CreateAppointmentRequest>) {
/// use tatodesk::Outcome;
///
/// match call.send().await {
///     Ok(booked) => println!("booked under {}", booked.protocol),
///     Err(error) => match error.outcome() {
///         Outcome::NotSent => println!("nothing left this machine, try later: {error}"),
///         Outcome::Rejected => println!("Tatodesk said no: {}", error.message().unwrap_or("without a reason")),
///         Outcome::Accepted => println!("booked, but the answer reads oddly: {error}"),
///         Outcome::Unknown => println!("look before trying again: {error}"),
///     },
/// }
/// # }
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    failure: Failure,
    /// Present only where nothing was sent.
    request: Option<Box<dyn Any + Send + Sync>>,
}

impl Error {
    /// Makes the error of a failed call, in which no text of the server that may be printed holds a key of the client.
    pub(crate) fn new(mut failure: Box<Failure>, mask: &KeyMask) -> Self {
        let details = &mut failure.details;
        details.message = details.message.take().map(|said| masked(&said, mask));
        mark_key(&mut details.headers, mask);
        Self(Box::new(Inner {
            failure: *failure,
            request: None,
        }))
    }

    /// Keeps the request, if it was not sent. No other error has one, so that nothing can send it again.
    pub(crate) fn with_request(mut self, request: Box<dyn Any + Send + Sync>) -> Self {
        self.0.request = (self.outcome() == Outcome::NotSent).then_some(request);
        self
    }

    pub(crate) fn take_request(&mut self) -> Option<Box<dyn Any + Send + Sync>> {
        self.0.request.take()
    }

    /// What is known about the effect of the call.
    ///
    /// Look at it first after a failed write or send.
    pub fn outcome(&self) -> Outcome {
        self.0.failure.outcome
    }

    /// Why it failed, for code that has to tell. [The page about errors](crate::docs::errors) says what to do.
    ///
    /// ```
    /// use tatodesk::{Cause, ConnectCause, Error, ProxyCause};
    ///
    /// fn is_mine_to_mend(error: &Error) -> bool {
    ///     match error.cause() {
    ///         Cause::NotMade | Cause::Proxy(ProxyCause::SignIn) | Cause::Status(401 | 403) => true,
    ///         Cause::Connect(ConnectCause::Unresolved) => true,
    ///         _ => false,
    ///     }
    /// }
    /// ```
    pub fn cause(&self) -> Cause {
        self.0.failure.cause()
    }

    /// Whether it was Tatodesk that failed or said no, or the proxy before it. None where it was neither, or where that cannot be
    /// told: a connection behind a proxy that was not made in time may have failed on either side.
    pub fn peer(&self) -> Option<Peer> {
        match self.cause() {
            Cause::Proxy(_) => Some(Peer::Proxy),
            Cause::Connect(_) | Cause::Timeout(TimeoutCause::Connect) => {
                (!self.0.failure.details.proxied).then_some(Peer::Tatodesk)
            }
            _ => self.status().map(|_| Peer::Tatodesk),
        }
    }

    /// The operation that was called, with its host and path.
    pub fn operation(&self) -> &'static Operation {
        self.0.failure.record.operation
    }

    /// What the operation does to the world, and so whether calling again is safe.
    pub fn effect(&self) -> Effect {
        self.0.failure.record.operation.effect
    }

    /// The host that the call went to: Tatodesk's own, or that of the base URL.
    pub fn host(&self) -> &str {
        &self.0.failure.record.host
    }

    /// The HTTP status, where an answer began.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.failure.details.status
    }

    /// The headers of the answer; none where none began.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.failure.details.headers
    }

    /// The message that Tatodesk put into its answer.
    ///
    /// It is a text `error`, the `message` in an `error` object, or the `message` beside an `error` that says nothing itself
    /// (`true`, a number, "Bad Request").
    ///
    /// Keys of this client that the server repeats in it are masked as `[key]`; [`body`](Error::body) has everything as it came.
    pub fn message(&self) -> Option<&str> {
        self.0.failure.details.message.as_deref()
    }

    /// The code that Tatodesk put into its answer.
    ///
    /// It is the `code` in an `error` object, or in an `error` object within that one; else the `code` beside `error`; else an
    /// `error` that is a number. A text or a number, as text. It is not masked, so do not print what does not look like a code.
    pub fn code(&self) -> Option<String> {
        let details = &self.0.failure.details;
        matches!(self.cause(), Cause::InBandError | Cause::Status(_))
            .then(|| code::code(details.error_value.as_ref(), details.body.as_deref()))?
    }

    /// The answer's `error` member as it came.
    ///
    /// It may have more than the documentation shows. Nothing in it is masked, so do not print it.
    pub fn error_value(&self) -> Option<&Value> {
        self.0.failure.details.error_value.as_ref()
    }

    /// Where in the answer a member does not decode, like `$.appointment.ID`.
    pub fn path(&self) -> Option<&str> {
        self.0.failure.details.path.as_deref()
    }

    /// The number of the page of a walk that failed. `None` for a call of its own.
    ///
    /// A walk that begins with it goes on from there: [the page about paging](crate::docs::paging) shows how.
    pub fn page(&self) -> Option<u32> {
        u32::try_from(self.0.failure.details.page?).ok()
    }

    /// How many times the request was tried.
    pub fn attempts(&self) -> u32 {
        self.0.failure.record.attempts
    }

    /// How long the call took, with every attempt and pause.
    pub fn elapsed(&self) -> Duration {
        self.0.failure.record.elapsed
    }

    /// How long the server wants to be left alone, by `Retry-After`. A date in it is read against the answer's own `Date`.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.failure.details.retry_after
    }

    /// The id of the answer at Tatodesk or at a gateway before it.
    ///
    /// Its support can find the call by it. Taken from `x-request-id`, `request-id`, `x-correlation-id`, `x-amzn-requestid`,
    /// `x-amz-cf-id` or `cf-ray`, whichever comes first in this list. An id that holds a key of this client is left out.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.0.failure.details.headers)
    }

    /// Whether time ran out.
    ///
    /// It may be the time for a connection, before an answer, in the middle of one, or for the client's own limits.
    pub fn is_timeout(&self) -> bool {
        self.0.failure.details.timed_out
    }

    /// Whether no connection was made, so that trying later may help.
    pub fn is_connect(&self) -> bool {
        self.0.failure.observation == Observation::Unanswered(Reached::NoConnection)
    }

    /// Whether there were too many calls (429).
    pub fn is_rate_limited(&self) -> bool {
        self.status() == Some(StatusCode::TOO_MANY_REQUESTS)
    }

    /// Whether the key is not accepted, or not for this operation (401, 403).
    pub fn is_auth(&self) -> bool {
        matches!(
            self.status(),
            Some(StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)
        )
    }

    /// Whether the answer did not decode: see [`path`](Error::path) and [`body`](Error::body).
    pub fn is_decode(&self) -> bool {
        matches!(self.cause(), Cause::Undecodable | Cause::NotAnObject)
    }

    /// The raw answer, where one arrived whole. It may hold people's data, so nothing prints it.
    pub fn body(&self) -> Option<&Bytes> {
        self.0.failure.details.body.as_ref()
    }

    /// What happened, in a few words of our own.
    ///
    /// They have no operation, status or path, and not Tatodesk's message.
    pub fn reason(&self) -> &str {
        let details = &self.0.failure.details;
        details.reason.as_deref().unwrap_or(match self.outcome() {
            Outcome::NotSent => "not sent",
            Outcome::Rejected => "rejected",
            Outcome::Unknown => "the outcome is unknown",
            Outcome::Accepted => "accepted, but the answer does not decode",
        })
    }
}

/// The server's words without this client's keys. Where a long message was cut, its end may be the beginning of a key, and goes.
fn masked(said: &str, mask: &KeyMask) -> String {
    /// No spelling of a key is longer.
    const KEY: usize = 1024;
    let mut masked = mask.mask(said).into_owned();
    if said.len() + KEY > InBand::LONGEST_MESSAGE {
        let mut end = masked.len().saturating_sub(KEY);
        while !masked.is_char_boundary(end) {
            end -= 1;
        }
        masked.truncate(end);
    }
    masked
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Failure {
            record, details, ..
        } = &self.0.failure;
        write!(f, "{}", record.operation.id)?;
        if let Some(page) = details.page {
            write!(f, ", page {page}")?;
        }
        write!(f, ": {}", OneLine(self.reason()))?;
        if let Some(path) = &details.path {
            write!(f, " at {}", OneLine(path))?;
        }
        if let Some(status) = details.status {
            write!(f, " (HTTP {})", status.as_u16())?;
        }
        if record.attempts > 1 {
            write!(f, " after {} attempts", record.attempts)?;
        }
        if let Some(message) = &details.message {
            write!(f, ": {}", OneLine(message))?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Failure {
            record,
            outcome,
            details,
            ..
        } = &self.0.failure;
        if !f.alternate() {
            write!(f, "{self}\n  outcome: {outcome}\n  cause: {}", self.cause())?;
            write!(f, "\n  host: {}", record.host)?;
            return match self.request_id() {
                Some(id) => write!(f, "\n  request id: {id}"),
                None => Ok(()),
            };
        }
        f.debug_struct("Error")
            .field("operation", &record.operation.id)
            .field("effect", &record.operation.effect)
            .field("host", &record.host)
            .field("outcome", outcome)
            .field("cause", &self.cause())
            .field("reason", &OneLine(self.reason()))
            .field("status", &details.status)
            .field("message", &details.message.as_deref().map(OneLine))
            .field("path", &details.path.as_deref().map(OneLine))
            .field("page", &details.page)
            .field("attempts", &record.attempts)
            .field("elapsed", &record.elapsed)
            .field("request_id", &self.request_id())
            .field("body_bytes", &details.body.as_ref().map(Bytes::len))
            // Without the source: it may be in the words of the caller's own code.
            .finish_non_exhaustive()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0
            .failure
            .details
            .source
            .as_deref()
            .map(|source| source as &(dyn StdError + 'static))
    }
}

#[cfg(test)]
mod tests;
