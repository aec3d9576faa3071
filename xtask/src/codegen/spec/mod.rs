//! Reads the spec for the generator, and prepares the copy that progenitor can read.
//!
//! `prepare` is the step that decides what Rust gets and other languages do not; `formats` decides which wire scalar
//! stands for which format. Uses `codegen::error` only. `codegen`, `codegen::code` and
//! `reference` use it.

pub(crate) mod facts;
pub(crate) mod formats;
pub(crate) mod operations;
pub(crate) mod prepare;
pub(crate) mod reach;
