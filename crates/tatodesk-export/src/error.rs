//! Why an export ended early.

use std::{fmt, io, path::PathBuf};

use crate::rules::ColumnError;

/// Why an export ended early. Nothing then stands under the name of the file that was not there before.
///
/// `Debug` and `Display` print no row.
#[derive(Debug)]
#[non_exhaustive]
pub enum ExportError {
    /// The rules for columns do not fit the report. Nothing was sent.
    Columns(ColumnError),
    /// A page failed.
    Call(tatodesk::Error),
    /// The rows cannot be written.
    #[non_exhaustive]
    Write {
        /// The file; `None` for a writer of the caller.
        path: Option<PathBuf>,
        /// What the system says.
        source: io::Error,
    },
    /// The folder has this report in another format, with other filters or with other columns. Nothing was sent.
    #[non_exhaustive]
    OtherContent {
        /// The file that says so.
        path: PathBuf,
    },
}

impl ExportError {
    /// Names the file.
    pub(crate) fn at(self, file: &std::path::Path) -> Self {
        match self {
            Self::Write { path: None, source } => Self::Write {
                path: Some(file.to_owned()),
                source,
            },
            other => other,
        }
    }
}

impl From<io::Error> for ExportError {
    fn from(source: io::Error) -> Self {
        Self::Write { path: None, source }
    }
}

impl From<ColumnError> for ExportError {
    fn from(error: ColumnError) -> Self {
        Self::Columns(error)
    }
}

impl fmt::Display for ExportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Columns(error) => error.fmt(f),
            Self::Call(error) => error.fmt(f),
            Self::Write { path: None, source } => write!(f, "the rows cannot be written: {source}"),
            Self::Write {
                path: Some(path),
                source,
            } => write!(f, "{} cannot be written: {source}", path.display()),
            Self::OtherContent { path } => write!(
                f,
                "{} says that this report is there in another format, or with other filters or columns: give another folder",
                path.display()
            ),
        }
    }
}

impl std::error::Error for ExportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Columns(error) => Some(error),
            Self::Call(error) => Some(error),
            Self::Write { source, .. } => Some(source),
            Self::OtherContent { .. } => None,
        }
    }
}
