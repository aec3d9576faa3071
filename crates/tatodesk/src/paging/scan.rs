//! What a walk needs to know of a whole page: how many rows it has, a hash of them, and its `count`.

use std::{
    fmt,
    hash::{DefaultHasher, Hasher},
};

use bytes::Bytes;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use tatodesk_api::{Paging, wire::Count};

use crate::paging::walk::PageEnd;

/// Looks through the body of a page. What is no page has no rows.
///
/// Where the documentation shows no rows, they are the first list of objects, as `rows()` takes them.
pub(crate) fn scan(body: &[u8], paging: &Paging) -> PageEnd {
    find(body, paging).end()
}

/// Looks through the body of a page. In the body, null stands in the place of a `count` that is neither a number nor a text.
///
/// The count is a hint, so a page does not fail by it.
pub(crate) fn scan_whole(body: &mut Bytes, paging: &Paging) -> PageEnd {
    let found = find(body, paging);
    let end = found.end();
    if let Some(count) = found.odd_count {
        let start = count.as_ptr().addr() - body.as_ptr().addr();
        let (before, rest) = body.split_at(start);
        *body = [before, b"null", &rest[count.len()..]].concat().into();
    }
    end
}

fn find<'a>(body: &'a [u8], paging: &Paging) -> Found<'a> {
    let mut json = serde_json::Deserializer::from_slice(body);
    json.deserialize_map(Members(paging)).unwrap_or_default()
}

#[derive(Default)]
struct Found<'a> {
    rows: Option<&'a RawValue>,
    count: Option<u64>,
    odd_count: Option<&'a str>,
}

impl Found<'_> {
    fn end(&self) -> PageEnd {
        let rows = self.rows.map_or("[]", RawValue::get);
        let length = serde_json::Deserializer::from_str(rows).deserialize_seq(Length);
        let mut hasher = DefaultHasher::new();
        hasher.write(rows.as_bytes());
        PageEnd {
            rows: length.unwrap_or(0),
            count: self.count,
            digest: hasher.finish(),
        }
    }
}

struct Members<'a>(&'a Paging);

impl<'de> Visitor<'de> for Members<'_> {
    type Value = Found<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut found = Found::default();
        while let Some(name) = members.next_key::<String>()? {
            let value: &RawValue = members.next_value()?;
            let is_rows = match self.0.rows {
                Some(rows) => rows == name,
                None => found.rows.is_none() && is_list_of_objects(&name, value.get()),
            };
            if is_rows && value.get().starts_with('[') {
                found.rows = Some(value);
            } else if self.0.count == Some(&*name) {
                let count = serde_json::from_str::<Option<Count>>(value.get());
                found.odd_count = count.is_err().then_some(value.get());
                found.count = count.ok().flatten().and_then(|count| count.get());
            }
        }
        Ok(found)
    }
}

/// Whether a member of an undocumented answer can hold its rows.
fn is_list_of_objects(name: &str, value: &str) -> bool {
    let inside = value.strip_prefix('[').map(str::trim_ascii_start);
    !matches!(name, "error" | "message") && inside.is_some_and(|rest| rest.starts_with('{'))
}

/// Counts the elements of a list.
struct Length;

impl<'de> Visitor<'de> for Length {
    type Value = u64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<u64, A::Error> {
        let mut length = 0;
        while elements.next_element::<IgnoredAny>()?.is_some() {
            length += 1;
        }
        Ok(length)
    }
}

#[cfg(test)]
mod tests;
