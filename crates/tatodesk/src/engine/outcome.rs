//! What is known about the effect of a call that failed.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What is known about the effect of a call that failed.
///
/// For a write or a send this decides what to do next: after [`NotSent`](Outcome::NotSent) and
/// [`Rejected`](Outcome::Rejected) nothing has happened, after [`Accepted`](Outcome::Accepted) it has, and after
/// [`Unknown`](Outcome::Unknown) only looking tells. [When a send fails](crate::docs::when_a_send_fails) goes through all four.
///
/// `Display` and serde give the word of [`as_str`](Outcome::as_str).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The request provably never left: no connection was made, or the request could not be made (no key, a file that cannot be
    /// opened, no time left, no place within the client's own limits).
    ///
    /// What to do: mend what [`Error::reason`](crate::Error::reason) names, or wait until the network is back, and send it again.
    /// [`Error::into_not_sent`](crate::Error::into_not_sent) gives the request back.
    NotSent,
    /// Tatodesk answered no, by an error in its answer or by a status.
    ///
    /// What to do: read [`Error::message`](crate::Error::message) and change the request; the same one is refused again,
    /// unless [`Error::is_rate_limited`](crate::Error::is_rate_limited).
    Rejected,
    /// Tatodesk answered yes, in a shape that the type does not have. The raw answer is [`Error::body`](crate::Error::body).
    ///
    /// What to do: treat it as done, and report the [`path`](crate::Error::path) that does not decode.
    Accepted,
    /// It may have happened or not. Sending it again may do it twice.
    ///
    /// What to do: look first, by a call that reads, or ask a person. For a read: just call again.
    Unknown,
}

impl Outcome {
    /// The word that spans, metrics and serde use: `not_sent`, `rejected`, `accepted`, `unknown`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotSent => "not_sent",
            Self::Rejected => "rejected",
            Self::Accepted => "accepted",
            Self::Unknown => "unknown",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
