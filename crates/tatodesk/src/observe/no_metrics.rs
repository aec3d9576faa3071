//! The twin of the metrics where the feature `metrics` is off: nothing is measured.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use reqwest::Url;
use tatodesk_api::Operation;

pub(crate) fn describe() {}

pub(crate) struct AttemptTimer;

impl AttemptTimer {
    pub(crate) fn begin(
        _operation: &'static Operation,
        _url: &Url,
        _host: &Arc<str>,
        _now: impl FnOnce() -> Instant,
    ) -> Self {
        Self
    }

    pub(crate) fn end(
        self,
        _status: Option<u16>,
        _error_type: impl FnOnce() -> Option<String>,
        _now: impl FnOnce() -> Instant,
    ) {
    }
}

pub(crate) fn call(
    _operation: &'static Operation,
    _elapsed: Duration,
    _outcome: &'static str,
    _error_type: impl FnOnce() -> Option<String>,
) {
}

pub(crate) fn resent(_operation: &'static Operation) {}

#[cfg(feature = "limits")]
pub(crate) fn waited(_product: tatodesk_api::Product, _waited: Duration) {}
