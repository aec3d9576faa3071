//! A row that does not decode, and why.
use crate::wire::DecodeError;
use std::fmt::{self, Debug, Display, Formatter};

/// A row that does not decode, as it came.
///
/// `Debug` and `Display` show where and why, never the content, which may be a person's.
#[derive(Clone, PartialEq, Eq)]
pub struct MalformedRow {
    index: u64,
    path: String,
    reason: String,
    raw: String,
}

impl MalformedRow {
    pub(super) fn new(index: u64, error: DecodeError, raw: &[u8]) -> Self {
        let path = error.path.strip_prefix('$').unwrap_or(&error.path);
        Self {
            index,
            path: path.strip_prefix('.').unwrap_or(path).to_owned(),
            reason: error.message,
            raw: String::from_utf8_lossy(raw).into_owned(),
        }
    }

    /// The row's index in its page, good and malformed rows counted from 0.
    #[must_use]
    pub fn index(&self) -> u64 {
        self.index
    }

    /// Where inside the row it went wrong, for instance `contact.name`; empty for the row itself.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What was expected and what was found, without the value.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// The row's text as it came. Bytes that are no UTF-8 are replaced.
    #[must_use]
    pub fn raw(&self) -> &str {
        &self.raw
    }
}

impl Debug for MalformedRow {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("MalformedRow")
            .field("index", &self.index)
            .field("path", &self.path)
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}

impl Display for MalformedRow {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "row {}", self.index)?;
        if !self.path.is_empty() {
            write!(f, ", {}", self.path)?;
        }
        write!(f, ": {}", self.reason)
    }
}

impl std::error::Error for MalformedRow {}
