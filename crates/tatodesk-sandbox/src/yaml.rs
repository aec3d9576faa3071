//! Reads the YAML files of a user. An error names the member and its line, and never quotes the text around it.
//!
//! `world` and `faults` use it. It knows neither.

use serde::de::DeserializeOwned;
use serde_json::Value;
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
            path = member(&error);
            error.into_inner()
        })
    })
    .map_err(|error| {
        let message = found::<T>(text, &path).unwrap_or_else(|| message(&error));
        let place = error.location();
        let place = place.map(|it| format!(" at line {}, column {}", it.line(), it.column()));
        Refused {
            path,
            reason: plain(&format!("{message}{}", place.unwrap_or_default())),
        }
    })
}

/// The path of an error. The key of a refused map has no name yet.
fn member<E>(error: &serde_path_to_error::Error<E>) -> String {
    let path = error.path().to_string();
    path.trim_matches(['.', '?']).to_owned()
}

/// The message for the same member in JSON, which also says what was found there.
fn found<T: DeserializeOwned>(text: &str, path: &str) -> Option<String> {
    let value: Value = serde_saphyr::from_str_with_options(text, options()).ok()?;
    let error = serde_path_to_error::deserialize::<_, T>(value).err()?;
    (member(&error) == path).then(|| error.into_inner().to_string())
}

/// The message for an error that only YAML has.
fn message(error: &Error) -> String {
    match error {
        Error::NonFiniteFloat { .. } => "this is no finite number".to_owned(),
        other => UserMessageFormatter.format_message(other).into_owned(),
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
