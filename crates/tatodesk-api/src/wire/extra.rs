//! The members of an object that the spec leaves open or does not know.
use serde::{Serialize, Serializer};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::{self, Debug, Formatter};
use std::ops::Index;

/// How many members a list holds at most. More become a map: a map costs more to start, and it stays fast.
const FEW: usize = 128;

/// Members that the spec leaves open or does not know.
///
/// They are as they came, in the order of their names.
///
/// `Debug` hides them: their names may be personal or secret, as their values are.
///
/// ```
/// use tatodesk_api::wire::Extra;
///
/// let extra = Extra::from_iter([("colour".to_owned(), "blue".into())]);
/// assert_eq!(extra["colour"], "blue");
/// assert_eq!(extra.get("size"), None);
/// ```
#[derive(Clone, Default, PartialEq)]
pub struct Extra(Members);

/// A map of one member takes as much memory as one of eleven, and rows with one unknown member come by the thousand.
#[derive(Clone, PartialEq)]
enum Members {
    Few(Vec<(String, Value)>),
    Many(BTreeMap<String, Value>),
}

impl Default for Members {
    fn default() -> Self {
        Self::Few(Vec::new())
    }
}

impl Extra {
    /// No members.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.0 {
            Members::Few(few) => few.len(),
            Members::Many(many) => many.len(),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of a member.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        match &self.0 {
            Members::Few(few) => few.get(place(few, name).ok()?).map(|(_, value)| value),
            Members::Many(many) => many.get(name),
        }
    }

    /// Whether there is a member of this name.
    #[must_use]
    pub fn contains_key(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Gives a member a value, and returns the one that it had.
    pub fn insert(&mut self, name: String, value: Value) -> Option<Value> {
        let few = match &mut self.0 {
            Members::Few(few) => few,
            Members::Many(many) => return many.insert(name, value),
        };
        match place(few, &name) {
            Ok(place) => Some(std::mem::replace(&mut few[place].1, value)),
            Err(_) if few.len() == FEW => {
                let mut many: BTreeMap<_, _> = std::mem::take(few).into_iter().collect();
                many.insert(name, value);
                self.0 = Members::Many(many);
                None
            }
            Err(place) => {
                if few.len() == few.capacity() {
                    few.reserve_exact(few.len() / 2 + 1);
                }
                few.insert(place, (name, value));
                None
            }
        }
    }

    /// Takes a member out, and returns its value.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        match &mut self.0 {
            Members::Few(few) => Some(few.remove(place(few, name).ok()?).1),
            Members::Many(many) => many.remove(name),
        }
    }

    /// The members, in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        let (few, many) = match &self.0 {
            Members::Few(few) => (Some(few), None),
            Members::Many(many) => (None, Some(many)),
        };
        let few = few.into_iter().flatten().map(|(name, value)| (name, value));
        let members = few.chain(many.into_iter().flatten());
        members.map(|(name, value)| (name.as_str(), value))
    }

    /// The names of the members, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.iter().map(|(name, _)| name)
    }
}

/// Where a name is, or where it would be.
fn place(few: &[(String, Value)], name: &str) -> Result<usize, usize> {
    few.binary_search_by(|(known, _)| known.as_str().cmp(name))
}

impl Index<&str> for Extra {
    type Output = Value;

    /// The value of a member; `null` where there is none, as in a `serde_json::Value`.
    fn index(&self, name: &str) -> &Value {
        self.get(name).unwrap_or(&Value::Null)
    }
}

impl FromIterator<(String, Value)> for Extra {
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(members: I) -> Self {
        let mut extra = Self::new();
        extra.extend(members);
        extra
    }
}

impl Extend<(String, Value)> for Extra {
    fn extend<I: IntoIterator<Item = (String, Value)>>(&mut self, members: I) {
        for (name, value) in members {
            self.insert(name, value);
        }
    }
}

impl Debug for Extra {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let hidden = self.iter().map(|_| format_args!("[redacted]"));
        f.debug_list().entries(hidden).finish()
    }
}

impl Serialize for Extra {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

#[cfg(test)]
mod tests;
