//! The error of the generator.

use std::{fmt, io, path::PathBuf};

use crate::lint::Diagnostic;

/// Why the generator stopped. It has written nothing then.
#[derive(Debug)]
pub enum Error {
    /// The linter has findings. Code generated from such a spec would hide them.
    Lint(Vec<Diagnostic>),
    /// The spec says something that the generator does not understand.
    Spec {
        /// Where in the spec (a JSON pointer).
        pointer: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A tool that the generator uses (progenitor, syn, rustfmt) refused its input.
    Tool(String),
    /// A file could not be read or written.
    Io(PathBuf, io::Error),
}

impl Error {
    pub(crate) fn spec(pointer: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::Spec {
            pointer: pointer.into(),
            problem: problem.into(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lint(findings) => {
                for finding in findings {
                    writeln!(f, "{finding}")?;
                }
                write!(
                    f,
                    "the spec has {} findings; nothing was generated",
                    findings.len()
                )
            }
            Self::Spec { pointer, problem } => write!(f, "#{pointer}: {problem}"),
            Self::Tool(problem) => f.write_str(problem),
            Self::Io(path, error) => write!(f, "{}: {error}", path.display()),
        }
    }
}

impl std::error::Error for Error {}

/// The result of a step of the generator.
pub type Result<T> = std::result::Result<T, Error>;
