//! The list of an answer: absent, null or present. One malformed object costs only itself.
//!
//! It uses `wire::decode` to read elements and to go on behind a malformed one. The generated types of answers hold their lists
//! in it.

mod element;
mod kept;
mod present;
mod read;

use crate::wire::malformed::{Inspect, JsonPath, Malformed, MalformedElements, push_index};
pub use element::MalformedElement;
use kept::Kept;
use present::Present;
use serde::de::DeserializeOwned;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use std::fmt::{self, Debug, Formatter};
use std::ops::{Deref, DerefMut};

/// A list of an answer. It derefs to those of its elements that decoded and keeps the others as they came.
///
/// It remembers whether it was absent, `null` or present, and is encoded so again. To read it, that makes no difference: a list that
/// is absent or null has no elements. A list that is made from a `Vec` or an array is present.
///
/// An element that should be an object and is none (`null` too), or does not read as `T`, is [`malformed`](List::malformed): it is
/// kept as its text, in at most twice that room, and is encoded again in its place. Why it did not decode is found out
/// when it is asked for. In a list of scalars no element is malformed: a wrong one counts for the object that holds the list.
///
/// Length, emptiness, iteration and equality with `[]` are those of the good elements: a list may be empty and still
/// hold malformed ones. [`total_len`](List::total_len) counts both. Malformed elements cannot be taken out; a list without them is
/// made with `List::from(list.into_vec())`. Reading and writing is for `serde_json` alone, which can keep raw text.
///
/// ```
/// use tatodesk_api::wire::List;
/// # #[derive(serde::Serialize, serde::Deserialize)]
/// # struct Unit { name: String }
///
/// let units: List<Unit> = serde_json::from_str(r#"[{"name": "North"}, {"name": 7}, {"name": "South"}]"#)?;
/// for unit in &units {
///     println!("{}", unit.name);
/// }
/// assert_eq!((units.len(), units.total_len()), (2, 3));
/// let malformed = units.malformed().next().expect("one of three");
/// assert_eq!(malformed.index(), 1);
/// assert_eq!(malformed.path(), "name");
/// assert_eq!(malformed.reason(), "expected a string, found an integer");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone)]
pub struct List<T>(State<T>);

/// What stood in the place of the list.
#[derive(Clone)]
enum State<T> {
    Absent,
    Null,
    Present(Present<T>),
}

impl<T> List<T> {
    /// A list that is absent: an object that holds it is encoded without it.
    #[must_use]
    pub const fn new() -> Self {
        Self(State::Absent)
    }

    /// A list that is `null`.
    #[must_use]
    pub const fn null() -> Self {
        Self(State::Null)
    }

    /// A list of scalars, which hold no malformed ones; `null` where there is none.
    pub(crate) fn of_scalars(values: Option<Vec<T>>) -> Self {
        values.map_or(Self::null(), Self::from)
    }

    /// Whether the object that holds the list came without it.
    #[must_use]
    pub const fn is_absent(&self) -> bool {
        matches!(self.0, State::Absent)
    }

    /// Whether `null` stood in the place of the list.
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self.0, State::Null)
    }

    /// How many elements came: those that decoded, and the malformed ones.
    ///
    /// A page of rows that has fewer than the limit is the last one, and malformed rows count for that:
    ///
    /// ```
    /// use tatodesk_api::wire::List;
    /// # #[derive(serde::Serialize, serde::Deserialize)]
    /// # struct Row { rate: i64 }
    ///
    /// let rows: List<Row> = serde_json::from_str(r#"[{"rate": 5}, {"rate": "five"}, {"rate": 1}]"#)?;
    /// let limit = 3;
    /// let is_last_page = rows.total_len() < limit;
    /// assert!(!is_last_page);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn total_len(&self) -> usize {
        self.len() + self.malformed_len()
    }

    /// The elements that did not decode, in the list's order. How many there are costs nothing; each one that is looked at is
    /// decoded again.
    #[must_use]
    pub fn malformed(&self) -> impl ExactSizeIterator<Item = MalformedElement<'_>>
    where
        T: DeserializeOwned,
    {
        let elements = self.in_order().filter_map(|(index, element)| {
            let raw = element.err()?;
            Some(MalformedElement::examine::<T>(index, raw))
        });
        Counted {
            left: self.malformed_len(),
            elements,
        }
    }

    /// The elements that decoded; the malformed ones are dropped.
    #[must_use]
    pub fn into_vec(self) -> Vec<T> {
        match self.0 {
            State::Present(elements) => elements.good,
            State::Absent | State::Null => Vec::new(),
        }
    }

    fn kept(&self) -> Option<&Kept> {
        match &self.0 {
            State::Present(elements) => elements.malformed.as_deref(),
            State::Absent | State::Null => None,
        }
    }

    fn malformed_len(&self) -> usize {
        self.kept().map_or(0, Kept::len)
    }

    /// All elements in the list's order, each with its index there; a malformed one as its text.
    fn in_order(&self) -> impl Iterator<Item = (usize, Result<&T, &str>)> {
        let mut good = self.iter();
        let mut malformed = self.kept().into_iter().flat_map(Kept::iter);
        let mut next = malformed.next();
        let elements = std::iter::from_fn(move || match &mut next {
            Some((0, raw)) => {
                let raw = *raw;
                next = malformed.next();
                Some(Err(raw))
            }
            Some((between, _)) => {
                *between -= 1;
                good.next().map(Ok)
            }
            None => good.next().map(Ok),
        });
        elements.enumerate()
    }
}

/// An iterator that knows how many elements are left.
struct Counted<I> {
    left: usize,
    elements: I,
}

impl<I: Iterator> Iterator for Counted<I> {
    type Item = I::Item;

    fn next(&mut self) -> Option<I::Item> {
        self.left = self.left.saturating_sub(1);
        self.elements.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<I: Iterator> ExactSizeIterator for Counted<I> {}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Deref for List<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match &self.0 {
            State::Present(elements) => &elements.good,
            State::Absent | State::Null => &[],
        }
    }
}

impl<T> DerefMut for List<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        match &mut self.0 {
            State::Present(elements) => &mut elements.good,
            State::Absent | State::Null => &mut [],
        }
    }
}

/// Two lists are equal when they hold the same elements, good and malformed ones; an empty one may be absent, `null` or `[]`.
impl<T: PartialEq> PartialEq for List<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other && self.kept() == other.kept()
    }
}

impl<T: Eq> Eq for List<T> {}

impl<T> From<Vec<T>> for List<T> {
    fn from(good: Vec<T>) -> Self {
        Self(State::Present(Present::from(good)))
    }
}

impl<T, const N: usize> From<[T; N]> for List<T> {
    fn from(good: [T; N]) -> Self {
        Vec::from(good).into()
    }
}

impl<T> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(elements: I) -> Self {
        Vec::from_iter(elements).into()
    }
}

/// The elements that decoded; the malformed ones are dropped.
impl<T> IntoIterator for List<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.into_vec().into_iter()
    }
}

impl<'a, T> IntoIterator for &'a List<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a, T> IntoIterator for &'a mut List<T> {
    type Item = &'a mut T;
    type IntoIter = std::slice::IterMut<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

/// Of a malformed element the index alone is shown; a list that is not there is shown as `absent` or `null`.
impl<T: Debug> Debug for List<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        struct Malformed(usize);

        impl Debug for Malformed {
            fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
                f.debug_struct("Malformed")
                    .field("index", &self.0)
                    .finish_non_exhaustive()
            }
        }

        match self.0 {
            State::Absent => return f.write_str("absent"),
            State::Null => return f.write_str("null"),
            State::Present(_) => {}
        }
        let mut list = f.debug_list();
        for (index, element) in self.in_order() {
            match element {
                Ok(good) => list.entry(good),
                Err(_) => list.entry(&Malformed(index)),
            };
        }
        list.finish()
    }
}

impl<T: Serialize> Serialize for List<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::{Error, SerializeSeq};

        if self.is_absent() || self.is_null() {
            return serializer.serialize_none();
        }
        let mut elements = serializer.serialize_seq(Some(self.total_len()))?;
        for (_, element) in self.in_order() {
            match element {
                Ok(good) => elements.serialize_element(good)?,
                Err(raw) => {
                    let raw: &RawValue = serde_json::from_str(raw).map_err(S::Error::custom)?;
                    elements.serialize_element(raw)?;
                }
            }
        }
        elements.end()
    }
}

impl<T: Inspect + DeserializeOwned> Inspect for List<T> {
    fn inspect<'a>(&'a self, path: &mut JsonPath, found: &mut MalformedElements<'a>) {
        for (index, element) in self.in_order() {
            match element {
                Ok(good) => path.index(index, |path| good.inspect(path, found)),
                Err(raw) => found.add(|| {
                    let element = MalformedElement::examine::<T>(index, raw);
                    let mut at = path.as_str().to_owned();
                    push_index(&mut at, index);
                    at.push_str(&element.path);
                    Malformed {
                        path: at,
                        reason: element.reason,
                        raw,
                    }
                }),
            }
        }
    }
}

#[cfg(test)]
mod tests;
