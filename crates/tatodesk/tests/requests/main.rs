//! Each function of each section builds exactly the documented body for the documented inputs, and each optional member
//! is set by its own method. Nothing is sent.

mod complete;
mod contact_center;
mod crm;
mod in_person;
mod notifications;
mod others;
mod ranges;
mod report_filters;
mod reports;
mod scheduling;

use serde_json::Value;
use tatodesk::{ApiRequest, Call, Tatodesk};

/// A client that is never used to send.
fn tatodesk() -> Tatodesk {
    Tatodesk::builder()
        .api_key("key")
        .base_url("http://127.0.0.1:9")
        .build()
        .unwrap()
}

/// Checks which operation a call is of, and its body.
#[track_caller]
fn check<R: ApiRequest>(call: Call<R>, operation: &str, body: Value) {
    assert_eq!(R::OPERATION.id, operation);
    assert_eq!(serde_json::to_value(call.request()).unwrap(), body);
}

/// A text id.
fn id<T: From<String>>(text: &str) -> T {
    T::from(text.to_owned())
}
