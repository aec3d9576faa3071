//! Why a call failed: one list, from which errors, spans, metrics and the command take their words.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::transport::connect::{ConnectCause, ProxyCause};

/// Why a call failed. [The page about errors](crate::docs::errors) says for each cause what to do.
///
/// `Display` and serde give the word that `error.type` has in spans and metrics, such as `connect_refused`. More causes may come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Cause {
    /// The request could not be made: no key for its product, a file that cannot be opened. `not_made`.
    NotMade,
    /// No connection to Tatodesk was made. `connect_...` and `tls_...`.
    Connect(ConnectCause),
    /// The proxy failed, so that no connection was made. `proxy_...`.
    Proxy(ProxyCause),
    /// Time ran out. `timeout_...`.
    Timeout(TimeoutCause),
    /// The connection was lost before an answer began. `connection_lost`.
    ConnectionLost,
    /// The body of the request could not be read to its end, or a medium is not as long as was announced. `upload_broken`.
    UploadBroken,
    /// A layer of the caller gave up before an answer came. `middleware`.
    Middleware,
    /// A client of the caller brought the answer of another address, or a layer sent the request elsewhere. `redirected`.
    Redirected,
    /// The answer's status is no success. Its word is the number, such as `503`.
    Status(u16),
    /// Tatodesk reported an error inside of a success. `in_band_error`.
    InBandError,
    /// A JSON object without an error that the answer's type does not read. `undecodable`.
    Undecodable,
    /// The answer is whole and is not a JSON object. `not_an_object`.
    NotAnObject,
    /// The connection broke in the middle of the answer. `answer_cut`.
    AnswerCut,
    /// The answer is longer than the client accepts. `answer_too_long`.
    AnswerTooLong,
    /// The rows of a page are those of an earlier page. It ends a walk through pages, which would not end by itself. `page_repeated`.
    PageRepeated,
    /// A page that broke off came again with other rows. It ends a walk through pages. `page_changed`.
    PageChanged,
}

/// Which time ran out. `Display` gives the word of `error.type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TimeoutCause {
    /// The time to make a connection: `timeout_connect`.
    Connect,
    /// The time of one attempt: `timeout_attempt`.
    Attempt,
    /// The time of the whole call: `timeout_call`.
    Call,
    /// The call's time is too short to wait for the client's own limits: `timeout_limits`.
    Limits,
    /// A time that the caller gave to the HTTP client or to a layer: `timeout_http_client`.
    HttpClient,
}

/// Who failed: see [`Error::peer`](crate::Error::peer).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Peer {
    /// Tatodesk, or what answers at its address. `tatodesk`.
    Tatodesk,
    /// The proxy before it. `proxy`.
    Proxy,
}

impl Peer {
    /// The word that serde writes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tatodesk => "tatodesk",
            Self::Proxy => "proxy",
        }
    }
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotMade => "not_made",
            Self::Connect(cause) => return cause.fmt(f),
            Self::Proxy(cause) => return cause.fmt(f),
            Self::Timeout(cause) => return cause.fmt(f),
            Self::ConnectionLost => "connection_lost",
            Self::UploadBroken => "upload_broken",
            Self::Middleware => "middleware",
            Self::Redirected => "redirected",
            Self::Status(status) => return status.fmt(f),
            Self::InBandError => "in_band_error",
            Self::Undecodable => "undecodable",
            Self::NotAnObject => "not_an_object",
            Self::AnswerCut => "answer_cut",
            Self::AnswerTooLong => "answer_too_long",
            Self::PageRepeated => "page_repeated",
            Self::PageChanged => "page_changed",
        })
    }
}

impl fmt::Display for TimeoutCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect => "timeout_connect",
            Self::Attempt => "timeout_attempt",
            Self::Call => "timeout_call",
            Self::Limits => "timeout_limits",
            Self::HttpClient => "timeout_http_client",
        })
    }
}

impl Serialize for Cause {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests;
