//! One row of a list, and why a row or a whole file cannot be used. `Debug` shows no value of a row.

use std::fmt;

use crate::address::AddressError;

/// One row of a list, as its source has it.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct Row {
    /// The line at which the row begins, counted from 1.
    pub line: u64,
    /// The phone number or e-mail address, as people wrote it.
    pub to: String,
    /// The texts for the template's places, in their order.
    pub params: Vec<String>,
    /// What makes the recipient unique, where that is not the address.
    ///
    /// For instance a customer's number.
    pub key: Option<String>,
}

impl Row {
    /// A row of a list that a program makes.
    ///
    /// ```
    /// use tatodesk_bulk::Row;
    ///
    /// let row = Row::new(1, "(81) 90000-0001", ["Marina", "28/01/2026"]).key("customer-17");
    /// ```
    pub fn new<P: Into<String>>(
        line: u64,
        to: impl Into<String>,
        params: impl IntoIterator<Item = P>,
    ) -> Self {
        Self {
            line,
            to: to.into(),
            params: params.into_iter().map(Into::into).collect(),
            key: None,
        }
    }

    /// What makes the recipient unique in the campaign, in the place of the address.
    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }
}

impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Row")
            .field("line", &self.line)
            .field("params", &self.params.len())
            .finish_non_exhaustive()
    }
}

/// A row that cannot be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BadRow {
    /// The line at which the row begins, counted from 1.
    pub line: u64,
    /// Why it cannot be sent.
    pub reason: Reason,
}

impl BadRow {
    pub(crate) const fn new(line: u64, reason: Reason) -> Self {
        Self { line, reason }
    }
}

impl fmt::Display for BadRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.reason)
    }
}

/// Why a row cannot be sent. `Display` has no value of the row.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// The address is none.
    Address(AddressError),
    /// A text for the template is empty or missing; its place is counted from 1.
    EmptyParam(usize),
    /// The row has another number of texts than the first row.
    #[non_exhaustive]
    Params {
        /// How many the first good row has.
        expected: usize,
        /// How many this row has.
        found: usize,
    },
    /// The column that makes recipients unique is empty.
    EmptyKey,
    /// The recipient stands in this earlier line, too.
    Duplicate(u64),
    /// The recipient is on the suppression list.
    Suppressed,
    /// The row has another number of columns than the header.
    #[non_exhaustive]
    Columns {
        /// How many the header has.
        expected: usize,
        /// How many this row has.
        found: usize,
    },
    /// A cell has more than 4,096 characters; its column is counted from 1.
    LongCell(usize),
    /// The line is not a JSON object.
    NotAnObject,
    /// A member of the JSON object is neither a text nor an integer.
    NotText(String),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(error) => error.fmt(f),
            Self::EmptyParam(place) => write!(f, "parameter {place} is empty"),
            Self::Params { expected, found } => {
                write!(f, "{found} parameters instead of {expected}")
            }
            Self::EmptyKey => f.write_str("the key is empty"),
            Self::Duplicate(line) => write!(f, "the recipient stands in line {line}, too"),
            Self::Suppressed => f.write_str("the recipient is on the suppression list"),
            Self::Columns { expected, found } => write!(f, "{found} columns instead of {expected}"),
            Self::LongCell(column) => {
                write!(
                    f,
                    "the cell in column {column} has more than 4,096 characters"
                )
            }
            Self::NotAnObject => f.write_str("the line is not a JSON object"),
            Self::NotText(name) => write!(f, "the member {name} is neither a text nor an integer"),
        }
    }
}

/// A file that cannot be used as a whole. Nothing of it was planned.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FileError {
    /// The line, counted from 1.
    pub line: u64,
    /// What is wrong there.
    pub reason: String,
}

impl FileError {
    pub(crate) fn new(line: u64, reason: impl Into<String>) -> Self {
        Self {
            line,
            reason: reason.into(),
        }
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.reason)
    }
}

impl std::error::Error for FileError {}

/// Which columns of a file, or members of its JSON objects, a campaign uses.
///
/// ```
/// use tatodesk_bulk::Columns;
///
/// let columns = Columns::new("telefone").params(["nome", "vencimento"]).key("cliente");
/// ```
#[derive(Clone, Debug)]
pub struct Columns {
    pub(crate) to: String,
    pub(crate) params: Vec<String>,
    pub(crate) key: Option<String>,
}

impl Columns {
    /// The column with the phone number or e-mail address.
    pub fn new(to: impl Into<String>) -> Self {
        Self {
            to: to.into(),
            params: Vec::new(),
            key: None,
        }
    }

    /// The columns with the texts for the template's places, in their order.
    #[must_use]
    pub fn params<C: Into<String>>(mut self, columns: impl IntoIterator<Item = C>) -> Self {
        self.params = columns.into_iter().map(Into::into).collect();
        self
    }

    /// The column that makes recipients unique, in the place of the address.
    #[must_use]
    pub fn key(mut self, column: impl Into<String>) -> Self {
        self.key = Some(column.into());
        self
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let first = [&self.to].into_iter().chain(&self.params);
        first.chain(&self.key).map(String::as_str)
    }
}
