//! The headers by which a server can continue a trace: W3C's `traceparent` and `tracestate`.

use opentelemetry::{
    Context,
    propagation::{Injector, TextMapPropagator as _},
    trace::TraceContextExt as _,
};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

/// Adds the context of the current span. If the caller gave a `traceparent`, the headers stay as they are.
pub(crate) fn add(headers: &mut HeaderMap) {
    if headers.contains_key("traceparent") {
        return;
    }
    let mut context = Span::current().context();
    if !context.span().span_context().is_valid() {
        // A filter hides our spans from the layer, or the program makes its spans without `tracing`.
        context = Context::current();
    }
    TraceContextPropagator::new().inject_context(&context, &mut Headers(headers));
}

struct Headers<'a>(&'a mut HeaderMap);

impl Injector for Headers<'_> {
    /// Leaves out what is empty (a `tracestate` without members) and what the caller gave.
    fn set(&mut self, key: &str, value: String) {
        let (Ok(name), Ok(value)) = (HeaderName::try_from(key), HeaderValue::try_from(value))
        else {
            return;
        };
        if !value.is_empty() {
            self.0.entry(name).or_insert(value);
        }
    }
}
