//! The span of a wait for the client's own limits, within that of its call.

use std::time::Duration;

use tatodesk_api::Product;
use tracing::{Span, field::Empty, info_span};

use crate::observe::spans::millis;

pub(crate) fn waiting(product: Product) -> Span {
    info_span!(
        target: "tatodesk",
        "tatodesk.wait",
        otel.kind = "internal",
        tatodesk.product = product.as_str(),
        tatodesk.wait_ms = Empty,
    )
}

/// Tells how long a call waited, whatever came of it.
pub(crate) fn waited(span: &Span, waited: Duration) {
    span.record("tatodesk.wait_ms", millis(waited));
}
