//! Clocks of tests: pauses take no time.

use std::{
    future::{Future, ready},
    pin::Pin,
    sync::Mutex,
    time::{Duration, Instant},
};

use tatodesk::Clock;

/// Pauses take no time, and are half of what they could be.
#[derive(Debug)]
pub struct Hurried;

impl Clock for Hurried {
    fn chance(&self) -> f64 {
        0.5
    }

    fn sleep(&self, _: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(ready(()))
    }
}

/// Pauses take no time, and the clock moves on as if they had. Nothing else moves it.
#[derive(Debug)]
pub struct Leaps(Mutex<Instant>);

impl Leaps {
    /// A clock that stands at the present.
    pub fn start() -> Self {
        Self(Mutex::new(Instant::now()))
    }
}

impl Clock for Leaps {
    fn instant(&self) -> Instant {
        *self.0.lock().expect("no panic while locked")
    }

    fn sleep(&self, pause: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        *self.0.lock().expect("no panic while locked") += pause;
        Box::pin(ready(()))
    }
}
