//! Calls against a server that answers what each test says, byte for byte.

mod calls;
mod clocks;
#[cfg(all(feature = "gzip", feature = "zstd"))]
mod compressed;
mod connections;
mod server;
mod walks;
