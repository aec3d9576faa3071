//! Texts into which a report packs several values: `NAME:Ana | PHONE:55...` and `SUBJECT:...#EMAILS:a, b`.
use serde::{Deserialize, Serialize};
use std::convert::Infallible;
use std::fmt::{self, Debug, Formatter};
use std::str::FromStr;

/// Declares a text that holds people's data: kept as it came, hidden from `Debug`.
macro_rules! packed {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The text as it stands on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl FromStr for $name {
            type Err = Infallible;

            /// Takes any text.
            fn from_str(text: &str) -> Result<Self, Infallible> {
                Ok(text.into())
            }
        }

        impl From<$name> for String {
            /// The text as it stands on the wire.
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, text: &str) -> bool {
                self.as_str() == text
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, text: &&str) -> bool {
                self.as_str() == *text
            }
        }

        impl Debug for $name {
            fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    };
}

packed! {
    /// Names with values in one text: `NAME:Marina | EMAIL:marina@example.com`.
    ///
    /// How a `|` or a `:` inside a value is written is documented nowhere, so reading is best effort; the text itself is
    /// kept and encoded as it came. `Debug` hides it, since it holds people's data.
    ///
    /// ```
    /// use tatodesk_api::wire::PackedPairs;
    ///
    /// let metadata = PackedPairs::from("NAME:Marina Duarte | PHONE:5581900000001");
    /// assert_eq!(metadata.get("PHONE"), Some("5581900000001"));
    /// ```
    PackedPairs
}

packed! {
    /// The e-mail threads of a ticket in one text: `SUBJECT:...#EMAILS:a, b; c | SUBJECT:...`.
    ///
    /// Reading is best effort, for the reason given at [`PackedPairs`]; the text itself is kept and encoded as it came.
    /// `Debug` hides it, since it holds people's data.
    PackedThreads
}

const SEPARATOR: &str = " | ";
const SUBJECT: &str = "SUBJECT:";
const EMAILS: &str = "#EMAILS:";

/// Where the separators of a text begin. None of them overlaps the one before.
fn separators(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    let mut end = 0;
    memchr::memchr_iter(b'|', bytes).filter_map(move |bar| {
        let start = bar.checked_sub(1).filter(|start| *start >= end)?;
        let is_one = bytes[start..].starts_with(SEPARATOR.as_bytes());
        is_one.then(|| {
            end = start + SEPARATOR.len();
            start
        })
    })
}

/// What stands between two separators, and where its first `:` is.
struct Piece {
    start: usize,
    end: usize,
    colon: Option<usize>,
}

/// The pieces of a text. An empty text has none.
fn pieces(text: &str) -> impl Iterator<Item = Piece> {
    let mut separators = separators(text);
    let mut rest = (!text.is_empty()).then_some(0);
    std::iter::from_fn(move || {
        let start = rest?;
        let next = separators.next();
        let end = next.unwrap_or(text.len());
        rest = next.map(|at| at + SEPARATOR.len());
        // Names are short, so this is less work than to call memchr.
        let colon = text.as_bytes()[start..end]
            .iter()
            .position(|byte| *byte == b':');
        Some(Piece {
            start,
            end,
            colon: colon.map(|colon| start + colon),
        })
    })
}

/// Cuts a text at the separators behind which a new entry begins; a separator inside an entry stays there.
fn entries(text: &str, begins: impl Fn(&str) -> bool) -> impl Iterator<Item = &str> {
    let mut rest = (!text.is_empty()).then_some(text);
    std::iter::from_fn(move || {
        let current = rest?;
        let next = separators(current)
            .map(|at| (at, at + SEPARATOR.len()))
            .find(|(_, after)| begins(&current[*after..]));
        let (entry, after) = match next {
            Some((at, after)) => (&current[..at], Some(&current[after..])),
            None => (current, None),
        };
        rest = after;
        Some(entry)
    })
}

impl PackedPairs {
    /// The names with their values, in order. A text without a `:` is a name without a value.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        Self::pairs_of(&self.0)
    }

    /// The [`pairs`](Self::pairs) of a text that is borrowed.
    pub fn pairs_of(text: &str) -> impl Iterator<Item = (&str, &str)> {
        let mut pieces = pieces(text).peekable();
        std::iter::from_fn(move || {
            let Piece {
                start,
                mut end,
                colon,
            } = pieces.next()?;
            // A piece without a name of its own belongs to the value before it.
            while let Some(piece) = pieces.next_if(|piece| piece.colon.is_none()) {
                end = piece.end;
            }
            Some(match colon {
                Some(colon) => (&text[start..colon], &text[colon + 1..end]),
                None => (&text[start..end], ""),
            })
        })
    }

    /// The first value with this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value)
    }
}

/// One e-mail thread of a ticket.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Thread<'a> {
    /// The subject.
    pub subject: &'a str,
    /// The addresses, in order.
    pub emails: Vec<&'a str>,
}

impl Debug for Thread<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Thread").finish_non_exhaustive()
    }
}

impl PackedThreads {
    /// The threads, in order. A text that names no subject is a thread with that text as its subject.
    pub fn threads(&self) -> impl Iterator<Item = Thread<'_>> {
        entries(&self.0, |rest| rest.starts_with(SUBJECT)).map(|entry| {
            let entry = entry.strip_prefix(SUBJECT).unwrap_or(entry);
            let (subject, emails) = entry.rsplit_once(EMAILS).unwrap_or((entry, ""));
            let emails = emails
                .split([',', ';'])
                .map(str::trim)
                .filter(|email| !email.is_empty())
                .collect();
            Thread { subject, emails }
        })
    }
}

#[cfg(test)]
mod tests;
