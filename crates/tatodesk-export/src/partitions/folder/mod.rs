//! Partitions in a folder of this machine. `report` has the state files of a report and the lock of the sync that runs, and `day` replaces the
//! files of one day.
//!
//! This folder uses the crate's `file`, and `table`, `state`, `manifest` and `hashed` beside it. `place` uses it.

mod day;
mod report;
#[cfg(test)]
mod tests;

pub(crate) use day::Partition;
pub(crate) use report::Folder;
