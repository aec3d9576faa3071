#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod address;
mod campaign;
#[doc(hidden)]
pub mod engine;
mod error;
mod keyed;
mod ledger;
mod pace;
mod plan;
mod reconcile;
mod record;
mod report;
mod run;
mod shared;
mod state;
mod status;
mod store;
mod window;

pub use address::{Address, AddressError};
pub use campaign::{Campaign, Header};
pub use error::Error;
pub use ledger::Ledger;
pub use plan::{
    Plan,
    csv::{CsvRows, read_csv},
    jsonl::{JsonRows, read_jsonl},
    row::{BadRow, Columns, FileError, Reason, Row},
    text::Encoding,
};
pub use report::Reconciled;
pub use run::{
    event::{Event, RunReport, Stopped, Wait},
    options::{Breaker, RunOptions},
    trial::Trial,
};
pub use state::{CampaignState, Channel, Include, RecipientState};
pub use status::{ResultRow, Status};
pub use window::{Window, WindowError};

// The model of the tests is that of each store, so it names the crate.
#[cfg(test)]
extern crate self as tatodesk_bulk;

#[cfg(test)]
mod crash_tests;
#[cfg(test)]
mod tests;
