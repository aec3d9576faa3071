//! Durations and counts for the `metrics` facade, under OpenTelemetry's names. They hold no value of a request or an answer.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use metrics::{
    Label, SharedString, Unit, counter, describe_counter, describe_histogram, histogram,
};
use reqwest::Url;
use tatodesk_api::Operation;

const ATTEMPT: &str = "http.client.request.duration";
const CALL: &str = "tatodesk.client.call.duration";
const RESENT: &str = "tatodesk.client.resends";
#[cfg(feature = "limits")]
const WAIT: &str = "tatodesk.client.wait.duration";

/// Tells the recorder what the numbers are.
pub(crate) fn describe() {
    let seconds = Unit::Seconds;
    describe_histogram!(
        ATTEMPT,
        seconds,
        "How long attempts take, to the end of their answers"
    );
    describe_histogram!(
        CALL,
        seconds,
        "How long calls take, with every attempt and pause"
    );
    describe_counter!(
        RESENT,
        Unit::Count,
        "Attempts after the first of their call"
    );
    #[cfg(feature = "limits")]
    describe_histogram!(
        WAIT,
        seconds,
        "How long calls wait for the client's own limits"
    );
}

/// Measures an attempt under way.
pub(crate) struct AttemptTimer {
    began: Instant,
    labels: Vec<Label>,
}

impl AttemptTimer {
    pub(crate) fn begin(
        operation: &'static Operation,
        url: &Url,
        host: &Arc<str>,
        now: impl FnOnce() -> Instant,
    ) -> Self {
        // One allocation for all labels that an attempt can have.
        let mut labels = Vec::with_capacity(6);
        labels.extend([
            Label::from_static_parts("http.request.method", operation.method),
            Label::from_static_parts("url.template", operation.path),
            Label::new("server.address", Arc::clone(host)),
        ]);
        if let Some(port) = url.port_or_known_default() {
            labels.push(Label::new("server.port", digits(port)));
        }
        Self {
            began: now(),
            labels,
        }
    }

    pub(crate) fn end(
        mut self,
        status: Option<u16>,
        error_type: impl FnOnce() -> Option<String>,
        now: impl FnOnce() -> Instant,
    ) {
        if let Some(status) = status {
            let status = Label::new("http.response.status_code", digits(status));
            self.labels.push(status);
        }
        let error_type = error_type().map(|word| Label::new("error.type", word));
        self.labels.extend(error_type);
        let took = now().saturating_duration_since(self.began);
        histogram!(ATTEMPT, self.labels).record(took);
    }
}

/// A port or a status as a text. The usual ones take no memory.
fn digits(number: u16) -> SharedString {
    match number {
        200 => "200".into(),
        443 => "443".into(),
        _ => number.to_string().into(),
    }
}

/// A call has ended; `error_type` says why, if it failed.
pub(crate) fn call(
    operation: &'static Operation,
    elapsed: Duration,
    outcome: &'static str,
    error_type: impl FnOnce() -> Option<String>,
) {
    let mut labels = vec![
        Label::from_static_parts("tatodesk.operation", operation.id),
        Label::from_static_parts("tatodesk.effect", operation.effect.as_str()),
        Label::from_static_parts("tatodesk.outcome", outcome),
    ];
    labels.extend(error_type().map(|word| Label::new("error.type", word)));
    histogram!(CALL, labels).record(elapsed);
}

/// An attempt after the first of its call begins.
pub(crate) fn resent(operation: &'static Operation) {
    counter!(RESENT, "tatodesk.operation" => operation.id).increment(1);
}

/// A call has waited for the client's own limits, whatever came of it.
#[cfg(feature = "limits")]
pub(crate) fn waited(product: tatodesk_api::Product, waited: Duration) {
    histogram!(WAIT, "tatodesk.product" => product.as_str()).record(waited);
}
