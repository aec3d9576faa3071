//! The maintainers' tools as a library: the generator, the spec's linter and its differ, so that their tests can reach them.

pub mod codegen;
pub mod diff;
pub mod lint;
pub mod public_api;
pub mod reference;
pub mod rooms;
mod words;
mod yaml;
