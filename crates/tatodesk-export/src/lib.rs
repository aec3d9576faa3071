#![doc = include_str!("../README.md")]

// `export` is what callers use. It writes through `writing` and `sink`, into the files of `file`; `request` reads the rows with the
// facade. `row` has a row and its values, `columns` and `cell` say what the values are and how CSV shows them, `plain` reads times, `rules`
// is what callers want left out or hashed, and `layout` is both together. `partitions` keeps a report in a folder for each day, and
// `synced` is what it says about them.

mod cell;
mod columns;
#[cfg(all(test, target_os = "linux"))]
mod crash_tests;
mod error;
mod export;
mod file;
mod layout;
mod partitions;
mod plain;
mod report;
mod request;
mod row;
mod rules;
mod sink;
mod synced;
mod writing;

pub use columns::{Column, ColumnKind};
pub use error::{ExportError, FailedDay, FailedDays};
pub use export::{Export, malformed_path};
pub use partitions::{InvalidShard, Partitions, Shard};
pub use report::{Report, UnknownReport};
pub use request::{DailyRequest, ExportRequest};
pub use rules::{ColumnError, ColumnRules, HashKey, ShortHashKey};
pub use sink::Format;
pub use synced::{Change, SyncSummary, SyncedDay};
pub use writing::Progress;
