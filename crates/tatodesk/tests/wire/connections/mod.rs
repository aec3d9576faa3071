//! How requests travel: connections that fail or are not made, TLS, proxies, redirects and layers, and what each proves about a
//! request. The server of each test stands in the folder above.

mod breaking;
#[cfg(feature = "rustls")]
mod certificates;
#[cfg(feature = "tower-0-5")]
mod evidence;
mod failures;
#[cfg(feature = "tower-0-5")]
mod middleware;
mod pooled;
#[cfg(feature = "rustls")]
mod proxies;
#[cfg(feature = "rustls")]
mod proxy;
mod redirects;
#[cfg(feature = "rustls")]
mod revocation;
#[cfg(feature = "rustls")]
mod tls;
