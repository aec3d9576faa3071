//! Exports against the sandbox, compared with the answers read directly.

mod content;
mod documented;
mod failures;
mod partitions;
mod rules;
mod support;
