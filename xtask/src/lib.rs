//! The maintainers' tools as a library, so that their tests can reach them: generator, linter, differ, reference.

pub mod codegen;
pub mod diff;
pub mod lint;
pub mod public_api;
pub mod reference;
pub mod rooms;
pub mod samples;
mod words;
mod yaml;
