//! Rules for columns: which are left out of a file, and which are replaced by keyed hashes.

use std::fmt::{self, Write as _};

use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use crate::{columns::Column, report::Report};

/// Which columns an export leaves out, and which it hashes.
///
/// It is for people's data that a file must not have.
///
/// They count for every format. A member that has the name of such a column in other letter case is treated as the column is. If there is
/// any rule, the file of malformed rows has no raw text.
///
/// ```
/// use tatodesk_export::{ColumnRules, HashKey, Report};
///
/// let key = HashKey::new("0123456789abcdef0123456789abcdef")?;
/// let rules = ColumnRules::new().drop_column("subject").hash_column("email", &key);
/// assert!(rules.check(Report::Tickets).is_ok());
/// let error = rules.check(Report::Reviews).expect_err("reviews have no subjects");
/// assert_eq!(error.to_string(), "reviews has no column `subject`");
/// # Ok::<(), tatodesk_export::ShortHashKey>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct ColumnRules {
    pub(crate) dropped: Vec<String>,
    pub(crate) hashed: Vec<(String, HashKey)>,
}

impl ColumnRules {
    /// No rule: every column is written as it is.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Leaves out a column. [`extra`](Column::EXTRA) is a column, too: it stands for all members that the spec does not know.
    #[must_use]
    pub fn drop_column(mut self, name: impl Into<String>) -> Self {
        self.dropped.push(name.into());
        self
    }

    /// Replaces the values of a column by keyed hashes.
    ///
    /// They are HMAC-SHA-256 under this key, in 64 hexadecimal digits.
    ///
    /// The hash is that of the text which a CSV file would have (of a JSON value without blanks, with its members in order). So the same
    /// value has the same hash in all columns, reports, formats and runs with the same key. Null and empty texts stay as they are.
    #[must_use]
    pub fn hash_column(mut self, name: impl Into<String>, key: &HashKey) -> Self {
        self.hashed.push((name.into(), key.clone()));
        self
    }
}

/// The key of hashes. It cannot be read back, and `Debug` does not show it.
#[derive(Clone)]
pub struct HashKey(Hmac<Sha256>);

impl HashKey {
    /// The least number of bytes. Who guesses the key can find out whose phone number a hash is.
    pub const LEAST: usize = 16;

    /// A key of these bytes. Take 32 random ones, and keep them as you keep a password.
    ///
    /// # Errors
    /// If there are fewer than [`LEAST`](Self::LEAST).
    pub fn new(bytes: impl AsRef<[u8]>) -> Result<Self, ShortHashKey> {
        let bytes = bytes.as_ref();
        if bytes.len() < Self::LEAST {
            return Err(ShortHashKey);
        }
        let keyed = Hmac::new_from_slice(bytes).map_err(|_| ShortHashKey)?;
        Ok(Self(keyed))
    }

    /// Replaces a text by its hash.
    pub(crate) fn replace(&self, text: &mut String) {
        let mut keyed = self.0.clone();
        keyed.update(text.as_bytes());
        text.clear();
        for byte in keyed.finalize().into_bytes() {
            // A text takes all that is written to it.
            let _ = write!(text, "{byte:02x}");
        }
    }
}

impl fmt::Debug for HashKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HashKey(..)")
    }
}

/// The key of hashes has fewer bytes than [`HashKey::LEAST`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShortHashKey;

impl fmt::Display for ShortHashKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the key of hashes is too short: it needs at least {} bytes",
            HashKey::LEAST
        )
    }
}

impl std::error::Error for ShortHashKey {}

/// Rules that do not fit a report.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ColumnError {
    /// The report has no such column.
    #[non_exhaustive]
    Unknown {
        /// The report.
        report: Report,
        /// The name that was given.
        name: String,
        /// The column whose name is nearest, if one is near.
        nearest: Option<&'static str>,
    },
    /// This column is both left out and hashed.
    DroppedAndHashed(&'static str),
    /// `extra` has many values in one text, so a hash of it says nothing. It can be left out.
    ExtraHashed,
    /// All columns are left out.
    NoneLeft,
}

impl ColumnError {
    pub(crate) fn unknown(report: Report, name: &str) -> Self {
        let lower = name.to_lowercase();
        let columns = report.columns().iter().chain([&Column::EXTRA]);
        let ranked = columns.filter_map(|column| {
            let known = column.name.to_lowercase();
            let distance = strsim::osa_distance(&lower, &known);
            let is_near = distance * 3 <= lower.chars().count();
            let is_part = lower.len() >= 3 && (known.contains(&lower) || lower.contains(&known));
            (is_near || is_part).then_some((distance, column.name))
        });
        Self::Unknown {
            report,
            name: name.to_owned(),
            nearest: ranked.min().map(|(_, name)| name),
        }
    }
}

impl fmt::Display for ColumnError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown {
                report,
                name,
                nearest,
            } => {
                write!(f, "{report} has no column `{name}`")?;
                match nearest {
                    Some(nearest) => write!(f, "; did you mean `{nearest}`?"),
                    None => Ok(()),
                }
            }
            Self::DroppedAndHashed(name) => {
                write!(f, "the column `{name}` is both dropped and hashed")
            }
            Self::ExtraHashed => f.write_str("the column `extra` can be dropped, but not hashed"),
            Self::NoneLeft => f.write_str("no column is left"),
        }
    }
}

impl std::error::Error for ColumnError {}

#[cfg(test)]
mod tests;
