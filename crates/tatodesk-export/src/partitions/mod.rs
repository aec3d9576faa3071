//! Keeps a report in partitions of one day: a folder for each day, with a data file and a manifest, as Hive names them.
//!
//! `sync` is what callers use. `walk` fetches a day into `hashed` files. `place` puts them where they
//! belong: `folder` on this machine, `store` in an object store. `manifest` and `state` are what the folders say about themselves, `table` is
//! what must be the same in all of them, and `shard` divides the work. This folder uses `file`, `request`, `synced` and `writing`. Only callers use it.

mod folder;
mod hashed;
mod manifest;
mod place;
mod shard;
mod state;
#[cfg(feature = "object-store")]
mod store;
mod sync;
mod table;
mod walk;

pub use shard::{InvalidShard, Shard};
pub use sync::Partitions;
