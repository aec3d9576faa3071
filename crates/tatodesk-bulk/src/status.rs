//! What a ledger tells about a campaign and about each row of its list. It uses `state`.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use crate::state::{CampaignState, RecipientState};

/// What the ledger knows about a campaign.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Status {
    /// The name of the campaign.
    pub name: String,
    /// What the campaign is doing.
    pub state: CampaignState,
    /// How many recipients were planned.
    pub recipients: u64,
    /// The recipients by state. States that no recipient has are left out.
    pub counts: BTreeMap<RecipientState, u64>,
    /// How many rows of the list were left out.
    pub left_out: u64,
}

impl Status {
    /// How many recipients are in a state.
    pub fn count(&self, state: RecipientState) -> u64 {
        self.counts.get(&state).copied().unwrap_or_default()
    }

    /// Makes a status of what a store found. The counts are by the words of the states.
    #[doc(hidden)]
    pub fn found(
        name: &str,
        state: CampaignState,
        recipients: u64,
        counts: impl IntoIterator<Item = (String, u64)>,
        left_out: u64,
    ) -> Self {
        let known = counts
            .into_iter()
            .filter_map(|(word, count)| Some((RecipientState::from_word(&word)?, count)));
        Self {
            name: name.to_owned(),
            state,
            recipients,
            counts: known.collect(),
            left_out,
        }
    }
}

/// One row of the results: one row of the list. It holds a person's data.
#[derive(Clone, Serialize)]
#[non_exhaustive]
pub struct ResultRow {
    /// The line of the list, counted from 1.
    pub line: u64,
    /// The state of the recipient.
    ///
    /// It is `left_out` for a row that is not in the plan. `accepted` is not yet a delivery.
    pub state: String,
    /// Why, in words.
    pub reason: Option<String>,
    /// The address; none after it was forgotten, and none of rows that were left out.
    pub to: Option<String>,
    /// The key, if the list has a column of keys.
    pub key: Option<String>,
    /// How often the recipient was tried.
    pub attempts: u64,
    /// The id of the last attempt, which the metadata of WhatsApp and SMS messages has.
    pub attempt: Option<String>,
    /// The HTTP status of its answer.
    pub status: Option<u16>,
    /// When it began, in UTC.
    pub sent_at: Option<String>,
    /// How its outcome is known: `answer`, `recovery`, `report` or `restore`.
    pub evidence: Option<String>,
}

/// Shows no address and no words.
impl std::fmt::Debug for ResultRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ResultRow")
            .field("line", &self.line)
            .field("state", &self.state)
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}

/// The columns of a result, as a store reads them.
pub struct FoundRow {
    /// The line of the list.
    pub line: u64,
    /// The word of the state, or `left_out`.
    pub state: String,
    /// Why, in words.
    pub reason: Option<String>,
    /// The address.
    pub to: Option<String>,
    /// The key of the list.
    pub key: Option<String>,
    /// How often the recipient was tried.
    pub attempts: u64,
    /// The id of the last attempt.
    pub attempt: Option<String>,
    /// The HTTP status of its answer.
    pub status: Option<u16>,
    /// When it began, in milliseconds.
    pub sending_at: Option<i64>,
    /// How its outcome is known.
    pub evidence: Option<String>,
}

#[doc(hidden)]
impl From<FoundRow> for ResultRow {
    fn from(row: FoundRow) -> Self {
        Self {
            line: row.line,
            state: row.state,
            reason: row.reason,
            to: row.to,
            key: row.key,
            attempts: row.attempts,
            attempt: row.attempt,
            status: row.status,
            sent_at: row.sending_at.and_then(time).map(|time| time.to_string()),
            evidence: row.evidence,
        }
    }
}

/// The time that a ledger writes as milliseconds.
pub fn time(millis: i64) -> Option<Timestamp> {
    Timestamp::from_millisecond(millis).ok()
}
