//! Walking an answer for the list elements that did not decode: the path through the document and what is found there.
use std::collections::BTreeMap;
use std::fmt::{self, Debug, Display, Formatter, Write as _};
use std::ops::Deref;

/// A path into a JSON document, such as `$.rows[3].name`.
///
/// It grows and shrinks while the document is walked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonPath(String);

impl JsonPath {
    /// The whole document: `$`.
    #[must_use]
    pub fn root() -> Self {
        Self("$".to_owned())
    }

    /// Walks into a member, and back when `walk` is done.
    pub fn member<R>(&mut self, name: &str, walk: impl FnOnce(&mut Self) -> R) -> R {
        let length = self.0.len();
        push_member(&mut self.0, name);
        let result = walk(self);
        self.0.truncate(length);
        result
    }

    /// Walks into an element of a list, and back when `walk` is done.
    pub fn index<R>(&mut self, index: usize, walk: impl FnOnce(&mut Self) -> R) -> R {
        let length = self.0.len();
        push_index(&mut self.0, index);
        let result = walk(self);
        self.0.truncate(length);
        result
    }

    /// The path as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for JsonPath {
    fn default() -> Self {
        Self::root()
    }
}

impl Display for JsonPath {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Appends `.name`, or `["na me"]` where the name is not a plain word.
pub(super) fn push_member(path: &mut String, name: &str) {
    let plain = |c: char| c.is_alphanumeric() || c == '_' || c == '-' || c == '$';
    if !name.is_empty() && name.chars().all(plain) {
        path.push('.');
        path.push_str(name);
    } else {
        let _ = write!(path, "[{}]", serde_json::Value::from(name));
    }
}

/// Appends `[index]`.
pub(super) fn push_index(path: &mut String, index: usize) {
    // Writing into a String does not fail.
    let _ = write!(path, "[{index}]");
}

/// One malformed element of a list, with its path in the whole answer.
///
/// `Debug` shows where it is and why, never its content, which may be a person's.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Malformed<'a> {
    /// Where it went wrong, from the document's root, for instance `$.surveyForm.questions[0].options[2].rate`.
    pub path: String,
    /// What was expected and what was found, without the value.
    pub reason: String,
    /// The element's JSON text as it came.
    pub raw: &'a str,
}

impl Debug for Malformed<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Malformed")
            .field("path", &self.path)
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}

/// The malformed elements of an answer: the first hundred, and the number of all.
///
/// It derefs to the first ones, in the order of the answer. Every one of a single list is told by
/// [`List::malformed`](super::List::malformed).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MalformedElements<'a> {
    first: Vec<Malformed<'a>>,
    total: usize,
}

impl<'a> MalformedElements<'a> {
    /// How many are told one by one.
    const MOST: usize = 100;

    /// Walks through a whole answer.
    pub(crate) fn of(answer: &'a impl Inspect) -> Self {
        let mut found = Self::default();
        answer.inspect(&mut JsonPath::root(), &mut found);
        found
    }

    /// How many there are in all.
    #[must_use]
    pub fn total(&self) -> usize {
        self.total
    }

    /// Counts one more, which is made only when it is told.
    pub(super) fn add(&mut self, one: impl FnOnce() -> Malformed<'a>) {
        self.total += 1;
        if self.first.len() < Self::MOST {
            self.first.push(one());
        }
    }
}

impl<'a> Deref for MalformedElements<'a> {
    type Target = [Malformed<'a>];

    fn deref(&self) -> &[Malformed<'a>] {
        &self.first
    }
}

/// Finds the malformed elements of all lists at and below a value.
///
/// Generated for every type; a type without lists below it finds nothing, which is what the provided method does.
pub trait Inspect {
    /// Adds what is malformed here to `found`; `path` is where this value is.
    fn inspect<'a>(&'a self, path: &mut JsonPath, found: &mut MalformedElements<'a>) {
        let _ = (path, found);
    }
}

impl<T: Inspect> Inspect for Option<T> {
    fn inspect<'a>(&'a self, path: &mut JsonPath, found: &mut MalformedElements<'a>) {
        if let Some(value) = self {
            value.inspect(path, found);
        }
    }
}

impl<T: Inspect + ?Sized> Inspect for Box<T> {
    fn inspect<'a>(&'a self, path: &mut JsonPath, found: &mut MalformedElements<'a>) {
        self.as_ref().inspect(path, found);
    }
}

impl<T: Inspect> Inspect for Vec<T> {
    fn inspect<'a>(&'a self, path: &mut JsonPath, found: &mut MalformedElements<'a>) {
        for (index, element) in self.iter().enumerate() {
            path.index(index, |path| element.inspect(path, found));
        }
    }
}

impl<T: Inspect> Inspect for BTreeMap<String, T> {
    fn inspect<'a>(&'a self, path: &mut JsonPath, found: &mut MalformedElements<'a>) {
        for (name, value) in self {
            path.member(name, |path| value.inspect(path, found));
        }
    }
}

impl Inspect for serde_json::Value {}

#[cfg(test)]
mod tests;
