//! The one error of a call: what happened, what is known about its effect, and everything needed to act on it.

use std::{error::Error as StdError, fmt};

use bytes::Bytes;
use reqwest::{StatusCode, header::HeaderMap};
use serde_json::Value;
use tatodesk_api::Operation;

/// What is known about the effect of a call that failed.
///
/// For a write or a send this decides what to do next: after [`NotSent`](Outcome::NotSent) and
/// [`Rejected`](Outcome::Rejected) nothing has happened, after [`Accepted`](Outcome::Accepted) it has, and after
/// [`Unknown`](Outcome::Unknown) only looking tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The request provably never left: no connection was made.
    NotSent,
    /// Tatodesk answered no, by an error in its answer or by a status.
    Rejected,
    /// Tatodesk answered yes, in a shape that the type does not have. The raw answer is [`Error::body`].
    Accepted,
    /// It may have happened or not. Sending it again may do it twice.
    Unknown,
}

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// No connection was made, or the request could not be made at all.
    NotSent,
    /// Tatodesk refused.
    Rejected,
    /// No answer, half an answer, or an answer that says nothing about what happened.
    Unknown,
    /// A success whose answer does not decode.
    Accepted,
    /// A read was answered with something that is not a JSON object.
    Undecodable,
}

impl ErrorKind {
    fn outcome(self) -> Outcome {
        match self {
            Self::NotSent => Outcome::NotSent,
            Self::Rejected => Outcome::Rejected,
            Self::Accepted => Outcome::Accepted,
            Self::Unknown | Self::Undecodable => Outcome::Unknown,
        }
    }
}

/// A call that failed.
///
/// `Display` is one line without values, except for the message that Tatodesk itself put into its answer; `Debug` shows
/// no more. The answer's bytes are in [`body`](Error::body).
///
/// ```no_run
/// # async fn example(tatodesk: tatodesk::Tatodesk, call: tatodesk::Call<'_, tatodesk::types::CreateAppointmentRequest>) {
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
    operation: &'static Operation,
    kind: ErrorKind,
    attempts: u32,
    parts: Parts,
}

/// What is known besides the kind. Everything is optional: most failures have two or three of these.
#[derive(Default)]
pub(crate) struct Parts {
    /// Our own words for what happened.
    pub(crate) reason: Option<String>,
    pub(crate) status: Option<StatusCode>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Bytes>,
    pub(crate) message: Option<String>,
    pub(crate) error_value: Option<Value>,
    pub(crate) path: Option<String>,
    pub(crate) source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    pub(crate) fn new(
        operation: &'static Operation,
        kind: ErrorKind,
        attempts: u32,
        parts: Parts,
    ) -> Self {
        Self(Box::new(Inner {
            operation,
            kind,
            attempts,
            parts,
        }))
    }

    /// What is known about the effect: the first thing to look at after a failed write or send.
    pub fn outcome(&self) -> Outcome {
        self.0.kind.outcome()
    }

    /// What went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The operation that was called, with its host and path.
    pub fn operation(&self) -> &'static Operation {
        self.0.operation
    }

    /// The HTTP status, where an answer began.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.parts.status
    }

    /// The headers of the answer; none where none began.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.parts.headers
    }

    /// The message that Tatodesk put into its answer, as it came.
    pub fn message(&self) -> Option<&str> {
        self.0.parts.message.as_deref()
    }

    /// The answer's `error` member as it came, for what the documentation does not tell about it.
    pub fn error_value(&self) -> Option<&Value> {
        self.0.parts.error_value.as_ref()
    }

    /// Where in the answer a member does not decode, like `$.appointment.ID`.
    pub fn path(&self) -> Option<&str> {
        self.0.parts.path.as_deref()
    }

    /// How many times the request was tried.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// The raw answer, where one arrived whole. It may hold people's data, so nothing prints it.
    pub fn body(&self) -> Option<&Bytes> {
        self.0.parts.body.as_ref()
    }

    /// What happened in a few words, without the operation and the status.
    fn what(&self) -> &str {
        let parts = &self.0.parts;
        parts.reason.as_deref().unwrap_or(match self.0.kind {
            ErrorKind::NotSent => "not sent",
            ErrorKind::Rejected => "rejected",
            ErrorKind::Unknown => "the outcome is unknown",
            ErrorKind::Accepted => "accepted, but the answer does not decode",
            ErrorKind::Undecodable => "the answer is not a JSON object",
        })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner {
            operation,
            attempts,
            parts,
            ..
        } = &*self.0;
        write!(f, "{}: {}", operation.id, self.what())?;
        if let Some(path) = &parts.path {
            write!(f, " at {}", OneLine(path))?;
        }
        if let Some(status) = parts.status {
            write!(f, " (HTTP {})", status.as_u16())?;
        }
        if *attempts > 1 {
            write!(f, " after {attempts} attempts")?;
        }
        if let Some(message) = &parts.message {
            write!(f, ": {}", OneLine(message))?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner {
            operation,
            kind,
            attempts,
            parts,
        } = &*self.0;
        f.debug_struct("Error")
            .field("operation", &operation.id)
            .field("kind", kind)
            .field("reason", &self.what())
            .field("status", &parts.status)
            .field("message", &parts.message)
            .field("path", &parts.path)
            .field("attempts", attempts)
            .field("body_bytes", &parts.body.as_ref().map(Bytes::len))
            .field("source", &parts.source)
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0
            .parts
            .source
            .as_deref()
            .map(|source| source as &(dyn StdError + 'static))
    }
}

/// Text of the server's choosing, kept on one line and to a length that a log can bear.
struct OneLine<'a>(&'a str);

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write as _;

        const LONGEST: usize = 500;
        for (count, character) in self.0.chars().enumerate() {
            if count == LONGEST {
                return f.write_str("...");
            }
            let plain = !character.is_control() && !matches!(character, '\u{2028}' | '\u{2029}');
            f.write_char(if plain { character } else { ' ' })?;
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "error_tests.rs"]
mod tests;
