//! Selects the records of a list, their order, and the fields of each.
//!
//! The documentation does not say how filters, sorts and selected fields are sent. The sandbox takes `{"filters": [{"field",
//! "operation", "value"}], "sorts": [{"field", "direction"}], "fields": [..], "page", "limit"}`. All of it is inferred.

use std::cmp::Ordering;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::spec::refusal::{Refusal, refuse};
use crate::world::SYSTEM_FIELDS;

/// Records of a page if the request names no limit.
const DEFAULT_LIMIT: usize = 1000;

type Record = Map<String, Value>;

/// What a request says about the list. An empty request lists all records, the oldest first.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Query {
    filters: Vec<Filter>,
    sorts: Vec<Sort>,
    pub(crate) fields: Vec<String>,
    page: usize,
    limit: Option<usize>,
}

#[derive(Deserialize)]
struct Filter {
    field: String,
    #[serde(default)]
    operation: Comparison,
    value: Value,
}

#[derive(Default, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Comparison {
    #[default]
    Eq,
    Ne,
    Lt,
    Lte,
    Gt,
    Gte,
    Contains,
    In,
}

#[derive(Deserialize)]
struct Sort {
    field: String,
    #[serde(default)]
    direction: Direction,
}

#[derive(Default, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Direction {
    #[default]
    Asc,
    Desc,
}

impl Query {
    pub(crate) fn read(request: &Value) -> Result<Self, Refusal> {
        Self::deserialize(request).or_else(|_| {
            refuse(
                "the list takes filters [{field, operation: eq|ne|lt|lte|gt|gte|contains|in, value}], \
                 sorts [{field, direction: asc|desc}], fields [text], page and limit",
            )
        })
    }

    /// Refuses a field that the object does not have. An object that the world does not configure may have any field.
    pub(crate) fn check(&self, known: impl Fn(&str) -> bool) -> Result<(), Refusal> {
        let filters = self.filters.iter().map(|it| &it.field);
        let sorts = self.sorts.iter().map(|it| &it.field);
        let mut all = filters.chain(sorts).chain(&self.fields);
        match all.find(|field| !known(field) && !SYSTEM_FIELDS.contains(&field.as_str())) {
            Some(field) => Err(Refusal::quoting(field, |field| {
                format!("the object has no field {field}")
            })),
            None => Ok(()),
        }
    }

    /// The records of the page, and the number of records on all pages.
    pub(crate) fn run(&self, records: &[Record]) -> (Vec<Record>, usize) {
        let passes = |record: &&Record| self.filters.iter().all(|filter| filter.passes(record));
        let mut found: Vec<&Record> = records.iter().filter(passes).collect();
        found.sort_by(|a, b| {
            let by = self.sorts.iter().map(|sort| sort.order(a, b));
            by.fold(Ordering::Equal, Ordering::then)
        });
        let count = found.len();
        let limit = self
            .limit
            .filter(|limit| *limit > 0)
            .unwrap_or(DEFAULT_LIMIT);
        let page = found
            .into_iter()
            .skip(self.page.saturating_mul(limit))
            .take(limit);
        (page.map(|record| self.select(record)).collect(), count)
    }

    /// The selected fields, and always the id.
    fn select(&self, record: &Record) -> Record {
        let wanted =
            |name: &String| self.fields.is_empty() || name == "id" || self.fields.contains(name);
        let members = record.iter().filter(|(name, _)| wanted(name));
        members
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    }
}

impl Filter {
    fn passes(&self, record: &Record) -> bool {
        let found = record.get(&self.field).unwrap_or(&Value::Null);
        let order = compare(found, &self.value);
        match self.operation {
            Comparison::Eq => order == Some(Ordering::Equal),
            Comparison::Ne => order != Some(Ordering::Equal),
            Comparison::Lt => order == Some(Ordering::Less),
            Comparison::Lte => order.is_some_and(Ordering::is_le),
            Comparison::Gt => order == Some(Ordering::Greater),
            Comparison::Gte => order.is_some_and(Ordering::is_ge),
            Comparison::Contains => match (found, &self.value) {
                (Value::String(text), Value::String(part)) => {
                    text.to_lowercase().contains(&part.to_lowercase())
                }
                (Value::Array(items), value) => items.contains(value),
                _ => false,
            },
            Comparison::In => {
                let mut among = self.value.as_array().into_iter().flatten();
                among.any(|value| compare(found, value) == Some(Ordering::Equal))
            }
        }
    }
}

impl Sort {
    /// Records without the field come last, in either direction.
    fn order(&self, a: &Record, b: &Record) -> Ordering {
        let value = |record: &Record| record.get(&self.field).filter(|it| !it.is_null()).cloned();
        match (value(a), value(b)) {
            (Some(a), Some(b)) => {
                let order = kind(&a).cmp(&kind(&b)).then_with(|| by_value(&a, &b));
                match self.direction {
                    Direction::Asc => order,
                    Direction::Desc => order.reverse(),
                }
            }
            (a, b) => b.is_some().cmp(&a.is_some()),
        }
    }
}

/// The order of the kinds of values. Records of an object that the world does not configure may mix kinds.
fn kind(value: &Value) -> u8 {
    match value {
        Value::Number(_) => 0,
        Value::String(_) => 1,
        Value::Bool(_) => 2,
        _ => 3,
    }
}

/// A total order of two values of one kind, for sorting.
fn by_value(a: &Value, b: &Value) -> Ordering {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => a.total_cmp(&b),
        _ => (a.as_bool(), a.as_str()).cmp(&(b.as_bool(), b.as_str())),
    }
}

/// Compares numbers by size and texts by letters. Other values are equal or not comparable.
fn compare(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => match (a.as_i64(), b.as_i64()) {
            (Some(a), Some(b)) => Some(a.cmp(&b)),
            _ => a.as_f64()?.partial_cmp(&b.as_f64()?),
        },
        (Value::String(a), Value::String(b)) => Some(a.cmp(b)),
        (a, b) => (a == b).then_some(Ordering::Equal),
    }
}
