//! The state file of a report: what its folder has, and how the last run ended.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{manifest::VERSION, shard::Shard};

/// The JSON of a state file. The README documents its members.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct State {
    pub(crate) version: u32,
    pub(crate) report: String,
    pub(crate) format: String,
    /// The SHA-256 of the filters without the days, and of the rules for columns.
    pub(crate) filters: String,
    pub(crate) from: Date,
    pub(crate) to: Date,
    pub(crate) look_back: u32,
    pub(crate) shard: Option<String>,
    pub(crate) started_at: Timestamp,
    /// When the run was done. `None` while it runs, and if it was killed, interrupted or failed.
    pub(crate) ended_at: Option<Timestamp>,
    /// The days of the run whose rows moved while they were read.
    pub(crate) unsettled: Vec<Date>,
}

impl State {
    /// Whether a state file says that the report is there in another format or with other filters.
    pub(crate) fn contradicts(&self, text: &[u8]) -> bool {
        let known = serde_json::from_slice::<Self>(text);
        known.is_ok_and(|known| {
            (known.version, &known.format, &known.filters) != (VERSION, &self.format, &self.filters)
        })
    }
}

/// The name of the state file. Each part of a divided work has its own.
pub(crate) fn name(shard: Option<Shard>) -> String {
    match shard {
        None => "_state.json".to_owned(),
        Some(shard) => format!("_state-{}.json", shard.to_string().replace('/', "-of-")),
    }
}

/// Whether a file of this name is a state file.
pub(crate) fn is_state(name: &str) -> bool {
    name.starts_with("_state") && name.ends_with(".json")
}

/// A file with this value as JSON.
pub(crate) fn json(value: &impl Serialize) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(value)?;
    text.push('\n');
    Ok(text)
}
