//! The JSON body of a call: reads it from the source that `--body` names, and checks that it is a JSON object.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::Read as _;
use std::path::Path;

use clap_lex::OsStrExt as _;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use crate::encoding;
use crate::report::Report;

/// Where the body comes from.
enum Source<'a> {
    Argument(&'a OsStr),
    File(&'a Path),
    StandardInput,
}

impl<'a> Source<'a> {
    fn of(argument: &'a OsStr) -> Self {
        match argument.strip_prefix("@") {
            Some(path) => Self::File(path.as_ref()),
            None if argument == "-" => Self::StandardInput,
            None => Self::Argument(argument),
        }
    }

    /// The name of the source in a message.
    fn name(&self) -> String {
        match self {
            Self::Argument(_) => "--body".to_owned(),
            Self::File(path) => format!("--body @{}", path.display()),
            Self::StandardInput => "standard input".to_owned(),
        }
    }

    fn bytes(&self) -> std::io::Result<Vec<u8>> {
        match self {
            Self::Argument(text) => Ok(text.as_encoded_bytes().to_vec()),
            Self::File(path) => std::fs::read(path),
            Self::StandardInput => {
                let mut bytes = Vec::new();
                std::io::stdin().lock().read_to_end(&mut bytes)?;
                Ok(bytes)
            }
        }
    }
}

/// Reads the body. Without `--body` it is the empty object. This may wait for a pipe or for a person at the terminal.
pub(crate) fn read(argument: Option<&OsStr>) -> Result<Vec<u8>, Report> {
    let Some(argument) = argument else {
        return Ok(b"{}".to_vec());
    };
    let source = Source::of(argument);
    let bytes = source.bytes().map_err(|error| {
        Report::usage(format!(
            "{}: the body cannot be read: {error}",
            source.name()
        ))
    })?;
    let bytes = encoding::text(bytes)
        .map_err(|problem| Report::usage(format!("{}: {problem}", source.name())))?
        .into_bytes();
    require_object(&bytes).map_err(|problem| match problem {
        Problem::Empty => Report::usage(format!(
            "{}: the body is empty; leave --body out to send {{}}",
            source.name()
        )),
        Problem::NotJson(error) => {
            Report::usage(format!("{}: the body is not JSON: {error}", source.name()))
        }
        Problem::NotAnObject(found) => Report::usage(format!(
            "{}: the body must be a JSON object, found {found}",
            source.name()
        ))
        .path("$"),
        Problem::TooLarge(path) => {
            Report::usage("an integer beyond 64 bits would not arrive as it is written here")
                .path(path)
        }
    })?;
    Ok(bytes)
}

enum Problem {
    Empty,
    NotJson(serde_json::Error),
    NotAnObject(&'static str),
    TooLarge(String),
}

/// Refuses what is no JSON object. The typed decode would refuse it too, but could not name the problem and the line.
fn require_object(bytes: &[u8]) -> Result<(), Problem> {
    if bytes.trim_ascii().is_empty() {
        return Err(Problem::Empty);
    }
    // IgnoredAny accepts deeper nesting than the typed decode, which then refuses it with its path.
    serde_json::from_slice::<IgnoredAny>(bytes).map_err(Problem::NotJson)?;
    let document: &RawValue = serde_json::from_slice(bytes).map_err(Problem::NotJson)?;
    let found = match document.get().as_bytes().first() {
        Some(b'{') => return require_exact_integers(document, "$", DEPTH),
        Some(b'[') => "a list",
        Some(b'"') => "a string",
        Some(b't' | b'f') => "a boolean",
        Some(b'n') => "null",
        _ => "a number",
    };
    Err(Problem::NotAnObject(found))
}

/// The deepest nesting that the typed decode accepts.
const DEPTH: u8 = 128;

/// Refuses an integer beyond 64 bits. A member that accepts any value would round it to the nearest double.
fn require_exact_integers(value: &RawValue, path: &str, depth: u8) -> Result<(), Problem> {
    let Some(depth) = depth.checked_sub(1) else {
        return Ok(());
    };
    let text = value.get();
    match text.as_bytes().first() {
        Some(b'{') => {
            let members: BTreeMap<String, &RawValue> =
                serde_json::from_str(text).map_err(Problem::NotJson)?;
            let mut members = members.into_iter();
            members.try_for_each(|(name, member)| {
                require_exact_integers(member, &format!("{path}.{name}"), depth)
            })
        }
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(text).map_err(Problem::NotJson)?;
            let mut items = items.into_iter().enumerate();
            items.try_for_each(|(at, item)| {
                require_exact_integers(item, &format!("{path}[{at}]"), depth)
            })
        }
        Some(b'-' | b'0'..=b'9') => {
            let integer = !text.contains(['.', 'e', 'E']);
            let fits = text.parse::<i64>().is_ok() || text.parse::<u64>().is_ok();
            match integer && !fits {
                true => Err(Problem::TooLarge(path.to_owned())),
                false => Ok(()),
            }
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
