//! The request log and the counters: what was asked, how it was judged, and what became of it.

use std::collections::VecDeque;
use std::fmt;

use jiff::civil::DateTime;
use serde::{Deserialize, Deserializer, Serialize};

use crate::spec::spec;

/// The name of an operation. Written out, serde would want to borrow it from what it reads.
type Name = &'static str;

/// A request that was dealt with: answered, or dropped by a fault, or given up by its caller.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RequestRecord {
    /// When, in the sandbox's local time.
    pub at: DateTime,
    /// The HTTP method. Cut behind 256 characters, as the path is.
    pub method: String,
    /// The path, without a query. Where there is no operation it is whatever the caller sent, so it is not for every eye.
    pub path: String,
    /// The operation of the specification, e.g. `listHours`; none for an unknown path.
    #[serde(deserialize_with = "operation")]
    pub operation: Option<Name>,
    /// The HTTP status of the answer; 0 when the connection ended before one: by a fault, or because the caller left.
    pub status: u16,
    /// Whether the answer was an in-band error: status 200, and still a no.
    pub refused: bool,
    /// Whether the operation acted and accepted, whatever became of its answer.
    pub committed: bool,
    /// How the request broke the specification, if it did.
    pub breach: Option<Breach>,
    /// The faults that happened to the call.
    pub faults: Vec<String>,
}

/// Without the path: that of an unknown operation is whatever the caller sent.
impl fmt::Debug for RequestRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestRecord")
            .field("at", &self.at)
            .field("operation", &self.operation)
            .field("status", &self.status)
            .field("refused", &self.refused)
            .field("committed", &self.committed)
            .field("breach", &self.breach)
            .field("faults", &self.faults)
            .finish_non_exhaustive()
    }
}

/// One line for people: `07:00:00.001 sendSms 200 committed`.
impl fmt::Display for RequestRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = self.operation.unwrap_or("(no operation)");
        write!(f, "{:.3} {what} {}", self.at.time(), self.status)?;
        if self.refused {
            f.write_str(" refused")?;
        }
        if self.committed {
            f.write_str(" committed")?;
        }
        if let Some(breach) = &self.breach {
            write!(f, " {breach}")?;
        }
        if !self.faults.is_empty() {
            write!(f, " [{}]", self.faults.join(", "))?;
        }
        Ok(())
    }
}

/// How a request broke the specification. It never quotes what was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Breach {
    /// What is wrong.
    pub message: String,
    /// The JSON pointer of the offending member, where the body is at fault. Names of members are the caller's words: it is
    /// cut behind 256 characters.
    pub pointer: Option<String>,
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(pointer) = &self.pointer {
            write!(f, "at {pointer:?}: ")?;
        }
        f.write_str(&self.message)
    }
}

/// The longest text of a caller's that the log keeps: it is bounded by bytes, and not by a number of requests alone.
const MAX_TEXT: usize = 256;

/// What the log keeps of a text that a caller made up.
pub(crate) fn short(text: &str) -> String {
    match text.char_indices().nth(MAX_TEXT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// How often something happened to one operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Counter {
    /// Calls whose head arrived.
    pub arrived: u64,
    /// Calls whose answer was handed to a connection that its caller had not left, and that no fault dropped or was to cut.
    pub answered: u64,
    /// Calls that were acted upon and accepted, whatever became of their answers.
    pub committed: u64,
}

/// How many requests the log keeps: the last ones. A long run must not fill the memory.
pub(crate) const MAX_REQUESTS: usize = 10_000;

/// The last requests, and how many came before them since the log was emptied.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub(crate) struct RequestLog {
    entries: VecDeque<RequestRecord>,
    dropped: u64,
}

impl RequestLog {
    /// Adds a request; the oldest gives way when there are too many.
    pub(crate) fn push(&mut self, record: RequestRecord) {
        if self.entries.len() >= MAX_REQUESTS {
            self.entries.pop_front();
            self.dropped += 1;
        }
        self.entries.push_back(record);
    }

    /// Empties the log.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    /// The requests that are kept, in the order of the answers.
    pub(crate) fn entries(&self) -> impl DoubleEndedIterator<Item = &RequestRecord> {
        self.entries.iter()
    }

    /// How many requests are no longer kept.
    pub(crate) fn dropped(&self) -> u64 {
        self.dropped
    }

    /// How many requests came since the log was emptied, kept or not.
    pub(crate) fn total(&self) -> u64 {
        self.dropped + self.entries.len() as u64
    }
}

/// The name of an operation lives as long as the specification.
fn operation<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Name>, D::Error> {
    let Some(id) = Option::<String>::deserialize(from)? else {
        return Ok(None);
    };
    let spec = spec().map_err(serde::de::Error::custom)?;
    let known = spec.operation(&id);
    let known = known.ok_or_else(|| serde::de::Error::custom("an unknown operation"))?;
    Ok(Some(known.id.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_between_characters() {
        assert_eq!(short("/pa/ação"), "/pa/ação");
        let most = "ã".repeat(MAX_TEXT);
        assert_eq!(short(&most), most);
        assert_eq!(short(&format!("{most}o")), format!("{most}…"));
    }

    #[test]
    fn the_log_keeps_the_last_requests_and_counts_the_others() {
        let record = |status| RequestRecord {
            at: DateTime::default(),
            method: "POST".to_owned(),
            path: "/".to_owned(),
            operation: None,
            status,
            refused: false,
            committed: false,
            breach: None,
            faults: Vec::new(),
        };
        let mut log = RequestLog::default();
        for status in 0..10_003 {
            log.push(record(status));
        }
        assert_eq!((log.dropped(), log.total()), (3, 10_003));
        let kept: Vec<u16> = log.entries().map(|it| it.status).collect();
        assert_eq!((kept.len(), kept[0], kept[9_999]), (10_000, 3, 10_002));
        log.clear();
        assert_eq!((log.dropped(), log.total()), (0, 0));
    }
}
