//! Spans of calls and attempts, under OpenTelemetry's names for HTTP clients. They hold no value of a request or an answer.
//!
//! Numbers are i64: `tracing-opentelemetry` makes texts of unsigned ones. `error.type` is always a text.
//!
//! Without a subscriber, a span costs one check of a static, and its fields are not even evaluated.

use std::time::Duration;

use reqwest::Url;
use tatodesk_api::Operation;
use tracing::{Span, debug, field::Empty, info_span};

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
pub(crate) fn attempt(operation: &'static Operation, url: &Url, number: u32) -> Span {
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
        // Scheme, host, port and path alone: `BaseUrl` refuses what else an address may hold, such as a password.
        span.record("url.full", url.as_str());
        span.record("server.address", url.host_str());
        span.record("server.port", url.port_or_known_default().map(i64::from));
        if number > 1 {
            span.record("http.request.resend_count", i64::from(number - 1));
        }
    }
    span
}

/// Tells how an attempt ended; `error_type` says why, if it failed.
pub(crate) fn attempt_ended(
    span: &Span,
    status: Option<u16>,
    error_type: impl FnOnce() -> Option<String>,
) {
    if span.is_disabled() {
        return;
    }
    span.record("http.response.status_code", status.map(i64::from));
    if let Some(error_type) = error_type() {
        span.record("otel.status_code", "ERROR");
        span.record("error.type", error_type.as_str());
    }
}

/// Tells that the call is to go on after a pause.
pub(crate) fn again(attempts: u32, pause: Duration) {
    debug!(
        target: "tatodesk",
        { tatodesk.attempts = i64::from(attempts), tatodesk.pause_ms = millis(pause) },
        "trying again"
    );
}

/// Tells how a call ended; `error_type` says why, if it failed.
pub(crate) fn call_ended(
    span: &Span,
    attempts: u32,
    outcome: &'static str,
    error_type: impl FnOnce() -> Option<String>,
) {
    if span.is_disabled() {
        return;
    }
    span.record("tatodesk.attempts", i64::from(attempts));
    span.record("tatodesk.outcome", outcome);
    if let Some(error_type) = error_type() {
        span.record("otel.status_code", "ERROR");
        span.record("error.type", error_type.as_str());
    }
}

pub(crate) fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

/// `POST /dl/v1/sms/messages`, as OpenTelemetry names the spans of HTTP clients.
struct Name(&'static Operation);

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.0.method, self.0.path)
    }
}
