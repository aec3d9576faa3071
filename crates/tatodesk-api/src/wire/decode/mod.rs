//! Decoding JSON into the generated types, with errors that say where and what, and never quote a value.
mod fault;
mod reader;

use fault::Fault;
use reader::Reader;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::error::Category;
use std::error::Error;
use std::fmt::{self, Display, Formatter};

/// Why a document did not decode.
///
/// Both texts are made from the types alone and show nothing of the document but the names of its members.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DecodeError {
    /// Where: `$.rows[3].name`. It ends with the member's name where a member is missing or unknown.
    pub path: String,
    /// What was expected and what was found.
    pub message: String,
}

impl Display for DecodeError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.message)
    }
}

impl Error for DecodeError {}

impl DecodeError {
    /// For a document that fails as a whole.
    fn document(message: impl Into<String>) -> Self {
        Self {
            path: "$".to_owned(),
            message: message.into(),
        }
    }
}

/// Decodes an answer.
///
/// A valid answer is read in one pass; only a failure is read a second time, to find its place.
///
/// # Errors
/// When the text is not JSON, or not this type.
pub fn decode<T: DeserializeOwned>(json: &[u8]) -> Result<T, DecodeError> {
    match serde_json::from_slice(json) {
        Ok(value) => Ok(value),
        Err(error) if error.classify() != Category::Data => Err(not_json(&error)),
        // A second reading may succeed: of members that stand twice it takes the last, as most readers of JSON do.
        Err(_) => decode_request(json),
    }
}

/// Decodes a request, which is read more strictly than an answer: a list never stands for an object.
///
/// ```
/// # #[derive(Debug, serde::Deserialize)]
/// # #[serde(deny_unknown_fields)]
/// # struct ListUnits { #[allow(dead_code)] company: i64 }
/// use tatodesk_api::wire::decode_request;
///
/// let error = decode_request::<ListUnits>(br#"{"company": "Marina Duarte"}"#).unwrap_err();
/// assert_eq!(error.to_string(), "$.company: expected an integer, found a string");
/// let error = decode_request::<ListUnits>(br#"{"company": 1, "city": "Recife"}"#).unwrap_err();
/// assert_eq!(error.to_string(), "$.city: unknown member `city`");
/// ```
///
/// # Errors
/// When the text is not JSON, or not this type.
pub fn decode_request<T: DeserializeOwned>(json: &[u8]) -> Result<T, DecodeError> {
    let value = serde_json::from_slice(json).map_err(|error| not_json(&error))?;
    decode_value(&value)
}

/// Decodes a JSON tree, as strictly as [`decode_request`].
///
/// # Errors
/// When the tree is not of this type.
pub fn decode_value<T: DeserializeOwned>(value: &Value) -> Result<T, DecodeError> {
    T::deserialize(Reader(value)).map_err(Fault::into_decode_error)
}

/// Decodes one element of a list of objects.
pub(super) fn object<T: DeserializeOwned>(json: &str) -> Result<T, DecodeError> {
    let found = match json.as_bytes().first() {
        Some(b'{') => return decode(json.as_bytes()),
        Some(b'[') => "a list",
        Some(b'"') => "a string",
        Some(b't' | b'f') => "a boolean",
        Some(b'n') => "null",
        _ => "a number",
    };
    Err(DecodeError::document(format!(
        "expected an object, found {found}"
    )))
}

/// What serde_json says about syntax: fixed words and a position, no value.
fn not_json(error: &serde_json::Error) -> DecodeError {
    if error.classify() == Category::Data {
        return DecodeError::document("not JSON that can be held in memory");
    }
    let error = error.to_string();
    // serde_json calls its own limits errors of syntax; what goes beyond them may still be JSON.
    let limits = ["recursion limit exceeded", "number out of range"];
    let what = match limits.iter().any(|limit| error.starts_with(limit)) {
        true => "beyond what can be read",
        false => "not JSON",
    };
    DecodeError::document(format!("{what}: {error}"))
}

#[cfg(test)]
mod tests;
