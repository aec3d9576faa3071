//! The in-band error: the answer to a well-formed request that the sandbox refuses.

use std::fmt::Display;

use serde::Deserialize;
use serde_json::{Value, json};

/// Why a well-formed request was refused; travels as `error.message` in a 200.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// The reason as the caller reads it.
    pub(crate) message: String,
    /// The same without anything that the caller wrote, for logs that many people read.
    pub(crate) public: String,
}

/// The answer of an operation: its whole JSON body, or the reason of a refusal.
pub(crate) type Answer = Result<Value, Refusal>;

impl Refusal {
    /// A reason that repeats nothing of the request.
    pub(crate) fn new(reason: impl Into<String>) -> Self {
        let message = reason.into();
        Self {
            public: message.clone(),
            message,
        }
    }

    /// A reason that repeats something of the request, such as an unknown id.
    pub(crate) fn quoting(what: impl Display, reason: impl Fn(&str) -> String) -> Self {
        Self {
            message: reason(&what.to_string()),
            public: reason("…"),
        }
    }

    /// A reason that repeats two things of the request.
    pub(crate) fn quoting_both(
        first: impl Display,
        second: impl Display,
        reason: impl Fn(&str, &str) -> String,
    ) -> Self {
        Self {
            message: reason(&first.to_string(), &second.to_string()),
            public: reason("…", "…"),
        }
    }

    /// The body of a refused call.
    pub(crate) fn body(&self) -> Value {
        json!({ "error": { "message": self.message } })
    }
}

/// Shorthand for a refused result whose reason repeats nothing of the request.
pub(crate) fn refuse<T>(reason: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal::new(reason))
}

/// Reads the members that an operation needs from a request that passed its schema. If that fails, the specification allows
/// something that this sandbox cannot serve. The text of serde is not used, because it would quote the request.
pub(crate) fn read<'de, T: Deserialize<'de>>(request: &'de Value) -> Result<T, Refusal> {
    T::deserialize(request).or_else(|_| refuse("the sandbox cannot serve a request of this shape"))
}
