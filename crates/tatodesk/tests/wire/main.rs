//! Calls against a server that answers what each test says, byte for byte.

mod answers;
#[cfg(feature = "blocking")]
mod blocking;
mod dropping;
mod failures;
mod policies;
mod server;
#[cfg(feature = "rustls")]
mod tls;
mod transport;
