//! The in-band error: what a well-formed request is answered when the sandbox says no.

use serde::Deserialize;
use serde_json::{Value, json};

/// Why a well-formed request was refused; travels as `error.message` in a 200.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refusal(pub(crate) String);

/// What an operation answers: its whole JSON body, or the reason of a refusal.
pub(crate) type Answer = Result<Value, Refusal>;

impl Refusal {
    /// The body of a refused call.
    pub(crate) fn body(&self) -> Value {
        json!({ "error": { "message": self.0 } })
    }
}

/// Shorthand for a refused result.
pub(crate) fn refuse<T>(reason: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal(reason.into()))
}

/// Reads the members that an operation needs from a request that passed its schema. A failure says that the
/// specification allows what this sandbox cannot serve; the reader's own words would quote what was sent.
pub(crate) fn read<'de, T: Deserialize<'de>>(request: &'de Value) -> Result<T, Refusal> {
    T::deserialize(request).or_else(|_| refuse("the sandbox cannot serve a request of this shape"))
}
