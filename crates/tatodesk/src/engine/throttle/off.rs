//! The twin of the limiter where the feature `limits` is off: every attempt may begin at once.

use std::{convert::Infallible, time::Instant};

use tatodesk_api::Product;

use crate::{client::config_error::ConfigError, engine::clock::Clock, engine::limits::LatestStart};

/// The limits that a client is given: none.
#[derive(Clone, Debug, Default)]
pub(crate) struct Settings {}

/// No limits.
#[derive(Debug, Default)]
pub(crate) struct Throttle {}

/// The right to send one request.
pub(crate) struct Turn<'a>(std::marker::PhantomData<&'a ()>);

impl Throttle {
    #[allow(clippy::unnecessary_wraps, reason = "its twin may fail")]
    pub(crate) fn new(_settings: &Settings, _now: Instant) -> Result<Self, ConfigError> {
        Ok(Self {})
    }

    #[allow(clippy::unused_self, reason = "its twin knows a number")]
    pub(crate) fn is_full(&self) -> bool {
        false
    }

    #[allow(clippy::unused_async, reason = "its twin waits")]
    pub(crate) async fn turn(
        &self,
        _product: Product,
        _clock: &dyn Clock,
        _latest: LatestStart<'_>,
    ) -> Result<Turn<'_>, Infallible> {
        Ok(Turn(std::marker::PhantomData))
    }
}

impl Turn<'_> {
    pub(crate) fn has_waited(&self) -> bool {
        false
    }

    pub(crate) fn end(self) {}
}
