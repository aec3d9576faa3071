//! The folder of a report: its state files, and the lock of the sync that runs.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use jiff::civil::Date;

use super::day::{Partition, write_json};
use crate::{
    error::ExportError,
    file::{Locked, NewFile, remove_leftovers, try_lock},
    partitions::{
        shard::Shard,
        state::{self, State},
        table::{self, Table},
    },
};

/// The folder of a report.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    table: Table,
}

impl Folder {
    pub(crate) fn new(root: &Path, table: Table) -> Self {
        Self {
            path: root.join(table.folder()),
            table,
        }
    }

    pub(crate) fn day(&self, day: Date) -> Partition {
        Partition::new(&self.path, self.table.clone(), day)
    }

    /// Begins a sync: creates the folder, locks it, and writes the state file. The lock holds until it is dropped.
    pub(crate) fn begin(
        &self,
        state: &State,
        shard: Option<Shard>,
    ) -> Result<Vec<Locked>, ExportError> {
        fs::create_dir_all(&self.path).map_err(|error| ExportError::from(error).at(&self.path))?;
        let locks = self.lock(shard)?;
        self.check(state)?;
        self.write(state, shard)?;
        Ok(locks)
    }

    /// Writes the state file, in place of the one of the run before.
    pub(crate) fn write(&self, state: &State, shard: Option<Shard>) -> Result<(), ExportError> {
        let path = self.path.join(state::name(shard));
        remove_leftovers(&path);
        write_json(&path, state)
            .and_then(NewFile::finish)
            .map_err(|error| ExportError::from(error).at(&path))
    }

    /// A whole sync locks the folder alone. Parts of a divided one share that lock, and each has one of its own.
    fn lock(&self, shard: Option<Shard>) -> Result<Vec<Locked>, ExportError> {
        let mut files = Vec::new();
        // Where a folder cannot be opened, it cannot be locked either.
        if let Ok(folder) = File::open(&self.path) {
            files.push((folder, shard.is_none()));
        }
        if let Some(shard) = shard {
            let name = state::name(Some(shard)).replace("_state-", "_lock-");
            let path = self.path.join(name.replace(".json", ""));
            let own = File::options().create(true).append(true).open(&path);
            let own = own.map_err(|error| ExportError::from(error).at(&path))?;
            files.push((own, true));
        }
        let files = files.into_iter();
        let locks: Option<_> = files.map(|(file, alone)| try_lock(file, alone)).collect();
        locks.ok_or_else(|| ExportError::InUse {
            path: self.path.clone(),
        })
    }

    /// Fails if the folder has the report in another format or with other filters.
    fn check(&self, state: &State) -> Result<(), ExportError> {
        let Ok(entries) = fs::read_dir(&self.path) else {
            return Ok(());
        };
        let names = entries.flatten().map(|entry| entry.file_name());
        let names: Vec<String> = names.filter_map(|name| name.into_string().ok()).collect();
        let days: Vec<_> = names.iter().filter_map(|name| table::day(name)).collect();
        if days.is_empty() {
            // The run before brought nothing, so nothing is mixed.
            return Ok(());
        }
        for name in names.iter().filter(|name| state::is_state(name)) {
            let path = self.path.join(name);
            if fs::read(&path).is_ok_and(|text| state.contradicts(&text)) {
                return Err(ExportError::OtherContent { path });
            }
        }
        for day in days {
            self.day(day).read()?;
        }
        Ok(())
    }
}
