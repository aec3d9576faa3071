//! Turns the prepared spec into Rust: runs progenitor, takes its file apart, finishes the types, and adds the operation
//! table and the list of JSON Schemas.
//!
//! Works on syn items and writes no file. Uses `codegen::spec` and `codegen::error`. Only `codegen` uses it.

pub(crate) mod client;
pub(crate) mod docs;
pub(crate) mod errata;
pub(crate) mod index;
pub(crate) mod paging;
pub(crate) mod plain;
pub(crate) mod progenitor;
pub(crate) mod rows;
pub(crate) mod schemas;
pub(crate) mod split;
pub(crate) mod table;
pub(crate) mod types;
