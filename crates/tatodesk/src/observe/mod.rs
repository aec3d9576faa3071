//! What is told to tracing and metrics, and what of others may be printed.

#[cfg(feature = "metrics")]
pub(crate) mod metrics;
pub(crate) mod printed;
pub(crate) mod spans;
