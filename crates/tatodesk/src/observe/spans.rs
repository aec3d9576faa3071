//! Spans of calls and attempts, under OpenTelemetry's names for HTTP clients. They hold no value of a request or an answer.
//!
//! Numbers are i64: `tracing-opentelemetry` makes texts of unsigned ones. `error.type` is always a text.
//!
//! Where nobody listens, a span costs one check of a static, and its fields are not even evaluated.

use std::{borrow::Cow, time::Duration};

use reqwest::Url;
use tatodesk_api::Operation;
use tracing::{Instrument as _, Span, debug, field::Empty, info_span};

use crate::{
    call::error::Error,
    engine::classify::{Body, Observation},
    engine::{AttemptError, CallRecord, RawAnswer},
};

/// The span of a whole call, with every attempt and pause in it.
pub(crate) fn call(operation: &'static Operation) -> Span {
    info_span!(
        target: "tatodesk",
        "tatodesk.call",
        otel.name = operation.id,
        otel.kind = "internal",
        otel.status_code = Empty,
        tatodesk.operation = operation.id,
        tatodesk.effect = operation.effect.as_str(),
        tatodesk.outcome = Empty,
        tatodesk.attempts = Empty,
        error.type = Empty,
    )
}

/// The span of one attempt; `number` counts from 1.
pub(crate) fn attempt(
    operation: &'static Operation,
    url: impl FnOnce() -> Url,
    number: u32,
) -> Span {
    let span = info_span!(
        target: "tatodesk",
        "tatodesk.attempt",
        otel.name = %Name(operation),
        otel.kind = "client",
        otel.status_code = Empty,
        http.request.method = operation.method,
        url.template = operation.path,
        url.full = Empty,
        server.address = Empty,
        server.port = Empty,
        http.request.resend_count = Empty,
        http.response.status_code = Empty,
        error.type = Empty,
    );
    if !span.is_disabled() {
        let url = url();
        // Of scheme, host, port and path: what else an address may hold, such as a password, is refused by `BaseUrl`.
        span.record("url.full", url.as_str());
        span.record("server.address", url.host_str());
        span.record("server.port", url.port_or_known_default().map(i64::from));
        if number > 1 {
            span.record("http.request.resend_count", i64::from(number - 1));
        }
    }
    span
}

/// An attempt within its span, which tells how it ended.
pub(crate) async fn observed(
    span: Span,
    attempt: impl Future<Output = Result<RawAnswer, AttemptError>>,
) -> Result<RawAnswer, AttemptError> {
    let result = attempt.instrument(span.clone()).await;
    if span.is_disabled() {
        return result;
    }
    match &result {
        Ok(raw) => {
            span.record("http.response.status_code", i64::from(raw.status.as_u16()));
        }
        Err(failed) => {
            let status = failed.details.status;
            let status = status.map(|status| i64::from(status.as_u16()));
            span.record("http.response.status_code", status);
            span.record("otel.status_code", "ERROR");
            span.record("error.type", &*why(failed.observation));
        }
    }
    result
}

/// The span of a wait for the client's own limits, within that of its call.
#[cfg(feature = "limits")]
pub(crate) fn waiting(product: tatodesk_api::Product) -> Span {
    info_span!(
        target: "tatodesk",
        "tatodesk.wait",
        otel.kind = "internal",
        tatodesk.product = product.as_str(),
        tatodesk.wait_ms = Empty,
    )
}

/// Tells how long a call waited, whatever came of it.
#[cfg(feature = "limits")]
pub(crate) fn waited(span: &Span, product: tatodesk_api::Product, waited: Duration) {
    #[cfg(feature = "metrics")]
    crate::observe::metrics::waited(product, waited);
    #[cfg(not(feature = "metrics"))]
    let _ = product;
    span.record("tatodesk.wait_ms", millis(waited));
}

/// Counts an attempt that begins, if it is not the first of its call.
pub(crate) fn begins(record: &CallRecord) {
    #[cfg(feature = "metrics")]
    if record.attempts > 1 {
        crate::observe::metrics::resent(record.operation);
    }
    #[cfg(not(feature = "metrics"))]
    let _ = record;
}

/// Tells that the call is to go on after a pause.
pub(crate) fn again(record: &CallRecord, pause: Duration) {
    debug!(
        target: "tatodesk",
        { tatodesk.attempts = i64::from(record.attempts), tatodesk.pause_ms = millis(pause) },
        "trying again"
    );
}

/// OpenTelemetry's `error.type` of an attempt: a status, or a word of few values.
pub(crate) fn why(observation: Observation) -> Cow<'static, str> {
    match observation {
        // As for the whole call: a status that is no success says more than what became of its body.
        Observation::Answer(code, _) if !(200..=299).contains(&code) => code.to_string().into(),
        observation => Cow::Borrowed(error_type(observation)),
    }
}

/// Writes down that a call succeeded.
pub(crate) fn call_succeeded(record: &CallRecord) {
    #[cfg(feature = "metrics")]
    crate::observe::metrics::call(record, "success", None);
    let attempts = i64::from(record.attempts);
    record.span.record("tatodesk.attempts", attempts);
    record.span.record("tatodesk.outcome", "success");
}

/// Writes down how a call failed, of which `record` knows everything but the span.
pub(crate) fn call_failed(span: &Span, record: &CallRecord, error: &Error) {
    let why = match error.status() {
        Some(status) if !status.is_success() => status.as_u16().to_string().into(),
        _ => Cow::Borrowed(error.error_type()),
    };
    #[cfg(feature = "metrics")]
    crate::observe::metrics::call(record, error.outcome().as_str(), Some(why.clone()));
    if span.is_disabled() {
        return;
    }
    span.record("tatodesk.attempts", i64::from(record.attempts));
    span.record("tatodesk.outcome", error.outcome().as_str());
    span.record("otel.status_code", "ERROR");
    span.record("error.type", &*why);
}

fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

/// A word of few values for what was seen of an attempt.
pub(crate) fn error_type(observation: Observation) -> &'static str {
    match observation {
        Observation::NotMade => "not_made",
        Observation::Limited => "limited",
        Observation::NoTime | Observation::OutOfTime => "timeout",
        Observation::NoConnection => "connect",
        Observation::Lost => "connection_lost",
        Observation::Middleware => "middleware",
        Observation::Redirected => "redirected",
        Observation::Answer(_, Body::InBandError) => "in_band_error",
        Observation::Answer(_, Body::Undecodable | Body::NoObject) => "undecodable",
        Observation::Answer(_, Body::Cut) => "answer_cut",
        Observation::Answer(_, Body::TooLong) => "answer_too_long",
    }
}

/// `POST /dl/v1/sms/messages`, as OpenTelemetry names the spans of HTTP clients.
struct Name(&'static Operation);

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.0.method, self.0.path)
    }
}
