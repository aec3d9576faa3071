//! From a whole answer to a typed one, or to the error that it is.
//!
//! A success is parsed once: every response type has an `error` member that decodes from "no error" alone, so an in-band
//! error makes decoding fail, and only then is the answer looked at again.

use bytes::Bytes;
use serde_json::Value;
use tatodesk_api::{
    ApiResponse,
    wire::{self, DecodeError, InBand},
};

use crate::{
    call::answer::Answer,
    call::error::{Error, ErrorDetails},
    engine::classify::{Body, Observation, classify},
    engine::{CallRecord, RawAnswer, failure},
    observe::spans,
};

/// The typed answer, or the error that `reply` is.
pub(crate) fn decode<T: ApiResponse>(
    raw: RawAnswer,
    record: CallRecord,
) -> Result<Answer<T>, Error> {
    match wire::decode_before::<T>(&raw.body, record.end) {
        Ok(value) => {
            spans::call_succeeded(&record);
            Ok(Answer::new(value, raw, &record))
        }
        Err(error) if error.is_timeout() => Err(out_of_time(raw, record, error)),
        Err(error) => Err(undecoded(raw, record, error)),
    }
}

/// What an answer is that could not be decoded before the call had to be over. Nothing is concluded from the part that was read:
/// an error may stand behind it.
fn out_of_time(raw: RawAnswer, record: CallRecord, error: DecodeError) -> Error {
    let observation = Observation::Answer(raw.status.as_u16(), Body::Cut);
    let details = ErrorDetails {
        status: Some(raw.status),
        headers: raw.headers,
        body: Some(raw.body),
        reason: Some(error.message),
        timed_out: true,
        error_type: spans::error_type(observation),
        ..ErrorDetails::default()
    };
    let kind = classify(record.operation.effect, observation).kind;
    failure(record, kind, details)
}

/// What an answer is that does not decode: a refusal, an acceptance in an unknown shape, or nothing that says anything.
fn undecoded(raw: RawAnswer, record: CallRecord, error: DecodeError) -> Error {
    let mut details = ErrorDetails {
        status: Some(raw.status),
        headers: raw.headers,
        ..ErrorDetails::default()
    };
    let body = match wire::in_band(&raw.body) {
        None => {
            details.reason = Some("the answer is not a JSON object".into());
            Body::NoObject
        }
        Some(InBand::Error { message, value }) => {
            details.message = message;
            details.error_value = Some(value);
            Body::InBandError
        }
        Some(InBand::NoError { .. }) => {
            details.reason = Some(format!(
                "accepted, but the answer does not decode: {}",
                error.message
            ));
            details.path = Some(error.path.clone());
            details.source = Some(Box::new(error));
            Body::Undecodable
        }
    };
    details.body = Some(raw.body);
    let observation = Observation::Answer(raw.status.as_u16(), body);
    details.error_type = spans::error_type(observation);
    let kind = classify(record.operation.effect, observation).kind;
    failure(record, kind, details)
}

/// The message and the raw `error` of an answer whose status already says that it is a failure.
///
/// Servers in front of Tatodesk have a message without an `error`, or no JSON at all.
pub(crate) fn in_band(body: &Bytes) -> (Option<String>, Option<Value>) {
    match wire::in_band(body) {
        None => (None, None),
        Some(InBand::Error { message, value }) => (message, Some(value)),
        Some(InBand::NoError { message }) => (message, None),
    }
}

#[cfg(test)]
mod tests;
