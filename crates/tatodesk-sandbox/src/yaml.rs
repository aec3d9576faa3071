//! Reads the YAML files of a user. An error names the member and its line, and never quotes the text around it.
//!
//! `world` and `faults` use it. It knows neither.

use std::borrow::Cow;

use serde::de::DeserializeOwned;
use serde_saphyr::{Error, MessageFormatter as _, Options, UserMessageFormatter};

use crate::words::plain;

/// Why a text is refused.
#[derive(Debug)]
pub(crate) struct Refused {
    /// The member, for example `units[0].company`. Empty for the whole text.
    pub(crate) path: String,
    pub(crate) reason: String,
}

/// Reads one document of YAML 1.2 with JSON's values. Duplicate keys are refused; depth and size have bounds.
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Result<T, Refused> {
    let mut path = String::new();
    serde_saphyr::with_deserializer_from_str_with_options(text, options(), |yaml| {
        serde_path_to_error::deserialize(yaml).map_err(|error| {
            path = error.path().to_string();
            error.into_inner()
        })
    })
    .map_err(|error| {
        let message = message(&error);
        let place = error.location();
        let place = place.map(|it| format!(" at line {}, column {}", it.line(), it.column()));
        Refused {
            // A key that could not be read has no name yet.
            path: path.trim_matches(['.', '?']).to_owned(),
            reason: plain(&format!("{message}{}", place.unwrap_or_default())),
        }
    })
}

/// The words for what the reader itself refuses; those of serde come from `words`.
fn message(error: &Error) -> Cow<'_, str> {
    let expected = |what: &str| format!("invalid type: another value, expected {what}").into();
    match error {
        Error::InvalidScalar { ty, .. } => expected(ty),
        Error::InvalidBooleanStrict { .. } => expected("boolean"),
        Error::Unexpected {
            expected: "mapping start",
            ..
        } => expected("map"),
        Error::Unexpected {
            expected: "sequence start",
            ..
        } => expected("sequence"),
        Error::NullIntoString { .. } => "expected a text, found nothing".into(),
        Error::NonFiniteFloat { .. } => "this is no finite number".into(),
        other => UserMessageFormatter.format_message(other),
    }
}

fn options() -> Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! { max_depth: 32 },
        alias_limits: serde_saphyr::alias_limits! { max_total_replayed_events: 100_000 },
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        with_snippet: false,
    }
}

#[cfg(test)]
mod tests;
