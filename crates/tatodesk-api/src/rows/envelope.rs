//! What an answer says beside its rows.
use crate::wire::{self, Undecoded};
use serde::de::{DeserializeOwned, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::fmt::{self, Debug, Formatter};
use std::time::Instant;

/// An answer without its rows.
///
/// It has the members before and after them, and how many rows came.
///
/// `Debug` shows the number of rows alone.
#[derive(Clone, PartialEq, Eq)]
pub struct Envelope {
    json: Vec<u8>,
    rows: u64,
}

impl Envelope {
    pub(super) fn new(json: Vec<u8>, rows: u64) -> Self {
        Self { json, rows }
    }

    /// How many rows came, malformed ones counted.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// The answer as it came, with an empty list in the place of its rows.
    #[must_use]
    pub fn json(&self) -> &[u8] {
        &self.json
    }

    /// Decodes the answer, as [`wire::decode_answer`] does. Its rows are an empty list.
    ///
    /// # Errors
    /// When it does not decode. An error that the server tells beside the rows is [`Undecoded::in_band`].
    pub fn decode<T: DeserializeOwned>(&self, deadline: Option<Instant>) -> Result<T, Undecoded> {
        wire::decode_answer(&self.json, deadline)
    }
}

impl Debug for Envelope {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Envelope")
            .field("rows", &self.rows)
            .finish_non_exhaustive()
    }
}

/// A whole JSON object, of which no member is kept.
pub(super) struct AnyObject;

impl<'de> Deserialize<'de> for AnyObject {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = AnyObject;

            fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<AnyObject, A::Error> {
                while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(AnyObject)
            }
        }

        deserializer.deserialize_map(Members)
    }
}
