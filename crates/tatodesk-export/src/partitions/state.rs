//! The state file of a report: what its folder has, and how the last run ended.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{folder::write_json, hashed::sha256, manifest::VERSION, shard::Shard};
use crate::{error::ExportError, file::remove_leftovers, rules::ColumnRules};

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
    /// Fails if a state file in the folder says that the report is there in another format or with other filters.
    pub(crate) fn check(&self, folder: &Path) -> Result<(), ExportError> {
        let Ok(entries) = fs::read_dir(folder) else {
            return Ok(());
        };
        let entries: Vec<_> = entries.flatten().collect();
        let is_day =
            |entry: &fs::DirEntry| entry.file_name().to_string_lossy().starts_with("date=");
        if !entries.iter().any(is_day) {
            // The run before brought nothing, so nothing is mixed.
            return Ok(());
        }
        for entry in entries {
            let name = entry.file_name();
            let is_state = name
                .to_str()
                .is_some_and(|name| name.starts_with("_state") && name.ends_with(".json"));
            let text = is_state.then(|| fs::read(entry.path()).unwrap_or_default());
            let known = text.and_then(|text| serde_json::from_slice::<Self>(&text).ok());
            let is_other = |known: Self| {
                (known.version, known.format, known.filters)
                    != (VERSION, self.format.clone(), self.filters.clone())
            };
            if known.is_some_and(is_other) {
                return Err(ExportError::OtherContent { path: entry.path() });
            }
        }
        Ok(())
    }

    /// Writes it, in place of the one of the run before.
    pub(crate) fn write(&self, path: &Path) -> io::Result<()> {
        remove_leftovers(path);
        write_json(path, self)?.finish()
    }
}

/// The place of the state file. Each part of a divided work has its own.
pub(crate) fn path(folder: &Path, shard: Option<Shard>) -> PathBuf {
    folder.join(match shard {
        None => "_state.json".to_owned(),
        Some(shard) => format!("_state-{}.json", shard.to_string().replace('/', "-of-")),
    })
}

/// What tells two sets of filters and rules for columns apart. It shows none of their values, and no key; a value that can be guessed can be tried.
pub(crate) fn filters(request: &impl Serialize, rules: &ColumnRules) -> String {
    let mut request = serde_json::to_value(request).unwrap_or_default();
    let days = ["dateInitial", "dateFinal", "initialDate", "finalDate"];
    if let Some(filter) = request.get_mut("filter").and_then(Value::as_object_mut) {
        filter.retain(|name, value| !days.contains(&name.as_str()) && !value.is_null());
    }
    let hashed = rules.hashed.iter().map(|(name, key)| {
        // Another key makes other hashes.
        let mut sample = name.clone();
        key.replace(&mut sample);
        (name, sample)
    });
    let mut hashed: Vec<_> = hashed.collect();
    let mut dropped = rules.dropped.clone();
    dropped.sort_unstable();
    hashed.sort_unstable();
    sha256(&json!([request["filter"], dropped, hashed]).to_string())
}
