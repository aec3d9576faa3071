//! The code samples of the reference that `cargo xtask docs` writes: the Rust samples compile and are calls of their operations,
//! and the sandbox takes the curl lines.

#[cfg(unix)]
mod curl;
mod samples;
