//! Time and chance as calls see them, so that tests can put their own in their place.

use std::{
    fmt::Debug,
    future::Future,
    pin::Pin,
    time::{Duration, Instant, SystemTime},
};

/// Where a client takes the time, the pauses between attempts and their jitter from: [`Builder::clock`](crate::Builder::clock).
///
/// Every method has the machine's own as its default, so a test replaces only what it is about. While an attempt is under way,
/// or a call waits until others make room, the timer of the runtime watches it whatever the clock says: it waits for real
/// connections.
///
/// ```
/// use std::{future, pin::Pin, sync::Mutex, time::{Duration, Instant}};
/// use tatodesk::{Clock, Tatodesk};
///
/// /// Pauses take no time, and the clock moves on as if they had.
/// #[derive(Debug)]
/// struct Leaps(Mutex<Instant>);
///
/// impl Clock for Leaps {
///     fn instant(&self) -> Instant {
///         *self.0.lock().unwrap()
///     }
///     fn sleep(&self, pause: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
///         *self.0.lock().unwrap() += pause;
///         Box::pin(future::ready(()))
///     }
///     fn chance(&self) -> f64 {
///         1.0 // the longest pause that the backoff allows
///     }
/// }
///
/// let clock = Leaps(Mutex::new(Instant::now()));
/// let tatodesk = Tatodesk::builder().api_key("key").base_url("http://127.0.0.1:8080").clock(clock).build()?;
/// # Ok::<(), tatodesk::ConfigError>(())
/// ```
pub trait Clock: Debug + Send + Sync + 'static {
    /// A moment that durations and deadlines are measured with; it never goes back.
    fn instant(&self) -> Instant {
        tokio::time::Instant::now().into_std()
    }

    /// The time of day, which dates in `Retry-After` are compared with.
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    /// A number from 0 up to, but not including, 1: the share of the longest pause that is waited.
    fn chance(&self) -> f64 {
        fastrand::f64()
    }

    /// Waits between two attempts, or for the client's own limits.
    fn sleep(&self, pause: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(tokio::time::sleep(pause))
    }
}

/// The machine's clock, which clients have unless they are given another.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {}

#[cfg(test)]
mod tests;
