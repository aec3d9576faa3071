//! The manifest of a partition: what its files are, and how far they can be trusted.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// The form of manifests that this version writes and reads.
pub(crate) const VERSION: u32 = 1;

/// The JSON of a manifest. The README documents its members.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    pub(crate) version: u32,
    pub(crate) report: String,
    pub(crate) date: Date,
    pub(crate) file: String,
    /// The format, and the hash of filters and rules for columns, as in the state file.
    pub(crate) format: String,
    pub(crate) filters: String,
    pub(crate) rows: u64,
    pub(crate) bytes: u64,
    pub(crate) sha256: String,
    /// How many rows did not decode.
    pub(crate) malformed: u64,
    /// The SHA-256 of the file with the rows that did not decode; `None` if there is no such file.
    pub(crate) malformed_sha256: Option<String>,
    /// What an object store calls the versions of both files. A folder of this machine has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) e_tag: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) malformed_e_tag: Option<String>,
    /// How many rows the server said there are, before and after it was asked for the rows.
    pub(crate) count_at_begin: Option<u64>,
    pub(crate) count_at_end: Option<u64>,
    /// When the last of the rows had arrived.
    pub(crate) fetched_at: Timestamp,
    /// Whether the rows stood still while they were read.
    pub(crate) settled: bool,
}

impl Manifest {
    /// Whether the partition has all that will come: its rows stood still, and the day was over.
    ///
    /// The day is that of the account, whose zone is not known. Tatodesk's customers are in Brazil, where the last zone is UTC-5.
    pub(crate) fn is_final(&self) -> bool {
        let end = self.date.tomorrow().map(|next| next.at(5, 0, 0, 0));
        let end = end.and_then(|end| end.to_zoned(TimeZone::UTC));
        self.settled && end.is_ok_and(|end| self.fetched_at >= end.timestamp())
    }
}
