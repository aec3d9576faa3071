//! The list of an answer's objects, in which one malformed element costs that element alone.
mod element;
mod kept;
mod read;

use crate::wire::malformed::{Inspect, JsonPath, Malformed, MalformedElements, push_index};
pub use element::MalformedElement;
use kept::Kept;
use serde::de::DeserializeOwned;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use std::fmt::{self, Debug, Formatter};
use std::ops::{Deref, DerefMut};

/// A list of at least so many bytes finds out how long it will be before it grows: while it grows, it is there twice.
const LARGE: usize = 1024 * 1024;

/// A list of objects that derefs to those of its elements that decoded and keeps the others as they came.
///
/// An element that is not an object (`null` too), or does not read as `T`, is [`malformed`](List::malformed): it is
/// kept as its text, in at most twice that room, and is encoded again in its place. Why it did not decode is found out
/// when it is asked for.
///
/// Length, emptiness, iteration and equality with `[]` are those of the good elements: a list may be empty and still
/// hold malformed ones. They cannot be taken out; a list without them is made with
/// `List::from(list.into_vec())`. Reading and writing is for `serde_json` alone, which can keep raw text.
///
/// ```
/// use tatodesk_api::wire::List;
/// # #[derive(serde::Serialize, serde::Deserialize)]
/// # struct Unit { name: String }
///
/// let units: List<Unit> = serde_json::from_str(r#"[{"name": "North"}, {"name": 7}, {"name": "South"}]"#)?;
/// assert_eq!(units.len(), 2);
/// let malformed = units.malformed().next().expect("one of three");
/// assert_eq!(malformed.index(), 1);
/// assert_eq!(malformed.path(), "name");
/// assert_eq!(malformed.reason(), "expected a string, found an integer");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct List<T> {
    good: Vec<T>,
    malformed: Option<Box<Kept>>,
}

impl<T> List<T> {
    /// A list without elements.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            good: Vec::new(),
            malformed: None,
        }
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
        self.good
    }

    fn malformed_len(&self) -> usize {
        self.malformed.as_ref().map_or(0, |kept| kept.len())
    }

    /// All elements in the list's order, each with its index there; a malformed one as its text.
    fn in_order(&self) -> impl Iterator<Item = (usize, Result<&T, &str>)> {
        let mut good = self.good.iter();
        let mut malformed = self.malformed.iter().flat_map(|kept| kept.iter());
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

    /// Adds an element that decoded. `left` says how many there may still be, this one included.
    fn push(&mut self, element: T, left: impl FnOnce() -> usize) {
        let length = self.good.len();
        if length == self.good.capacity() {
            let half = length / 2 + 1;
            let left = match length * size_of::<T>() >= LARGE {
                true => left(),
                false => 0,
            };
            self.good.reserve_exact(if left > 0 { left } else { half });
        }
        self.good.push(element);
    }

    /// Keeps an element that did not decode.
    fn keep(&mut self, raw: &str) {
        let good = self.good.len();
        self.malformed.get_or_insert_default().push(good, raw);
    }

    /// Gives back the room that is not used.
    fn shrink(&mut self) {
        self.good.shrink_to_fit();
        if let Some(kept) = &mut self.malformed {
            kept.shrink();
        }
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
        &self.good
    }
}

impl<T> DerefMut for List<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.good
    }
}

impl<T> From<Vec<T>> for List<T> {
    fn from(good: Vec<T>) -> Self {
        Self {
            good,
            malformed: None,
        }
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
        self.good.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a List<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.good.iter()
    }
}

impl<'a, T> IntoIterator for &'a mut List<T> {
    type Item = &'a mut T;
    type IntoIter = std::slice::IterMut<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.good.iter_mut()
    }
}

/// Of a malformed element the index alone is shown.
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

        let length = self.good.len() + self.malformed_len();
        let mut elements = serializer.serialize_seq(Some(length))?;
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
