//! From a whole answer to a typed one, or to the error that it is.
//!
//! A success is parsed once: every response type has an `error` member that decodes from "no error" alone, so an in-band
//! error makes decoding fail, and only then is the answer looked at again.

use bytes::Bytes;
use serde::Deserialize;
use serde_json::Value;
use tatodesk_api::{
    ApiResponse,
    wire::{self, DecodeError, InBand},
};

use crate::{
    answer::Answer,
    classify::{Body, Seen, classify},
    error::{Error, Parts},
    exchange::{Reply, Trip, failure},
    telemetry,
};

/// The typed answer, or the error that `reply` is.
pub(crate) fn decode<T: ApiResponse>(reply: Reply, trip: Trip) -> Result<Answer<T>, Error> {
    match wire::decode::<T>(&reply.body) {
        Ok(value) => {
            telemetry::call_succeeded(&trip);
            Ok(Answer::new(value, reply, &trip))
        }
        Err(error) => Err(undecoded(reply, trip, error)),
    }
}

/// What an answer is that does not decode: a refusal, an acceptance in an unknown shape, or nothing that says anything.
fn undecoded(reply: Reply, trip: Trip, error: DecodeError) -> Error {
    let mut parts = Parts {
        status: Some(reply.status),
        headers: reply.headers,
        ..Parts::default()
    };
    let body = match wire::in_band(&reply.body) {
        None => {
            parts.reason = Some("the answer is not a JSON object".into());
            Body::NoObject
        }
        Some(InBand::Error { message, value }) => {
            parts.message = message;
            parts.error_value = Some(value);
            Body::InBandError
        }
        Some(InBand::NoError) => {
            parts.reason = Some(format!(
                "accepted, but the answer does not decode: {}",
                error.message
            ));
            parts.path = Some(error.path.clone());
            parts.source = Some(Box::new(error));
            Body::Undecodable
        }
    };
    parts.body = Some(reply.body);
    let seen = Seen::Answer(reply.status.as_u16(), body);
    parts.error_type = telemetry::error_type(seen);
    let kind = classify(trip.operation.effect, seen).kind;
    failure(trip, kind, parts)
}

/// The message and the raw `error` of an answer whose status already says that it is a failure.
///
/// Servers in front of Tatodesk put their message beside `error`, or have no JSON at all.
pub(crate) fn in_band(body: &Bytes) -> (Option<String>, Option<Value>) {
    match wire::in_band(body) {
        None => (None, None),
        Some(InBand::Error { message, value }) => (message, Some(value)),
        Some(InBand::NoError) => {
            let envelope: Envelope = serde_json::from_slice(body).unwrap_or_default();
            (envelope.message, None)
        }
    }
}

/// What gateways answer with.
#[derive(Default, Deserialize)]
struct Envelope {
    message: Option<String>,
}

#[cfg(test)]
#[path = "decode_tests.rs"]
mod tests;
