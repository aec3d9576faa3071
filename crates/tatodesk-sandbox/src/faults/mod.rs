//! Faults on request: what can go wrong with a call, and to which calls it happens.
//!
//! This folder may use `spec` alone. `hub` keeps the rules, `server` applies them to calls, and `handle` and `control` add and
//! remove them.

mod answers;
mod check;
mod compressed;
mod orders;
mod plan;
mod read;
mod rules;

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub(crate) use orders::{Position, WriteOrders};
pub(crate) use plan::Plan;
pub(crate) use read::{check, read, read_json};
pub(crate) use rules::Rules;
pub use rules::{BadRule, Rule};

/// The longest wait that a caller can ask for. A test gives up sooner, so a larger number is a mistake.
pub(crate) const MAX_WAIT: Duration = Duration::from_secs(60 * 60);

/// Something that goes wrong with a call.
///
/// In JSON and YAML a fault is its name, or an object with its name as the only member:
/// `"gzip"`, `{"cut": {"of": "body", "at": 17}}`. The names are those of the variants, in camel case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
#[non_exhaustive]
pub enum Fault {
    /// The connection is reset as soon as it is made: the sandbox reads not one byte of a request.
    ///
    /// When this fault is added, idle connections are closed, so that the next call must make a new one. It cannot be limited
    /// to an operation, nor be combined with another fault.
    ///
    /// The sandbox does not know yet what a connection is for, so it also resets and counts connections to the control
    /// API. Limit the rule by `times`, or give the sandbox a [control address](crate::Builder::control_address) of its own.
    Refuse,
    /// The connection ends without an answer.
    HangUp {
        /// The last stage that the call completes.
        after: Stage,
        /// Whether the end is a reset instead of an orderly close. After [`Stage::Head`] it is always a reset.
        #[serde(default)]
        reset: bool,
    },
    /// The answer is cut off, and the connection ends. A position behind the end of the answer cuts nothing.
    Cut {
        /// The point from which `at` counts.
        #[serde(default)]
        of: Of,
        /// How many bytes are written before the cut.
        at: u64,
        /// Whether the end is a reset instead of an orderly close.
        #[serde(default)]
        reset: bool,
    },
    /// The sandbox waits before it reads or does anything. The wait counts on tokio's clock, which a test can pause. If the
    /// caller gives up meanwhile, the operation still acts. A stop of the sandbox ends the delay.
    Delay {
        /// How long, at most an hour together with the other delays of the rule; `ms` in JSON.
        #[serde(rename = "ms", with = "millis")]
        by: Duration,
    },
    /// The answer stops.
    ///
    /// It goes on when it is released, when the sandbox stops, or after an hour. It also goes on when it has been held up
    /// longest and others need its connection.
    Stall {
        /// The point from which `at` counts.
        #[serde(default)]
        of: Of,
        /// How many bytes are written before the stall.
        #[serde(default)]
        at: u64,
    },
    /// The sandbox writes the answer in small pieces, with a pause after each.
    ///
    /// It does so for an hour at most and until it stops. The pauses count on tokio's clock.
    Drip {
        /// Bytes of a piece, at least 1.
        bytes: usize,
        /// The pause, at most an hour; `everyMs` in JSON.
        #[serde(rename = "everyMs", with = "millis")]
        every: Duration,
    },
    /// An answer with another status.
    Status {
        /// The status, from 200 to 599.
        status: u16,
        /// The header of the same name.
        #[serde(default)]
        retry_after: Option<RetryAfter>,
        /// What the answer says.
        #[serde(default)]
        body: StatusBody,
        /// Whether the operation still acts.
        #[serde(default)]
        commit: bool,
    },
    /// Status 200 with an error inside.
    InBand {
        /// The value of the `error` member: a text, an object, or anything else.
        error: Value,
        /// Whether the operation still acts.
        #[serde(default)]
        commit: bool,
    },
    /// Status 200 with a body that no operation answers.
    Garbage {
        /// What the body is instead.
        body: Garbage,
        /// Whether the operation still acts; `true` by default.
        #[serde(default = "yes")]
        commit: bool,
    },
    /// A row of the answer has a wrong type. An answer without this row stays as it is.
    WrongType {
        /// The row, from 0: of the paged list, or of the first list of the answer that has this row.
        row: usize,
        /// The member that becomes `{"wrong": "type"}`; without it the whole row becomes a text.
        #[serde(default)]
        member: Option<String>,
    },
    /// The answer is compressed, even if the caller did not ask for that.
    Gzip,
    /// The answer is compressed as the request's `Accept-Encoding` asks for it: `gzip`, or `zstd` with the feature of that name.
    Compress,
}

impl Fault {
    /// Ends the call before anything of its body is read.
    pub fn reset_before_reading() -> Self {
        Self::HangUp {
            after: Stage::Head,
            reset: true,
        }
    }

    /// Ends the call after all of it was read, before the operation acts.
    pub fn reset_after_reading() -> Self {
        Self::HangUp {
            after: Stage::Request,
            reset: true,
        }
    }

    /// Lets the operation act and drops the answer.
    pub fn commit_then_drop() -> Self {
        Self::HangUp {
            after: Stage::Commit,
            reset: false,
        }
    }

    /// Cuts the body of the answer at a byte.
    pub fn cut_body(at: u64) -> Self {
        Self::Cut {
            of: Of::Body,
            at,
            reset: false,
        }
    }

    /// Answers another status with the error envelope; the operation does not act.
    pub fn status(status: u16) -> Self {
        Self::Status {
            status,
            retry_after: None,
            body: StatusBody::Envelope,
            commit: false,
        }
    }

    /// Answers an error inside a 200; the operation does not act.
    pub fn in_band(error: impl Into<Value>) -> Self {
        Self::InBand {
            error: error.into(),
            commit: false,
        }
    }
}

/// The fault's name, as JSON has it.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Refuse => "refuse",
            Self::HangUp { .. } => "hangUp",
            Self::Cut { .. } => "cut",
            Self::Delay { .. } => "delay",
            Self::Stall { .. } => "stall",
            Self::Drip { .. } => "drip",
            Self::Status { .. } => "status",
            Self::InBand { .. } => "inBand",
            Self::Garbage { .. } => "garbage",
            Self::WrongType { .. } => "wrongType",
            Self::Gzip => "gzip",
            Self::Compress => "compress",
        })
    }
}

/// How far a call comes before its connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Stage {
    /// The sandbox read its head, which names the operation, and not its body.
    Head,
    /// The sandbox read all of it; the operation did not act.
    Request,
    /// The operation acted.
    Commit,
}

/// The point from which bytes are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Of {
    /// At the first byte of the status line.
    #[default]
    Answer,
    /// At the first byte after the head.
    Body,
}

/// What a `Retry-After` header says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum RetryAfter {
    /// A number of seconds; a number in JSON.
    Seconds(u64),
    /// A date that lies a number of seconds ahead of the machine's clock.
    Date {
        /// How far it lies ahead.
        date_in_seconds: u32,
    },
    /// Exactly this text, valid or not. A text that no header can hold is refused.
    Text(String),
}

/// What an answer with another status says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum StatusBody {
    /// The error envelope of the API.
    #[default]
    Envelope,
    /// A page for people, as a proxy would write it.
    Html,
    /// Nothing.
    Empty,
}

/// What replaces the body of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Garbage {
    /// A page for people.
    Html,
    /// The first half of the answer, with a matching `Content-Length`.
    TruncatedJson,
    /// Nothing.
    Empty,
    /// The answer with a byte that is not valid in UTF-8.
    InvalidUtf8,
    /// JSON that is not an object.
    NotAnObject,
}

fn yes() -> bool {
    true
}

/// Durations as whole milliseconds.
mod millis {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(it: &Duration, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u64(u64::try_from(it.as_millis()).unwrap_or(u64::MAX))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
        u64::deserialize(from).map(Duration::from_millis)
    }
}
