//! The `error` member that every answer may carry: failures arrive inside an HTTP 200.
use serde::de::{Error, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;
use std::fmt::{self, Debug, Formatter};

/// An answer's `error` member where it says that there is no error: `null`, `false`, `0` or `""`.
///
/// Any other value is a decode error, so a successful answer is known to be one without reading it twice. What a
/// failed answer says, [`in_band`] reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum InBandError {
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

impl InBandError {
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

impl Serialize for InBandError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::False => serializer.serialize_bool(false),
            Self::Zero => serializer.serialize_i64(0),
            Self::Empty => serializer.serialize_str(""),
        }
    }
}

impl<'de> Deserialize<'de> for InBandError {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Self::of(&value).ok_or_else(|| D::Error::custom("expected no error, found one"))
    }
}

/// What the `error` member of a complete JSON object says.
#[derive(Clone, PartialEq)]
pub enum InBand {
    /// There is no `error`, or it is `null`, `false`, `0` or `""`.
    NoError,
    /// The server says no.
    Error {
        /// The server's words: a text, or the `message` of an object (`error.error.message` too).
        message: Option<String>,
        /// The whole value.
        value: Value,
    },
}

impl Debug for InBand {
    /// Shows the class alone: an error's value may repeat what was sent.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoError => "NoError",
            Self::Error { .. } => "Error { .. }",
        })
    }
}

/// Reads what an answer's body says about failure, or `None` when the body is not one complete JSON object.
///
/// Everything but the `error` member is only skipped, so this is cheap on large bodies.
///
/// ```
/// use tatodesk_api::wire::{InBand, in_band};
///
/// assert_eq!(in_band(br#"{"companies": [], "error": null}"#), Some(InBand::NoError));
/// let Some(InBand::Error { message, .. }) = in_band(br#"{"error": {"message": "no such unit", "code": 7}}"#) else {
///     unreachable!("the body holds an error")
/// };
/// assert_eq!(message.as_deref(), Some("no such unit"));
/// assert_eq!(in_band(b"<html>"), None);
/// ```
#[must_use]
pub fn in_band(body: &[u8]) -> Option<InBand> {
    // Skipping a string does not check its encoding, so the text is checked as a whole.
    let text = std::str::from_utf8(body).ok()?;
    let Envelope(error) = serde_json::from_str(text).ok()?;
    let Some(raw) = error else {
        return Some(InBand::NoError);
    };
    // A value nested too deep for a tree stands as its text.
    let value = serde_json::from_str(raw.get()).unwrap_or_else(|_| Value::from(raw.get()));
    Some(match InBandError::of(&value) {
        Some(_) => InBand::NoError,
        None => InBand::Error {
            message: message(&value),
            value,
        },
    })
}

/// The words of an error value, if there are any.
fn message(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text,
        Value::Object(members) => match (members.get("message"), members.get("error")) {
            (Some(Value::String(text)), _) => text,
            (_, Some(Value::Object(inner))) => inner.get("message")?.as_str()?,
            _ => return None,
        },
        _ => return None,
    };
    Some(text.to_owned())
}

/// A member's name, which may be one that no text can hold: half of a surrogate pair is JSON, too.
struct Name {
    is_error: bool,
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes;

        impl Visitor<'_> for Bytes {
            type Value = Name;

            fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_bytes<E: Error>(self, name: &[u8]) -> Result<Name, E> {
                let is_error = name == b"error";
                Ok(Name { is_error })
            }
        }

        deserializer.deserialize_bytes(Bytes)
    }
}

/// An object of which only `error` is held; of several, the last, as JSON readers do.
struct Envelope(Option<Box<RawValue>>);

impl<'de> Deserialize<'de> for Envelope {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = Envelope;

            fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Envelope, A::Error> {
                let mut error = None;
                while let Some(Name { is_error }) = members.next_key()? {
                    if is_error {
                        error = Some(members.next_value()?);
                    } else {
                        members.next_value::<IgnoredAny>()?;
                    }
                }
                Ok(Envelope(error))
            }
        }

        deserializer.deserialize_map(Members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn failure(body: &str) -> Option<(Option<String>, Value)> {
        match in_band(body.as_bytes())? {
            InBand::NoError => None,
            InBand::Error { message, value } => Some((message, value)),
        }
    }

    #[test]
    fn the_four_ways_of_saying_no_error_decode_and_come_back() {
        for (json, marker) in [
            ("null", InBandError::Null),
            ("false", InBandError::False),
            ("0", InBandError::Zero),
            ("\"\"", InBandError::Empty),
        ] {
            assert_eq!(serde_json::from_str::<InBandError>(json).unwrap(), marker);
            assert_eq!(serde_json::to_string(&marker).unwrap(), json);
            assert_eq!(
                in_band(format!("{{\"error\": {json}}}").as_bytes()),
                Some(InBand::NoError)
            );
        }
        assert_eq!(in_band(b"{}"), Some(InBand::NoError));
        assert_eq!(in_band(br#"{"error": 0.0}"#), Some(InBand::NoError));
    }

    #[test]
    fn every_other_value_is_an_error_and_is_not_quoted() {
        for value in [
            json!(true),
            json!(1),
            json!(" "),
            json!("Marina"),
            json!([]),
            json!({}),
            json!(0.5),
            json!([null]),
        ] {
            let error = serde_json::from_value::<InBandError>(value.clone())
                .unwrap_err()
                .to_string();
            assert_eq!(error, "expected no error, found one");
            let (_, kept) = failure(&json!({ "error": value }).to_string()).unwrap();
            assert_eq!(kept, value);
        }
    }

    #[test]
    fn the_message_is_found_where_it_is_a_text() {
        let message = |error: Value| failure(&json!({ "error": error }).to_string()).unwrap().0;
        assert_eq!(
            message(json!("no such unit")).as_deref(),
            Some("no such unit")
        );
        assert_eq!(
            message(json!({"message": "closed", "code": 7})).as_deref(),
            Some("closed")
        );
        assert_eq!(
            message(json!({"error": {"message": "deep"}})).as_deref(),
            Some("deep")
        );
        assert_eq!(
            message(json!({"message": 7, "error": {"message": "deep"}})).as_deref(),
            Some("deep")
        );
        assert_eq!(message(json!({"message": {"text": "no"}})), None);
        assert_eq!(message(json!({"error": "shallow"})), None);
        assert_eq!(message(json!([])), None);
    }

    #[test]
    fn only_a_complete_object_is_read() {
        for body in [
            &b""[..],
            b"null",
            b"[]",
            b"\"error\"",
            b"{\"error\": null",
            b"{} {}",
            b"{\"a\": \"\xff\"}",
            b"<html>",
        ] {
            assert_eq!(in_band(body), None, "{}", String::from_utf8_lossy(body));
        }
    }

    #[test]
    fn the_last_of_two_counts_and_depth_does_not_hide_an_error() {
        assert_eq!(
            in_band(br#"{"error": "x", "error": null}"#),
            Some(InBand::NoError)
        );
        let deep = format!("{{\"error\": {}{}}}", "[".repeat(500), "]".repeat(500));
        assert!(failure(&deep).is_some());
    }

    #[test]
    fn a_name_or_text_that_no_string_can_hold_hides_nothing() {
        assert_eq!(
            in_band(br#"{"\udc00": 1, "\ud800x": "\ud800"}"#),
            Some(InBand::NoError)
        );
        assert!(failure(r#"{"\udc00": 1, "\u0065rror": "no"}"#).is_some());
    }

    #[test]
    fn debug_shows_no_value() {
        let debug = format!("{:?}", in_band(br#"{"error": "Marina Duarte"}"#));
        assert_eq!(debug, "Some(Error { .. })");
    }

    proptest! {
        #[test]
        fn any_text_is_an_error_with_that_message(text in ".+") {
            let (message, _) = failure(&json!({ "rows": [1], "error": text }).to_string()).unwrap();
            prop_assert_eq!(message, Some(text));
        }

        #[test]
        fn no_bytes_panic(bytes: Vec<u8>) {
            let _ = in_band(&bytes);
        }
    }
}
