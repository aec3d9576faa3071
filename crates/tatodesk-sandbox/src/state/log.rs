//! The request log and the counters: the last requests, and how often each operation was called.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::state::record::RequestRecord;

/// How often something happened to one operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Counter {
    /// Calls whose head arrived.
    pub arrived: u64,
    /// Calls whose answer reached a connected caller whole: no fault dropped or cut it.
    pub answered: u64,
    /// Calls whose operation acted and accepted, even if their answers were lost.
    pub committed: u64,
}

/// How many requests the log keeps. A long run must not fill the memory.
pub(crate) const MAX_REQUESTS: usize = 10_000;

/// How many bytes of bodies and later breaches the log keeps. The oldest are dropped; the rest of their records stays.
const MAX_BODIES: usize = 8 * 1024 * 1024;

/// The last requests, and how many came before them since the log was emptied.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
#[serde(from = "Written")]
pub(crate) struct RequestLog {
    entries: VecDeque<RequestRecord>,
    dropped: u64,
    /// How many bytes all bodies and lists of breaches take.
    #[serde(skip)]
    bytes: usize,
    /// How many of the oldest entries have lost their bodies.
    #[serde(skip)]
    bare: usize,
}

/// The log as a snapshot has it.
#[derive(Deserialize)]
struct Written {
    entries: Vec<RequestRecord>,
    dropped: u64,
}

/// Bounds the log again: a snapshot may hold more than the log keeps.
impl From<Written> for RequestLog {
    fn from(written: Written) -> Self {
        let mut log = Self {
            dropped: written.dropped,
            ..Self::default()
        };
        written.entries.into_iter().for_each(|it| log.push(it));
        log
    }
}

impl RequestLog {
    /// Adds a request, and drops the oldest if there are too many.
    pub(crate) fn push(&mut self, record: RequestRecord) {
        if self.entries.len() >= MAX_REQUESTS {
            let oldest = self.entries.pop_front();
            self.bytes -= oldest.map_or(0, |it| it.weight());
            self.bare = self.bare.saturating_sub(1);
            self.dropped = self.dropped.saturating_add(1);
        }
        self.bytes += record.weight();
        self.entries.push_back(record);
        while self.bytes > MAX_BODIES
            && let Some(record) = self.entries.get_mut(self.bare)
        {
            self.bytes -= record.weight();
            record.lighten();
            self.bytes += record.weight();
            self.bare += 1;
        }
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
        self.dropped.saturating_add(self.entries.len() as u64)
    }
}

#[cfg(test)]
mod tests;
