//! The list of an answer's objects, in which one malformed element costs that element alone.
use super::decode;
use super::malformed::{Inspect, JsonPath, Malformed, push_index};
use serde::de::{DeserializeOwned, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;
use std::fmt::{self, Debug, Formatter};
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

/// A list of objects that derefs to those of its elements that decoded and keeps the others as they came.
///
/// An element that is not an object (`null` too), or does not read as `T`, is [`malformed`](List::malformed): it is
/// kept with its index, the reason and its raw text, and is encoded again in its place.
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
/// assert_eq!(units.malformed()[0].index(), 1);
/// assert_eq!(units.malformed()[0].path(), "name");
/// assert_eq!(units.malformed()[0].reason(), "expected a string, found an integer");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone)]
pub struct List<T> {
    good: Vec<T>,
    malformed: Vec<MalformedElement>,
}

/// An element of a [`List`] that did not decode, as it came.
///
/// `Debug` shows where and why, never the content, which may be a person's.
#[derive(Clone)]
pub struct MalformedElement {
    index: usize,
    path: String,
    reason: String,
    raw: Box<RawValue>,
}

impl MalformedElement {
    /// The element's index in the list as it came, good and malformed elements counted.
    #[must_use]
    pub fn index(&self) -> usize {
        self.index
    }

    /// Where inside the element it went wrong, for instance `options[2].rate`; empty for the element itself.
    #[must_use]
    pub fn path(&self) -> &str {
        self.path.strip_prefix('.').unwrap_or(&self.path)
    }

    /// What was expected and what was found, without the value.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// The element's JSON text as it came.
    #[must_use]
    pub fn raw(&self) -> &str {
        self.raw.get()
    }

    /// Reads one element; what is no object, or no `T`, comes back as malformed.
    fn read<T: DeserializeOwned>(index: usize, raw: Box<RawValue>) -> Result<T, Self> {
        decode::object(raw.get()).map_err(|error| {
            let path = error
                .path
                .strip_prefix('$')
                .unwrap_or(&error.path)
                .to_owned();
            Self {
                index,
                path,
                reason: error.message,
                raw,
            }
        })
    }
}

impl PartialEq for MalformedElement {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index && self.raw.get() == other.raw.get()
    }
}

impl Eq for MalformedElement {}

impl Debug for MalformedElement {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("MalformedElement")
            .field("index", &self.index)
            .field("path", &self.path())
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}

impl<T> List<T> {
    /// A list without elements.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            good: Vec::new(),
            malformed: Vec::new(),
        }
    }

    /// The elements that did not decode, in the list's order.
    #[must_use]
    pub fn malformed(&self) -> &[MalformedElement] {
        &self.malformed
    }

    /// The elements that decoded; the malformed ones are dropped.
    #[must_use]
    pub fn into_vec(self) -> Vec<T> {
        self.good
    }

    /// All elements in the list's order, each with its index there.
    fn in_order(&self) -> impl Iterator<Item = (usize, Result<&T, &MalformedElement>)> {
        let mut good = self.good.iter();
        let mut malformed = self.malformed.iter().peekable();
        (0..self.good.len() + self.malformed.len()).filter_map(move |index| {
            match malformed.next_if(|element| element.index == index) {
                Some(element) => Some((index, Err(element))),
                None => good.next().map(|element| (index, Ok(element))),
            }
        })
    }
}

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
            malformed: Vec::new(),
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

impl<T: PartialEq> PartialEq for List<T> {
    fn eq(&self, other: &Self) -> bool {
        self.good == other.good && self.malformed == other.malformed
    }
}

impl<T: Eq> Eq for List<T> {}

impl<T: Debug> Debug for List<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.in_order().map(|(_, element)| match element {
                Ok(good) => good as &dyn Debug,
                Err(malformed) => malformed as &dyn Debug,
            }))
            .finish()
    }
}

impl<T: Serialize> Serialize for List<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeSeq;
        let mut elements =
            serializer.serialize_seq(Some(self.good.len() + self.malformed.len()))?;
        for (_, element) in self.in_order() {
            match element {
                Ok(good) => elements.serialize_element(good)?,
                Err(malformed) => elements.serialize_element(&malformed.raw)?,
            }
        }
        elements.end()
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Elements<T>(PhantomData<T>);

        impl<'de, T: DeserializeOwned> Visitor<'de> for Elements<T> {
            type Value = List<T>;

            fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<List<T>, A::Error> {
                let mut list = List::new();
                let mut index = 0;
                while let Some(raw) = elements.next_element::<Box<RawValue>>()? {
                    match MalformedElement::read(index, raw) {
                        Ok(element) => list.good.push(element),
                        Err(malformed) => list.malformed.push(malformed),
                    }
                    index += 1;
                }
                Ok(list)
            }
        }

        deserializer.deserialize_seq(Elements(PhantomData))
    }
}

impl<T: Inspect> Inspect for List<T> {
    fn inspect<'a>(&'a self, path: &mut JsonPath, found: &mut Vec<Malformed<'a>>) {
        for (index, element) in self.in_order() {
            match element {
                Ok(good) => path.index(index, |path| good.inspect(path, found)),
                Err(malformed) => {
                    let mut at = path.as_str().to_owned();
                    push_index(&mut at, index);
                    at.push_str(&malformed.path);
                    found.push(Malformed {
                        path: at,
                        reason: &malformed.reason,
                        raw: malformed.raw(),
                    });
                }
            }
        }
    }
}

#[cfg(test)]
#[path = "list_tests.rs"]
mod tests;
