//! A malformed element of a list, and why it did not decode.
use crate::wire::decode;
use serde::de::DeserializeOwned;
use std::fmt::{self, Debug, Formatter};

/// An element of a [`List`](super::List) that did not decode, as it came.
///
/// `Debug` shows where and why, never the content, which may be a person's.
#[derive(Clone, PartialEq, Eq)]
pub struct MalformedElement<'a> {
    index: usize,
    pub(super) path: String,
    pub(super) reason: String,
    raw: &'a str,
}

impl<'a> MalformedElement<'a> {
    /// The element's index in the list as it came, good and malformed elements counted.
    #[must_use]
    pub fn index(&self) -> usize {
        self.index
    }

    /// Where inside the element it went wrong, for instance `options[2].rate`; empty for the element itself.
    #[must_use]
    pub fn path(&self) -> &str {
        self.path.strip_prefix('.').unwrap_or(&self.path)
    }

    /// What was expected and what was found, without the value.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// The element's JSON text as it came.
    #[must_use]
    pub fn raw(&self) -> &'a str {
        self.raw
    }

    /// Decodes the element once more, to learn what is wrong with it.
    pub(super) fn examine<T: DeserializeOwned>(index: usize, raw: &'a str) -> Self {
        let (path, reason) = match decode::object::<T>(raw) {
            Err(error) => (error.path, error.message),
            // No element is kept that decodes.
            Ok(_) => ("$".to_owned(), "does not read as its type".to_owned()),
        };
        Self {
            index,
            path: path.strip_prefix('$').unwrap_or(&path).to_owned(),
            reason,
            raw,
        }
    }
}

impl Debug for MalformedElement<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("MalformedElement")
            .field("index", &self.index)
            .field("path", &self.path())
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}
