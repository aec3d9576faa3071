//! The Rust samples of the reference that `cargo xtask docs` writes: they compile, and each is a call of its operation.

mod samples;
