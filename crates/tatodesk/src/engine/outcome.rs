//! What is known about the effect of a call that failed, and what kind of failure it is.

/// What is known about the effect of a call that failed.
///
/// For a write or a send this decides what to do next: after [`NotSent`](Outcome::NotSent) and
/// [`Rejected`](Outcome::Rejected) nothing has happened, after [`Accepted`](Outcome::Accepted) it has, and after
/// [`Unknown`](Outcome::Unknown) only looking tells. [When a send fails](crate::docs::when_a_send_fails) goes through all four.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
    /// The word that spans and logs use: `not_sent`, `rejected`, `accepted`, `unknown`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotSent => "not_sent",
            Self::Rejected => "rejected",
            Self::Accepted => "accepted",
            Self::Unknown => "unknown",
        }
    }
}

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// No connection was made, or the request could not be made at all: a missing key, a file that cannot be opened, a
    /// deadline that had passed or was too near for the client's own limits.
    ///
    /// What to do: see [`Error::reason`](crate::Error::reason). With [`is_connect`](crate::Error::is_connect) try again later,
    /// else mend the configuration or the request.
    NotSent,
    /// Tatodesk refused: an `error` in its answer, or a 4xx status.
    ///
    /// What to do: act on [`Error::message`](crate::Error::message). 401 and 403
    /// ([`is_auth`](crate::Error::is_auth)) are about the key; after 429 come back when
    /// [`Error::retry_after`](crate::Error::retry_after) says.
    Rejected,
    /// No answer, half an answer, or an answer that says nothing about what happened.
    ///
    /// What to do: for a read, call again later. For a write or a send, look whether it happened before sending again.
    Unknown,
    /// A success whose answer does not decode.
    ///
    /// What to do: a write or a send is done, do not repeat it. Read what you need from [`Error::body`](crate::Error::body),
    /// and report [`Error::path`](crate::Error::path).
    Accepted,
    /// A read was answered with something that is not a JSON object.
    ///
    /// What to do: look at [`Error::body`](crate::Error::body); a gateway's page in HTML often means a wrong base URL.
    Undecodable,
}

impl ErrorKind {
    pub(crate) fn outcome(self) -> Outcome {
        match self {
            Self::NotSent => Outcome::NotSent,
            Self::Rejected => Outcome::Rejected,
            Self::Accepted => Outcome::Accepted,
            Self::Unknown | Self::Undecodable => Outcome::Unknown,
        }
    }
}
