//! What tracing and metrics are told, and which texts of the server may be printed. Everything here takes plain values: it uses no
//! other folder, and call, engine and client use it.

#[cfg(feature = "metrics")]
pub(crate) mod metrics;
#[cfg(not(feature = "metrics"))]
pub(crate) mod no_metrics;
pub(crate) mod printed;
pub(crate) mod spans;
#[cfg(feature = "limits")]
pub(crate) mod waits;

#[cfg(not(feature = "metrics"))]
pub(crate) use no_metrics as metrics;
