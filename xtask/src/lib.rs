//! The maintainers' tools as a library: the generator and the spec's linter, so that their tests can reach them.

pub mod codegen;
pub mod lint;
pub mod public_api;
pub mod rooms;
mod words;
mod yaml;
