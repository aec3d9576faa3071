//! The client's own limits, which each attempt waits for: a limiter with the feature `limits`, and nothing without it. The attempt
//! loop uses it; it uses the clock and the spans.

#[cfg(feature = "limits")]
mod limiter;
#[cfg(not(feature = "limits"))]
mod off;
#[cfg(feature = "limits")]
mod pace;
#[cfg(feature = "limits")]
mod queue;

#[cfg(feature = "limits")]
pub use limiter::RateLimit;
#[cfg(feature = "limits")]
pub(crate) use limiter::{Settings, Throttle, Turn};
#[cfg(not(feature = "limits"))]
pub(crate) use off::{Settings, Throttle, Turn};
