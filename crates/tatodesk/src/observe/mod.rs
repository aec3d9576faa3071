//! What tracing, metrics and the headers of a trace are told, and which texts of the server may be printed. Everything here takes plain values: it uses no
//! other folder, and call, engine and client use it.

#[cfg(feature = "metrics")]
pub(crate) mod metrics;
#[cfg(not(feature = "metrics"))]
pub(crate) mod no_metrics;
#[cfg(not(feature = "tracing-opentelemetry-0-34"))]
pub(crate) mod no_trace_context;
pub(crate) mod printed;
pub(crate) mod spans;
#[cfg(feature = "tracing-opentelemetry-0-34")]
pub(crate) mod trace_context;
#[cfg(feature = "limits")]
pub(crate) mod waits;

#[cfg(not(feature = "metrics"))]
pub(crate) use no_metrics as metrics;
#[cfg(not(feature = "tracing-opentelemetry-0-34"))]
pub(crate) use no_trace_context as trace_context;
