//! Partitions in an object store: S3, Google Cloud Storage, Azure. An object appears whole, and is replaced only by a sync that knows
//! which version it replaces.
//!
//! `report` has the state objects of a report, `day` replaces the objects of one day, `upload` puts files, `objects` is what these share,
//! `address` reads URLs, and `told` makes one line of an error. This folder uses `table`, `state`, `manifest` and `hashed` beside it. `place` and `sync` use it.

mod address;
mod day;
mod objects;
mod report;
#[cfg(test)]
mod tests;
mod told;
mod upload;

pub(crate) use address::{Address, parse};
pub(crate) use day::StoredDay;
pub(crate) use objects::Root;
pub(crate) use report::StoredReport;
