//! Rows and their values, as the facade hands them over or as their JSON says.

use std::{borrow::Cow, fmt, io};

use serde::{
    Deserialize,
    de::{Deserializer as _, MapAccess, Visitor},
};
use serde_json::value::RawValue;
use tatodesk::rows::{Member, Members};

use crate::columns::ColumnKind;

/// A row on its way to a sink.
#[derive(Clone, Copy)]
pub(crate) struct RawRow<'a> {
    /// The row as it came: a JSON object.
    pub(crate) json: &'a str,
    /// Its members, if the reader of rows has kept them.
    pub(crate) members: Option<Members<'a>>,
}

impl<'a> From<&'a str> for RawRow<'a> {
    fn from(json: &'a str) -> Self {
        let members = None;
        Self { json, members }
    }
}

/// The value of a member that is not null.
pub(crate) enum Value<'a> {
    /// What a text means, without quotes and escapes.
    Text(Cow<'a, str>),
    /// The JSON of anything else: of each value in a column of any values, and of a text with half of a surrogate pair.
    Json(&'a str),
}

impl<'a> Value<'a> {
    /// The value of this JSON in a column of this kind. `None` is null.
    pub(crate) fn of(kind: ColumnKind, json: &'a str) -> Option<Self> {
        match (json, kind) {
            ("null", _) => None,
            (_, ColumnKind::Json) => Some(Self::Json(json)),
            _ => Some(text(json).map_or(Self::Json(json), Self::Text)),
        }
    }

    /// The value of a member that the reader of rows has kept.
    pub(crate) fn kept(kind: ColumnKind, member: Member<'a>) -> Option<Self> {
        match member {
            Member::Text(text) => Some(Self::Text(text.into())),
            Member::Json(json) => Self::of(kind, json),
        }
    }
}

/// The text that a JSON text holds. Half of a surrogate pair is no text.
pub(crate) fn text(json: &str) -> Option<Cow<'_, str>> {
    let inner = json.strip_prefix('"')?.strip_suffix('"')?;
    match memchr::memchr(b'\\', inner.as_bytes()).is_some() {
        true => serde_json::from_str(json).ok().map(Cow::Owned),
        false => Some(inner.into()),
    }
}

/// The members of a JSON object, in their order.
pub(crate) fn members(json: &str) -> io::Result<Vec<(Cow<'_, str>, &str)>> {
    Ok(serde_json::Deserializer::from_str(json).deserialize_map(AllMembers)?)
}

/// The JSON of a member of a JSON object. Of members that stand twice, the last one counts.
#[cfg(feature = "parquet")]
pub(crate) fn member<'a>(json: &'a str, name: &str) -> io::Result<Option<&'a str>> {
    let mut all = members(json)?.into_iter().rev();
    let found = all.find(|(known, _)| known == name);
    Ok(found.map(|(_, value)| value))
}

#[derive(Deserialize)]
#[serde(transparent)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

struct AllMembers;

impl<'de> Visitor<'de> for AllMembers {
    type Value = Vec<(Cow<'de, str>, &'de str)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::with_capacity(32);
        while let Some((Name(name), value)) = map.next_entry::<_, &RawValue>()? {
            members.push((name, value.get()));
        }
        Ok(members)
    }
}

#[cfg(test)]
mod tests;
