//! From a whole answer to a typed one, or to what was seen of it. The call uses it; what an observation means, the engine decides.
//!
//! A success is parsed once: every response type has an `error` member that decodes from "no error" alone, so an in-band
//! error makes decoding fail, and only then is the answer looked at again.

use tatodesk_api::{
    ApiResponse,
    transport::KeyMask,
    wire::{self, InBand, Undecoded},
};

use crate::{
    call::answer::Answer,
    engine::cause::{Cause, TimeoutCause},
    engine::classify::{Body, Observation},
    engine::record::{AttemptError, CallRecord, ErrorDetails, Failure, RawAnswer},
};

/// The typed answer, or the failure that `raw` is.
pub(crate) fn decode<T: ApiResponse>(
    raw: RawAnswer,
    record: &CallRecord,
    mask: KeyMask,
) -> Result<Answer<T>, Box<Failure>> {
    match wire::decode_answer::<T>(&raw.body, record.end) {
        Ok(value) => Ok(Answer::new(value, raw, record, mask)),
        Err(failed) => Err(Failure::of(record.clone(), undecoded(raw, failed))),
    }
}

/// The failure of an answer that was read in pieces. Its rows may have been good, so it says what is wrong behind them.
pub(crate) fn failed(raw: RawAnswer, record: &CallRecord, failed: Undecoded) -> Box<Failure> {
    let why = failed.error.message.clone();
    let mut failed = undecoded(raw, failed);
    if matches!(failed.observation, Observation::Answer(_, Body::NoObject)) {
        failed.details.reason = Some(why);
    }
    Failure::of(record.clone(), failed)
}

/// What was seen of an answer that does not decode: an error, a success of an unknown shape, or nothing that says anything.
fn undecoded(raw: RawAnswer, failed: Undecoded) -> AttemptError {
    let Undecoded { error, in_band, .. } = failed;
    let mut details = ErrorDetails {
        status: Some(raw.status),
        headers: raw.headers,
        ..ErrorDetails::default()
    };
    let seen = if error.is_timeout() {
        // Nothing is concluded from the part that was read: an error may stand behind it.
        details.reason = Some(error.message);
        details.cause = Some(Cause::Timeout(TimeoutCause::Call));
        details.timed_out = true;
        Body::Cut
    } else {
        match in_band {
            None => Body::NoObject,
            Some(InBand::Error { message, value, .. }) => {
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
        }
    };
    details.body = Some(raw.body);
    AttemptError {
        observation: Observation::Answer(raw.status.as_u16(), seen),
        details: Box::new(details),
    }
}

#[cfg(test)]
mod tests;
