//! Tests of the crate against the sandbox, and of the ledger alone. Each file has one subject; `support` makes ledgers, clients and people.

mod files;
mod ledger;
mod matrix;
mod model;
mod model_sqlite;
mod pace;
mod people;
mod reconciling;
mod runs;
mod sends;
pub(crate) mod support;
