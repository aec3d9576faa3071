//! A whole answer: decoded into its type, or else looked through for an error, with one check of its encoding.
use super::decode::{DecodeError, decode_text, in_time, not_text};
use super::in_band::{self, InBand};
use serde::de::DeserializeOwned;
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::time::Instant;

/// Why an answer did not decode, and what it says about failure.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Undecoded {
    /// Why it did not decode.
    pub error: DecodeError,
    /// What [`in_band`](super::in_band()) says of it. Nothing where the time was over: an error may stand behind what was read.
    pub in_band: Option<InBand>,
}

impl Display for Undecoded {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Display::fmt(&self.error, f)
    }
}

impl Error for Undecoded {}

/// Decodes an answer as [`decode`](super::decode()) does, until `deadline`. Reads from an answer that does not decode what it
/// says about failure.
///
/// ```
/// use tatodesk_api::types::ListCompaniesByUserResponse;
/// use tatodesk_api::wire::{InBand, decode_answer};
///
/// let body = br#"{"companies": null, "error": "no such key"}"#;
/// let failed = decode_answer::<ListCompaniesByUserResponse>(body, None).unwrap_err();
/// assert!(matches!(failed.in_band, Some(InBand::Error { message: Some(text), .. }) if text == "no such key"));
/// ```
///
/// # Errors
/// When the answer is not JSON, or not this type, or takes too much memory, or the time is over, which
/// [`DecodeError::is_timeout`] tells.
pub fn decode_answer<T: DeserializeOwned>(
    body: &[u8],
    deadline: Option<Instant>,
) -> Result<T, Undecoded> {
    let Ok(text) = std::str::from_utf8(body) else {
        return Err(Undecoded {
            error: not_text(body),
            in_band: None,
        });
    };
    decode_text(text, deadline).map_err(|error| {
        if error.is_timeout() {
            let in_band = None;
            return Undecoded { error, in_band };
        }
        match in_time(text, deadline).and_then(|()| in_band::read(text, deadline)) {
            Ok(in_band) => Undecoded { error, in_band },
            Err(error) => Undecoded {
                error,
                in_band: None,
            },
        }
    })
}
