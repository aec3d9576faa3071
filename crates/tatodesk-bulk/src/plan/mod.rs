//! The list of a campaign: its rows, what is wrong with them, and what a plan says. `csv` and `jsonl` read files, `text` their
//! encoding; `planner` judges rows. This folder uses `address`, `campaign` and `state`. The store and `ledger` use it.

pub(crate) mod csv;
pub(crate) mod hash;
pub(crate) mod jsonl;
pub(crate) mod planner;
pub(crate) mod row;
pub(crate) mod text;

use std::{collections::BTreeMap, time::Duration};

use row::{BadRow, Reason};

/// What was planned.
///
/// It has the numbers that a person confirms, and the rows that were left out.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Plan {
    /// How many recipients will be sent a message. [`RunOptions`](crate::RunOptions) wants this number.
    pub recipients: u64,
    /// How many rows the list has.
    pub rows: u64,
    /// The recipients by the kind of their address.
    pub kinds: BTreeMap<&'static str, u64>,
    /// The rows that were left out, in the order of the list.
    pub left_out: Vec<BadRow>,
    /// How long the sends take at the rate of the campaign.
    pub duration: Duration,
    /// Whether the same plan was in the ledger already.
    pub known: bool,
}

impl Plan {
    /// How many rows repeat a recipient of an earlier row.
    pub fn duplicates(&self) -> usize {
        let twice = |row: &&BadRow| matches!(row.reason, Reason::Duplicate(_));
        self.left_out.iter().filter(twice).count()
    }
}
