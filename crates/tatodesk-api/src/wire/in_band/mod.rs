//! The `error` member that every answer may have, since failures arrive inside an HTTP 200.
//!
//! It uses `wire::decode` to read it without a tree of the answer. The generated types and the facade use it.

mod found;
mod members;
mod words;

use crate::wire::decode::{DecodeError, in_time};
use crate::wire::raw::WRITTEN;
use found::Found;
use http::StatusCode;
use members::Said;
use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use std::fmt::{self, Debug, Formatter};
use std::time::Instant;
use words::own_words;

/// A longer list or object stands as its text: as a tree it could take a hundred times its length.
const LONGEST_TREE: usize = 1024 * 1024;

/// An answer's `error` member that reports no error.
///
/// It is `null`, `false`, `0` or `""`.
///
/// Any other value is a decode error, so a successful answer is known to be one without reading it twice. What a
/// failed answer says, [`in_band`] reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NoInBandError {
    /// `null`, which is what the API is documented to write.
    #[default]
    Null,
    /// `false`.
    False,
    /// `0`.
    Zero,
    /// An empty text.
    Empty,
}

impl NoInBandError {
    /// The value as "no error", if it says so.
    fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Null => Some(Self::Null),
            Value::Bool(false) => Some(Self::False),
            Value::Number(number) if number.as_f64() == Some(0.0) => Some(Self::Zero),
            Value::String(text) if text.is_empty() => Some(Self::Empty),
            _ => None,
        }
    }
}

impl NoInBandError {
    /// This way of saying no error, unless there is one.
    fn unless<E: Error>(is_error: bool, no_error: Self) -> Result<Self, E> {
        match is_error {
            true => Err(E::custom("expected no error, found one")),
            false => Ok(no_error),
        }
    }
}

impl Serialize for NoInBandError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::False => serializer.serialize_bool(false),
            Self::Zero => serializer.serialize_i64(0),
            Self::Empty => serializer.serialize_str(""),
        }
    }
}

impl<'de> Deserialize<'de> for NoInBandError {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NoError;

        impl<'de> Visitor<'de> for NoError {
            type Value = NoInBandError;

            fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
                f.write_str("no error")
            }

            /// Every deserializer but that of answers comes here first.
            fn visit_newtype_struct<D: Deserializer<'de>>(
                self,
                other: D,
            ) -> Result<NoInBandError, D::Error> {
                other.deserialize_any(self)
            }

            fn visit_unit<E: Error>(self) -> Result<NoInBandError, E> {
                Ok(NoInBandError::Null)
            }

            fn visit_bool<E: Error>(self, value: bool) -> Result<NoInBandError, E> {
                NoInBandError::unless(value, NoInBandError::False)
            }

            fn visit_i64<E: Error>(self, value: i64) -> Result<NoInBandError, E> {
                NoInBandError::unless(value != 0, NoInBandError::Zero)
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<NoInBandError, E> {
                NoInBandError::unless(value != 0, NoInBandError::Zero)
            }

            fn visit_f64<E: Error>(self, value: f64) -> Result<NoInBandError, E> {
                NoInBandError::unless(value != 0.0, NoInBandError::Zero)
            }

            // It may stand here as it is written, with its escapes: only whether it is empty counts.
            fn visit_str<E: Error>(self, text: &str) -> Result<NoInBandError, E> {
                NoInBandError::unless(!text.is_empty(), NoInBandError::Empty)
            }

            // However long it is, it need not be read to its end.
            fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<NoInBandError, A::Error> {
                NoInBandError::unless(true, NoInBandError::Null)
            }

            fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<NoInBandError, A::Error> {
                NoInBandError::unless(true, NoInBandError::Null)
            }
        }

        deserializer.deserialize_newtype_struct(WRITTEN, NoError)
    }
}

/// What the `error` member of a complete JSON object says.
///
/// There is no third way, so a `match` names both.
#[derive(Clone, PartialEq)]
pub enum InBand {
    /// There is no `error`, or it is `null`, `false`, `0` or `""`.
    #[non_exhaustive]
    NoError {
        /// The words of the `message` beside it, which count only where the status says that there is an error.
        message: Option<String>,
    },
    /// The server says no.
    #[non_exhaustive]
    Error {
        /// The server's words: see [`in_band`].
        message: Option<String>,
        /// The whole value.
        value: Value,
    },
}

impl InBand {
    /// The longest message, in bytes; a longer one is cut. The cut may go through an API key that the server repeats.
    pub const LONGEST_MESSAGE: usize = words::LONGEST;
}

impl Debug for InBand {
    /// Shows the class alone: an error's value may repeat what was sent.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoError { .. } => "NoError { .. }",
            Self::Error { .. } => "Error { .. }",
        })
    }
}

/// Reads what an answer's body says about failure.
///
/// `None` if the body is not one complete JSON object.
///
/// The server's words are the first of these that is no mere phrase of a status ("Bad Request"), number or boolean:
///
/// 1. `error` itself, where it is a text,
/// 2. the `message` inside of it, a text or a list of texts; `error.error.message` too,
/// 3. the `message` beside it, a text or a list of texts.
///
/// Where there is nothing but a phrase, the phrase is the message. Texts of a list are joined by `"; "`, and 64 KiB of them are
/// kept. Of a member that stands twice the last counts. Everything but these two members is only skipped, so this is cheap on large bodies.
///
/// ```
/// use tatodesk_api::wire::{InBand, in_band};
///
/// let message = |body: &str| match in_band(body.as_bytes()) {
///     Some(InBand::Error { message, .. }) => message,
///     _ => unreachable!("the body holds an error"),
/// };
/// assert_eq!(message(r#"{"error": {"message": "no such unit", "code": 7}}"#).as_deref(), Some("no such unit"));
/// assert_eq!(message(r#"{"error": true, "message": "Saldo insuficiente"}"#).as_deref(), Some("Saldo insuficiente"));
/// assert!(matches!(in_band(br#"{"companies": [], "error": null}"#), Some(InBand::NoError { .. })));
/// assert_eq!(in_band(b"<html>"), None);
/// ```
#[must_use]
pub fn in_band(body: &[u8]) -> Option<InBand> {
    in_band_before(body, None).ok().flatten()
}

/// Reads what [`in_band`] reads, until `deadline`.
///
/// # Errors
/// When the time is over, so that nothing is known.
pub fn in_band_before(
    body: &[u8],
    deadline: Option<Instant>,
) -> Result<Option<InBand>, DecodeError> {
    let Ok(text) = std::str::from_utf8(body) else {
        return Ok(None);
    };
    in_time(text, deadline)?;
    read(text, deadline)
}

/// Does what [`in_band_before`] does, with a text.
pub(super) fn read(text: &str, deadline: Option<Instant>) -> Result<Option<InBand>, DecodeError> {
    let said = Said::of(text, deadline)?;
    in_time(text, deadline)?;
    Ok(said.map(meaning))
}

/// What the two members mean.
fn meaning(said: Said<'_>) -> InBand {
    let Said {
        message: beside,
        error,
        inside,
    } = said;
    let value = error.map_or(Value::Null, tree);
    let Some(error) = error.filter(|_| NoInBandError::of(&value).is_none()) else {
        return InBand::NoError { message: beside };
    };
    let inside = inside.unwrap_or_default();
    let deep = inside.inside.and_then(|deep| deep.message);
    InBand::Error {
        message: best([own_words(error), inside.message, deep, beside]),
        value,
    }
}

/// A value as a tree, or as its text where it cannot be one or must not.
fn tree(value: Found<'_>) -> Value {
    match value {
        Found::Text {
            quoted,
            has_escapes: false,
        } => quoted[1..quoted.len() - 1].into(),
        Found::Other(text) if text.len() > LONGEST_TREE => text.into(),
        Found::Text { quoted: text, .. } | Found::Other(text) => {
            serde_json::from_str(text).unwrap_or_else(|_| text.into())
        }
    }
}

/// The first text that says something; else the first phrase, else a blank one.
fn best(candidates: [Option<String>; 4]) -> Option<String> {
    candidates.into_iter().flatten().min_by_key(|text| {
        if says_something(text) {
            0
        } else if text.trim().is_empty() {
            2
        } else {
            1
        }
    })
}

/// Whether a text tells more than that there is an error: it is not blank, no number or boolean, and not the phrase of a status,
/// in whatever way that is written ("Bad Request", "BAD_REQUEST", "400 Bad Request").
fn says_something(text: &str) -> bool {
    /// What `http` calls otherwise: the newest names, and those of older servers.
    const OTHERS: [&str; 6] = [
        "contenttoolarge",
        "requestentitytoolarge",
        "unprocessablecontent",
        "requesturitoolong",
        "requesturitoolarge",
        "requestedrangenotsatisfiable",
    ];
    let plain = |text: &str| -> String {
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let text = plain(text);
    let digit = |c: char| c.is_ascii_digit();
    let phrase = text.strip_prefix("http").unwrap_or(&text);
    let phrase = phrase.trim_matches(digit);
    let is_status = (100..=599)
        .filter_map(|code| StatusCode::from_u16(code).ok()?.canonical_reason())
        .any(|reason| plain(reason) == phrase);
    !(phrase.is_empty()
        || is_status
        || OTHERS.contains(&phrase)
        || matches!(phrase, "true" | "false" | "error"))
}

#[cfg(test)]
mod tests;
