//! Reading a list: one pass with the decoder of answers, element by element with any other deserializer.
use super::{List, Present, State};
use crate::wire::decode;
use crate::wire::raw::{LIST, Raw};
use serde::de::{DeserializeOwned, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use std::fmt::{self, Formatter};
use std::marker::PhantomData;

impl<'de, T: DeserializeOwned> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_option(OrNull(PhantomData))
    }
}

/// Reads a list, or `null`.
struct OrNull<T>(PhantomData<T>);

impl<'de, T: DeserializeOwned> Visitor<'de> for OrNull<T> {
    type Value = List<T>;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_none<E>(self) -> Result<List<T>, E> {
        Ok(List::null())
    }

    fn visit_unit<E>(self) -> Result<List<T>, E> {
        Ok(List::null())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<List<T>, D::Error> {
        let elements = deserializer.deserialize_newtype_struct(LIST, Decoded(PhantomData))?;
        Ok(List(State::Present(elements)))
    }
}

/// Reads a list with the decoder of answers, which comes back to an element that did not decode.
struct Decoded<T>(PhantomData<T>);

impl<'de, T: DeserializeOwned> Visitor<'de> for Decoded<T> {
    type Value = Present<T>;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Present<T>, A::Error> {
        let mut list = Present::from(Vec::new());
        let mut most = None;
        loop {
            match elements.next_element::<T>() {
                Ok(Some(element)) => {
                    let length = list.good.len();
                    let ahead = || length + 1 + elements.size_hint().unwrap_or(0);
                    list.push(element, || {
                        most.get_or_insert_with(ahead).saturating_sub(length)
                    });
                }
                Ok(None) => break,
                Err(fault) => match elements.next_element::<Raw<'de>>() {
                    Ok(Some(Raw(raw))) => list.keep(raw),
                    _ => return Err(fault),
                },
            }
        }
        list.shrink();
        Ok(list)
    }

    /// Every other deserializer hands itself on here.
    fn visit_newtype_struct<D: Deserializer<'de>>(self, other: D) -> Result<Present<T>, D::Error> {
        other.deserialize_seq(Texts(PhantomData))
    }
}

/// Reads a list with another deserializer, element by element from its text.
struct Texts<T>(PhantomData<T>);

impl<'de, T: DeserializeOwned> Visitor<'de> for Texts<T> {
    type Value = Present<T>;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Present<T>, A::Error> {
        let mut list = Present::from(Vec::new());
        while let Some(raw) = elements.next_element::<Box<RawValue>>()? {
            match decode::object(raw.get()) {
                Ok(element) => list.good.push(element),
                Err(_) => list.keep(raw.get()),
            }
        }
        list.shrink();
        Ok(list)
    }
}
