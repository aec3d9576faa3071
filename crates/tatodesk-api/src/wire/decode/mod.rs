//! Decodes JSON into the generated types. An error says where and what, and quotes no value.
//!
//! It uses serde_json for numbers, escapes and skipping, and of this crate only `wire`. `wire::list`, `wire::in_band` and the
//! facade use it.

mod ahead;
mod budget;
mod cursor;
mod fault;
mod members;
mod number;
mod order;
mod reader;
mod words;

pub(super) use cursor::Cursor;
use cursor::Ended;
use fault::Fault;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;
use serde_json::error::Category;
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::time::Instant;

/// The longest text whose further passes take no time that counts.
const SHORT_TEXT: usize = 64 * 1024;

/// The longest text that is read as a tree only to say what is wrong with it.
const LONGEST_TREE: usize = 1024 * 1024;

/// Why a document did not decode.
///
/// Both texts are made from the types alone and show nothing of the document but the names of its members. What a type of your own says
/// about a value might quote it, so its words are left out: "does not read as its type", "expected another value".
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DecodeError {
    /// Where: `$.rows[3].name`. It ends with the member's name where a member is missing or unknown.
    pub path: String,
    /// What was expected and what was found.
    pub message: String,
    ended: Option<Ended>,
}

impl Display for DecodeError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.message)
    }
}

impl Error for DecodeError {}

impl DecodeError {
    fn new(path: String, message: impl Into<String>) -> Self {
        Self {
            path,
            message: message.into(),
            ended: None,
        }
    }

    /// For a document that fails as a whole.
    pub(crate) fn document(message: impl Into<String>) -> Self {
        Self::new("$".to_owned(), message)
    }

    fn ended(ended: Ended) -> Self {
        let message = match ended {
            Ended::Time => "time ran out while the answer was decoded",
            Ended::Memory => {
                "beyond what can be held: decoded it takes too much memory for its length"
            }
        };
        Self {
            ended: Some(ended),
            ..Self::document(message)
        }
    }

    /// Whether decoding ended at its deadline, so that the document may be of its type.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.ended == Some(Ended::Time)
    }
}

/// Decodes an answer.
///
/// The answer is read once; only an element of a [`List`](super::List) that does not decode, and an answer that fails as a
/// whole, are looked at again.
///
/// What is decoded takes no more memory than a `serde_json::Value` of the same text would (and 2 MiB), at most 65 bytes for each
/// byte of it (and 8 MiB), and at most 2 GiB beside its texts. An answer that would take more is an error.
///
/// # Errors
/// When the text is not JSON, or not this type, or takes too much memory.
pub fn decode<T: DeserializeOwned>(json: &[u8]) -> Result<T, DecodeError> {
    match std::str::from_utf8(json) {
        Ok(text) => decode_text(text, None),
        Err(_) => Err(not_text(json)),
    }
}

/// What is wrong with bytes that are not UTF-8, and so no JSON either.
pub(super) fn not_text(json: &[u8]) -> DecodeError {
    not_json(serde_json::from_slice::<Value>(json).err())
}

/// Decodes a text, as [`decode`] does, until `deadline`. [`DecodeError::is_timeout`] tells that the time is over.
pub(super) fn decode_text<T: DeserializeOwned>(
    text: &str,
    deadline: Option<Instant>,
) -> Result<T, DecodeError> {
    let mut cursor = Cursor::new(text, deadline);
    let fault = match T::deserialize(&mut cursor) {
        Ok(value) if cursor.is_at_end() => return Ok(value),
        Ok(_) => Fault::NotRead,
        Err(fault) => fault,
    };
    if let Some(ended) = cursor.ended {
        return Err(DecodeError::ended(ended));
    }
    in_time(text, deadline)?;
    // Where the text is no JSON, nothing can be said of a place in it.
    let read_whole = cursor.depth == 0 && cursor.is_at_end();
    if !read_whole && let Err(error) = serde_json::from_str::<IgnoredAny>(text) {
        return Err(not_json(Some(error)));
    }
    in_time(text, deadline)?;
    // Only a tree has serde_json's words for it, and that of a long text may take a hundred times its length.
    let error = || serde_json::from_str::<Value>(text).err();
    let beyond = || not_json((text.len() <= LONGEST_TREE).then(error).flatten());
    Err(fault.into_decode_error().unwrap_or_else(beyond))
}

/// Fails where the time is over before a further pass over a text, unless the text is short.
pub(super) fn in_time(text: &str, deadline: Option<Instant>) -> Result<(), DecodeError> {
    let is_over = |deadline| text.len() > SHORT_TEXT && Instant::now() >= deadline;
    match deadline.is_some_and(is_over) {
        true => Err(DecodeError::ended(Ended::Time)),
        false => Ok(()),
    }
}

/// Decodes a request. It is small and written by the caller, so of members that stand twice the last one is taken first.
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
    let value = serde_json::from_slice(json).map_err(|error| not_json(Some(error)))?;
    decode_value(&value)
}

/// Decodes a JSON tree, as [`decode_request`] does.
///
/// # Errors
/// When the tree is not of this type.
pub fn decode_value<T: DeserializeOwned>(value: &Value) -> Result<T, DecodeError> {
    decode(value.to_string().as_bytes())
}

/// Decodes one element of a list of objects.
pub(crate) fn object<T: DeserializeOwned>(json: &str) -> Result<T, DecodeError> {
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
fn not_json(error: Option<serde_json::Error>) -> DecodeError {
    let Some(error) = error.filter(|error| error.classify() != Category::Data) else {
        return DecodeError::document("not JSON that can be held in memory");
    };
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
