//! What becomes of calls: their answers, bounds, policies and limits, and what telemetry is told. The server of each test stands in
//! the folder above.

mod answers;
#[cfg(feature = "blocking")]
mod blocking;
mod bounds;
#[cfg(all(feature = "gzip", feature = "zstd"))]
mod compressed;
mod dropping;
mod headers;
#[cfg(feature = "limits")]
mod limits;
#[cfg(feature = "metrics")]
mod metrics;
mod paging;
mod policies;
mod runtimes;
mod transport;
mod uploads;
