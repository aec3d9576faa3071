//! Calls against a server that answers what each test says, byte for byte.

mod answers;
#[cfg(feature = "blocking")]
mod blocking;
mod bounds;
mod breaking;
#[cfg(feature = "rustls")]
mod certificates;
mod clocks;
mod dropping;
#[cfg(feature = "tower")]
mod evidence;
mod failures;
#[cfg(feature = "limits")]
mod limits;
#[cfg(feature = "metrics")]
mod metrics;
#[cfg(feature = "tower")]
mod middleware;
mod paging;
mod policies;
mod pooled;
#[cfg(feature = "rustls")]
mod proxies;
mod redirects;
mod runtimes;
mod server;
#[cfg(feature = "rustls")]
mod tls;
mod transport;
mod uploads;
