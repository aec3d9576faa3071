//! Reads YAML as JSON values that keep the order of their members and the lines where they are written.
//!
//! What JSON has no word for is refused with its place: duplicate keys, keys that are not text, tags, merge keys, and
//! numbers that are not finite or too large to be exact. Uses nothing else of xtask. `lint`, `codegen` and `reference` use it.

use std::{collections::BTreeMap, fmt};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Number, Value};
use serde_saphyr::{MergeKeyPolicy, MessageFormatter as _, Options, Spanned, UserMessageFormatter};

#[cfg(test)]
mod tests;

/// A value, and the line on which it or its key begins.
pub(crate) struct Node {
    line: u64,
    kind: Kind,
}

enum Kind {
    Scalar(Value),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

/// Why a text is refused, and where.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) line: u64,
    pub(crate) column: u64,
    pub(crate) problem: String,
}

/// Reads one document.
pub(crate) fn read(text: &str) -> Result<Node, Refused> {
    parse(text)
}

/// Reads one document as a type of its own.
pub(crate) fn parse<T: de::DeserializeOwned>(text: &str) -> Result<T, Refused> {
    serde_saphyr::from_str_with_options(text, options()).map_err(|error| {
        let (line, column) = error
            .location()
            .map_or((0, 0), |place| (place.line(), place.column()));
        Refused {
            line,
            column,
            problem: UserMessageFormatter.format_message(&error).into_owned(),
        }
    })
}

/// YAML 1.2 as JSON needs it. The budget bounds depth and size; duplicate keys are refused by default.
fn options() -> Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! { max_depth: 32 },
        merge_keys: MergeKeyPolicy::Error,
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        reject_unsupported_tags: true,
        with_snippet: false,
    }
}

impl Node {
    /// The value without lines.
    pub(crate) fn value(&self) -> Value {
        match &self.kind {
            Kind::Scalar(value) => value.clone(),
            Kind::List(items) => items.iter().map(Self::value).collect(),
            Kind::Map(members) => members
                .iter()
                .map(|(name, node)| (name.clone(), node.value()))
                .collect(),
        }
    }

    /// The line of each value by its JSON pointer.
    pub(crate) fn lines(&self) -> BTreeMap<String, u64> {
        let mut lines = BTreeMap::new();
        self.note(String::new(), &mut lines);
        lines
    }

    /// The member of this name, and its place among the members.
    pub(crate) fn member(&self, name: &str) -> Option<(usize, &Self)> {
        let Kind::Map(members) = &self.kind else {
            return None;
        };
        let place = members.iter().position(|(key, _)| key == name)?;
        Some((place, &members[place].1))
    }

    /// The element at this index.
    pub(crate) fn element(&self, index: usize) -> Option<&Self> {
        match &self.kind {
            Kind::List(items) => items.get(index),
            _ => None,
        }
    }

    /// The member of this name.
    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        self.member(name).map(|(_, node)| node)
    }

    /// The members of a map in their order. Other values have none.
    pub(crate) fn members(&self) -> impl Iterator<Item = (&str, &Self)> {
        let members = match &self.kind {
            Kind::Map(members) => members.as_slice(),
            _ => &[],
        };
        members.iter().map(|(name, node)| (name.as_str(), node))
    }

    /// The elements of a list. Other values have none.
    pub(crate) fn elements(&self) -> &[Self] {
        match &self.kind {
            Kind::List(items) => items,
            _ => &[],
        }
    }

    /// The text, if this is one.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar(value) => value.as_str(),
            _ => None,
        }
    }

    fn note(&self, pointer: String, lines: &mut BTreeMap<String, u64>) {
        match &self.kind {
            Kind::Scalar(_) => {}
            Kind::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    item.note(format!("{pointer}/{index}"), lines);
                }
            }
            Kind::Map(members) => {
                for (name, node) in members {
                    let name = name.replace('~', "~0").replace('/', "~1");
                    node.note(format!("{pointer}/{name}"), lines);
                }
            }
        }
        lines.insert(pointer, self.line);
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.kind {
            Kind::Scalar(value) => value.serialize(serializer),
            Kind::List(items) => serializer.collect_seq(items),
            Kind::Map(members) => {
                serializer.collect_map(members.iter().map(|(name, node)| (name, node)))
            }
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let kind = Spanned::<Kind>::deserialize(deserializer)?;
        Ok(Self {
            line: kind.referenced.line(),
            kind: kind.value,
        })
    }
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Kinds)
    }
}

struct Kinds;

impl<'de> Visitor<'de> for Kinds {
    type Value = Kind;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Kind, E> {
        Ok(Kind::Scalar(Value::Null))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Kind, E> {
        Ok(Kind::Scalar(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Kind, E> {
        Ok(Kind::Scalar(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Kind, E> {
        Ok(Kind::Scalar(value.into()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Kind, E> {
        // An integer that needs more than 64 bits arrives here, already rounded.
        const EXACT: f64 = 9_007_199_254_740_992.0; // 2^53
        let number = Number::from_f64(value).filter(|_| value.abs() <= EXACT);
        number
            .map(|number| Kind::Scalar(number.into()))
            .ok_or_else(|| E::custom("the number is too large to be exact"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Kind, E> {
        Ok(Kind::Scalar(value.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Kind, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Kind::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Kind, A::Error> {
        let mut map = Vec::new();
        while let Some(key) = members.next_key::<Spanned<Key>>()? {
            let mut node: Node = members.next_value()?;
            node.line = key.referenced.line();
            map.push((key.value.0, node));
        }
        Ok(Kind::Map(map))
    }
}

/// A key, which must be text: readers of YAML disagree about other keys.
struct Key(String);

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl Visitor<'_> for Text {
            type Value = Key;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key that is text (put it in quotes)")
            }

            fn visit_str<E>(self, value: &str) -> Result<Key, E> {
                Ok(Key(value.to_owned()))
            }
        }

        deserializer.deserialize_any(Text)
    }
}
