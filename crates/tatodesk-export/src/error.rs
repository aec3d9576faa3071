//! Why an export ended early.

use std::{fmt, io, path::PathBuf};

use jiff::civil::Date;

use crate::{rules::ColumnError, synced::SyncSummary};

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
    /// Another sync of the folder runs. Nothing was sent.
    #[non_exhaustive]
    InUse {
        /// The folder of the report.
        path: PathBuf,
    },
    /// Days of a sync failed, and the others did not.
    Days(Box<FailedDays>),
    /// The object store refuses.
    #[cfg(feature = "object-store")]
    #[non_exhaustive]
    Store {
        /// The object.
        url: String,
        /// Why, in one line, without credentials.
        reason: String,
    },
}

/// A day that could not be fetched. What was there of it before stays.
#[derive(Debug)]
#[non_exhaustive]
pub struct FailedDay {
    /// The day.
    pub date: Date,
    /// Why.
    pub error: ExportError,
}

/// What a sync did in spite of days that failed.
#[derive(Debug)]
#[non_exhaustive]
pub struct FailedDays {
    /// The days that failed, in order. There is at least one.
    pub days: Vec<FailedDay>,
    /// What became of the others.
    pub summary: SyncSummary,
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
            Self::InUse { path } => write!(
                f,
                "another sync of {} runs: wait for its end, or give each process a part of the days",
                path.display()
            ),
            Self::Days(failed) => {
                let Some(first) = failed.days.first() else {
                    return f.write_str("days failed");
                };
                write!(f, "{}: {}", first.date, first.error)?;
                match failed.days.len() {
                    1 => Ok(()),
                    days => write!(f, " (and {} more days)", days - 1),
                }
            }
            #[cfg(feature = "object-store")]
            Self::Store { url, reason } => write!(f, "{url} cannot be used: {reason}"),
        }
    }
}

impl std::error::Error for ExportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Columns(error) => Some(error),
            Self::Call(error) => Some(error),
            Self::Write { source, .. } => Some(source),
            Self::Days(failed) => failed.days.first().map(|day| &day.error as _),
            Self::OtherContent { .. } | Self::InUse { .. } => None,
            #[cfg(feature = "object-store")]
            Self::Store { .. } => None,
        }
    }
}
