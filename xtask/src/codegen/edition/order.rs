//! Writes a value with its members in the order of the document that it was made from.

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::SAMPLES;

use crate::yaml::Node;

/// A value, and the place of the document whose order it takes.
pub(super) struct Ordered<'v> {
    pub(super) value: &'v Value,
    pub(super) like: Option<&'v Node>,
}

impl<'v> Ordered<'v> {
    fn member(&self, key: &str) -> Option<(usize, &'v Node)> {
        // 3.1 has a list of examples in the place of one example.
        let name = |key| self.like?.member(key);
        name(key).or_else(|| name("example").filter(|_| key == "examples"))
    }
}

impl Serialize for Ordered<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.value {
            Value::Object(members) => {
                let mut members: Vec<_> = members.iter().collect();
                // Members that the document does not have come first; only code samples, which are long, come last.
                members.sort_by_key(|(key, _)| {
                    let place = self.member(key).map(|(place, _)| place);
                    (*key == SAMPLES, place)
                });
                serializer.collect_map(members.into_iter().map(|(key, value)| {
                    let like = self.member(key).map(|(_, node)| node);
                    (key, Ordered { value, like })
                }))
            }
            Value::Array(items) => {
                serializer.collect_seq(items.iter().enumerate().map(|(index, value)| Ordered {
                    value,
                    like: self.like.and_then(|list| list.element(index)),
                }))
            }
            scalar => scalar.serialize(serializer),
        }
    }
}
