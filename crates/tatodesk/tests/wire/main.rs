//! Calls against a server that answers what each test says, byte for byte.

mod answers;
#[cfg(feature = "blocking")]
mod blocking;
mod bounds;
mod dropping;
mod failures;
mod policies;
mod pooled;
mod server;
#[cfg(feature = "rustls")]
mod tls;
mod transport;
mod uploads;
