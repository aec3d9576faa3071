//! Faults on request: what can go wrong with a call, and to which calls it happens.
//!
//! This folder uses `spec` alone. `hub` keeps the rules, `server` applies them to calls, and `handle` and `control` add and
//! remove them.

mod answers;
mod check;
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
    /// The connection is reset as soon as it is made: not one byte of a request is read. Idle connections
    /// are closed when this fault is added, so that the next call has to make one. It cannot be limited to
    /// an operation, nor be combined with another fault.
    ///
    /// What a connection is for is not known yet, so those to the control API are reset, and count, too. Give the
    /// rule a number of `times`, or the sandbox a [control address](crate::Builder::control_address) of its own.
    Refuse,
    /// The connection ends without an answer.
    HangUp {
        /// How far the call comes before.
        after: Stage,
        /// By a reset, and not in order. After [`Stage::Head`] it is always a reset.
        #[serde(default)]
        reset: bool,
    },
    /// The answer ends before its end, and the connection with it. A place behind the end cuts nothing.
    Cut {
        /// What `at` counts from.
        #[serde(default)]
        of: Of,
        /// How many bytes are written before the cut.
        at: u64,
        /// By a reset, and not in order.
        #[serde(default)]
        reset: bool,
    },
    /// Nothing is read or done for a while. It counts on tokio's clock, which a test can pause. A caller that gives up
    /// meanwhile takes nothing back: what it sent takes place. A stop of the sandbox ends the delay.
    Delay {
        /// How long, at most an hour together with the other delays of the rule; `ms` in JSON.
        #[serde(rename = "ms", with = "millis")]
        by: Duration,
    },
    /// The answer stops, and goes on when it is released (or when the sandbox stops).
    Stall {
        /// What `at` counts from.
        #[serde(default)]
        of: Of,
        /// How many bytes are written before.
        #[serde(default)]
        at: u64,
    },
    /// The answer is written in small pieces, with a pause after each, until the sandbox stops. It counts on tokio's clock.
    Drip {
        /// Bytes of a piece, at least 1.
        bytes: usize,
        /// The pause, at most an hour; `everyMs` in JSON.
        #[serde(rename = "everyMs", with = "millis")]
        every: Duration,
    },
    /// Another status.
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
    /// Status 200 with a body that is no answer.
    Garbage {
        /// What stands there instead.
        body: Garbage,
        /// Whether the operation still acts; `true` by default.
        #[serde(default = "yes")]
        commit: bool,
    },
    /// A row of the answer is not what it should be. An answer that has no such row is left alone.
    WrongType {
        /// The row, from 0: of the paged list, or of the first list of the answer that has this row.
        row: usize,
        /// The member that becomes `{"wrong": "type"}`; without it the whole row becomes a text.
        #[serde(default)]
        member: Option<String>,
    },
    /// The answer is compressed, whichever it is, and whether the caller asked for that or not.
    Gzip,
}

impl Fault {
    /// Ends the call before anything of its body is read.
    pub fn reset_before_reading() -> Self {
        Self::HangUp {
            after: Stage::Head,
            reset: true,
        }
    }

    /// Ends the call when all of it was read and nothing was done.
    pub fn reset_after_reading() -> Self {
        Self::HangUp {
            after: Stage::Request,
            reset: true,
        }
    }

    /// Does what was asked and drops the answer.
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

    /// Another status with the error envelope, before anything is done.
    pub fn status(status: u16) -> Self {
        Self::Status {
            status,
            retry_after: None,
            body: StatusBody::Envelope,
            commit: false,
        }
    }

    /// An error inside a 200, before anything is done.
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
        })
    }
}

/// How far a call comes before its connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Stage {
    /// Its head was read, which names the operation; its body was not.
    Head,
    /// All of it was read; nothing was done.
    Request,
    /// What it asks for was done.
    Commit,
}

/// Where the counting of bytes begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Of {
    /// At the first byte of the status line.
    #[default]
    Answer,
    /// At the first byte behind the head.
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
    /// This very text, sense or nonsense; one that no header can hold is refused.
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

/// What stands where an answer should stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Garbage {
    /// A page for people.
    Html,
    /// The first half of the answer, which says that it is whole.
    TruncatedJson,
    /// Nothing.
    Empty,
    /// The answer with a byte that no text has.
    InvalidUtf8,
    /// JSON that is no object.
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
