//! Keeps a report in partitions of one day: a folder for each day, with a data file and a manifest, as Hive names them.
//!
//! `sync` is what callers use. `walk` fetches a day, `folder` replaces its files, `manifest` and `state` are what the folders say
//! about themselves, `shard` divides the work, and `hashed` hashes files. This folder uses `file`, `request` and `writing`. Only
//! callers use it.

mod folder;
mod hashed;
mod manifest;
mod shard;
mod state;
mod sync;
mod walk;

pub use shard::{InvalidShard, Shard};
pub use sync::{Change, Partitions, SyncSummary, SyncedDay};
