//! The JSON body of a call: where `--body` says it comes from, and that it is a JSON object.

use std::io::Read as _;

use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use crate::report::Report;

/// Where the body comes from.
enum Source<'a> {
    Argument(&'a str),
    File(&'a str),
    StandardInput,
}

impl<'a> Source<'a> {
    fn of(argument: &'a str) -> Self {
        match argument.strip_prefix('@') {
            Some(path) => Self::File(path),
            None if argument == "-" => Self::StandardInput,
            None => Self::Argument(argument),
        }
    }

    /// How a message names it.
    fn name(&self) -> String {
        match self {
            Self::Argument(_) => "--body".to_owned(),
            Self::File(path) => format!("--body @{path}"),
            Self::StandardInput => "standard input".to_owned(),
        }
    }

    fn bytes(&self) -> std::io::Result<Vec<u8>> {
        match self {
            Self::Argument(text) => Ok(text.as_bytes().to_vec()),
            Self::File(path) => std::fs::read(path),
            Self::StandardInput => {
                let mut bytes = Vec::new();
                std::io::stdin().lock().read_to_end(&mut bytes)?;
                Ok(bytes)
            }
        }
    }
}

/// Reads the body; without `--body` it is the empty object. May wait for a pipe or for a person at the terminal.
pub(crate) fn read(argument: Option<&str>) -> Result<Vec<u8>, Report> {
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
    })?;
    Ok(bytes)
}

enum Problem {
    Empty,
    NotJson(serde_json::Error),
    NotAnObject(&'static str),
}

/// The typed decode would also fail, but could not say which of these is wrong, nor in which line.
fn require_object(bytes: &[u8]) -> Result<(), Problem> {
    if bytes.trim_ascii().is_empty() {
        return Err(Problem::Empty);
    }
    // IgnoredAny alone would let nesting pass that the typed decode refuses; it is refused there, with its path.
    serde_json::from_slice::<IgnoredAny>(bytes).map_err(Problem::NotJson)?;
    let document: &RawValue = serde_json::from_slice(bytes).map_err(Problem::NotJson)?;
    let found = match document.get().as_bytes().first() {
        Some(b'{') => return Ok(()),
        Some(b'[') => "a list",
        Some(b'"') => "a string",
        Some(b't' | b'f') => "a boolean",
        Some(b'n') => "null",
        _ => "a number",
    };
    Err(Problem::NotAnObject(found))
}

#[cfg(test)]
mod tests {
    use super::{Problem, require_object};

    #[test]
    fn only_an_object_is_a_body() {
        assert!(require_object(b" {\"a\": 1}\n").is_ok());
        assert!(matches!(require_object(b" \n"), Err(Problem::Empty)));
        assert!(matches!(
            require_object(b"{\"a\": 1} x"),
            Err(Problem::NotJson(_))
        ));
        assert!(matches!(
            require_object(b"{\"a\": \"\xff\"}"),
            Err(Problem::NotJson(_))
        ));
        for (text, name) in [
            ("[]", "a list"),
            ("\"a\"", "a string"),
            ("true", "a boolean"),
            ("null", "null"),
            ("-1", "a number"),
        ] {
            let problem = require_object(text.as_bytes());
            assert!(
                matches!(problem, Err(Problem::NotAnObject(found)) if found == name),
                "{text}"
            );
        }
    }
}
