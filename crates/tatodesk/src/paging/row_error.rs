//! Why a walk did not give a row.

use std::fmt;

use tatodesk_api::rows::MalformedRow;

use crate::Error;

/// Why a stream of rows did not give a row.
///
/// `Debug` and `Display` print no row.
#[derive(Debug)]
#[non_exhaustive]
pub enum RowError {
    /// One row does not decode. The others still come, unless the stream is [strict](crate::Rows::strict).
    #[non_exhaustive]
    Malformed {
        /// The number of its page.
        page: i64,
        /// Its index in the page, where it does not decode and why, and its text as it came.
        row: MalformedRow,
    },
    /// A page failed. It ends the stream. Rows of the page that came before were given.
    Page(Error),
}

impl RowError {
    /// The number of the page that failed, or that the malformed row is on. A walk that begins with it goes on from there.
    ///
    /// `None` for an error that no walk made.
    pub fn page(&self) -> Option<u32> {
        match self {
            Self::Malformed { page, .. } => u32::try_from(*page).ok(),
            Self::Page(error) => error.page(),
        }
    }
}

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed { page, row } => write!(f, "page {page}, {row}"),
            Self::Page(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for RowError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Malformed { .. } => None,
            Self::Page(error) => std::error::Error::source(error),
        }
    }
}

impl From<Error> for RowError {
    fn from(error: Error) -> Self {
        Self::Page(error)
    }
}
