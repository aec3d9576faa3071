#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod book;
mod clock;
mod connect;
mod jobs;
mod ledger;
mod open;
mod pace;
mod people;
mod plan;
mod read;
mod reconcile;
mod session;
mod steps;
mod store;

pub use connect::Connect;
pub use ledger::PostgresLedger;

#[cfg(test)]
mod model_tests;
