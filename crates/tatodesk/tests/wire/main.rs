//! Calls against a server that answers what each test says, byte for byte.

mod answers;
mod dropping;
mod failures;
mod policies;
mod server;
#[cfg(feature = "rustls")]
mod tls;
mod transport;
