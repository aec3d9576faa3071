//! A schema of either version of OpenAPI in one form: references followed, `allOf` merged, null told apart from types.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::limits::{is_lower, is_upper};
use crate::diff::document::{Document, members};

/// `allOf` that is nested deeper is a circle.
const DEEPEST: usize = 16;

/// A schema, as the comparison sees it.
#[derive(Clone, Default)]
pub(super) struct Shape {
    /// The component, without the `Nullable` that marks its nullable form.
    pub(super) name: Option<String>,
    /// The types besides null. None: any.
    pub(super) types: Option<BTreeSet<String>>,
    /// Whether null is allowed.
    pub(super) null: bool,
    /// The schemas of `oneOf` and `anyOf`.
    pub(super) choices: Vec<Value>,
    pub(super) properties: BTreeMap<String, Value>,
    pub(super) required: BTreeSet<String>,
    pub(super) on_success: BTreeSet<String>,
    pub(super) additional: Option<Value>,
    pub(super) items: Option<Value>,
    /// The allowed values besides null, and the name of each.
    pub(super) values: Option<Vec<(Value, Option<String>)>>,
    /// Formats, limits, and every keyword that has no member here.
    pub(super) rest: BTreeMap<String, Value>,
}

impl Shape {
    pub(super) fn of(document: &Document, schema: &Value) -> Self {
        Self::at(document, schema, 0)
    }

    fn at(document: &Document, schema: &Value, depth: usize) -> Self {
        let mut shape = lower(document, schema, depth);
        if depth < DEEPEST && !shape.choices.is_empty() {
            let null = |choice: &Value| Self::at(document, choice, depth + 1).null;
            shape.null = shape.null && shape.choices.iter().any(null);
            // A choice that is null alone is the 3.1 word for nullable.
            shape
                .choices
                .retain(|choice| *choice != json!({"type": "null"}));
        }
        shape
    }

    /// What a reader calls it.
    pub(super) fn title(&self) -> String {
        match (&self.name, &self.types) {
            (Some(name), _) => name.clone(),
            (None, None) if self.choices.is_empty() => "any value".to_owned(),
            (None, None) => "one of several schemas".to_owned(),
            (None, Some(_)) => self.type_names(),
        }
    }

    pub(super) fn type_names(&self) -> String {
        match &self.types {
            None => "any type".to_owned(),
            Some(types) => types.iter().cloned().collect::<Vec<_>>().join(" or "),
        }
    }

    /// What both allow: `allOf`.
    fn and(mut self, other: Self) -> Self {
        self.types = match (self.types, other.types) {
            (Some(left), Some(right)) => Some(left.intersection(&right).cloned().collect()),
            (left, right) => left.or(right),
        };
        self.null = self.null && other.null;
        self.choices.extend(other.choices);
        for (name, schema) in other.properties {
            let both = |own: Value| json!({"allOf": [own, schema.clone()]});
            let merged = self.properties.remove(&name).map_or(schema.clone(), both);
            self.properties.insert(name, merged);
        }
        self.required.extend(other.required);
        self.on_success.extend(other.on_success);
        self.additional = match (self.additional, other.additional) {
            (Some(left), Some(right)) if left != right => Some(json!({"allOf": [left, right]})),
            (left, right) => left.or(right),
        };
        self.items = match (self.items, other.items) {
            (Some(left), Some(right)) => Some(json!({"allOf": [left, right]})),
            (left, right) => left.or(right),
        };
        self.values = match (self.values, other.values) {
            (Some(mut left), Some(right)) => {
                left.retain(|(value, _)| right.iter().any(|(other, _)| other == value));
                Some(left)
            }
            (left, right) => left.or(right),
        };
        for (key, value) in other.rest {
            match self.rest.get(&key) {
                Some(own) if *own != value => {
                    let both = tighter(&key, own, &value);
                    self.rest.insert(key, both);
                }
                _ => {
                    self.rest.insert(key, value);
                }
            }
        }
        self
    }
}

/// The stricter of two limits. Of other keywords, both.
fn tighter(key: &str, left: &Value, right: &Value) -> Value {
    let (a, b) = (left.as_f64(), right.as_f64());
    let left_is_stricter = match (a, b) {
        (Some(a), Some(b)) if is_lower(key) => a >= b,
        (Some(a), Some(b)) if is_upper(key) => a <= b,
        _ => return json!([left, right]),
    };
    if left_is_stricter { left } else { right }.clone()
}

fn lower(document: &Document, schema: &Value, depth: usize) -> Shape {
    let open = Shape {
        null: true,
        ..Shape::default()
    };
    let Some(keywords) = schema.as_object().filter(|_| depth < DEEPEST) else {
        if *schema == Value::Bool(false) {
            return Shape {
                types: Some(BTreeSet::new()),
                ..Shape::default()
            };
        }
        return open;
    };
    let mut named: Option<String> = None;
    let mut parts: Vec<Shape> = Vec::new();
    if let Some(reference) = keywords.get("$ref") {
        parts.push(lower(document, document.follow(schema), depth + 1));
        let name = reference.as_str().and_then(|text| text.rsplit('/').next());
        named = name.map(|name| name.strip_prefix("Nullable").unwrap_or(name).to_owned());
    }
    let all_of = keywords.get("allOf").and_then(Value::as_array);
    for part in all_of.into_iter().flatten() {
        parts.push(lower(document, part, depth + 1));
    }
    if named.is_none() && parts.len() == 1 {
        named = parts[0].name.take();
    }
    if parts.is_empty() || document.reads_siblings() || !keywords.contains_key("$ref") {
        parts.push(plain(keywords));
    }
    let mut shape = parts.into_iter().fold(open, Shape::and);
    shape.name = named;
    shape
}

/// The keywords of one schema, without those that refer to others.
fn plain(keywords: &Map<String, Value>) -> Shape {
    let mut shape = Shape {
        null: true,
        ..Shape::default()
    };
    for (key, value) in keywords {
        match key.as_str() {
            "$ref" | "allOf" | "nullable" | "x-enum-varnames" => {}
            // What explains a schema changes no value.
            "description" | "title" | "example" | "examples" | "externalDocs" | "$comment"
            | "x-errata" => {}
            "type" => {
                let mut types: BTreeSet<String> = texts(value);
                shape.null = types.remove("null") || keywords.get("nullable") == Some(&json!(true));
                shape.types = Some(types);
            }
            "oneOf" | "anyOf" => shape
                .choices
                .extend(value.as_array().into_iter().flatten().cloned()),
            "properties" => shape
                .properties
                .extend(members(value).map(|(name, schema)| (name.clone(), schema.clone()))),
            "required" => shape.required = texts(value),
            "x-required-on-success" => shape.on_success = texts(value),
            "additionalProperties" => shape.additional = Some(value.clone()),
            "items" => shape.items = Some(value.clone()),
            "enum" => {
                let names = keywords.get("x-enum-varnames");
                let name = |index: usize| names?.get(index)?.as_str().map(str::to_owned);
                let values = value.as_array().into_iter().flatten().enumerate();
                let named = values.map(|(index, value)| (value.clone(), name(index)));
                shape.values = Some(named.filter(|(value, _)| !value.is_null()).collect());
            }
            "const" => shape.values = Some(vec![(value.clone(), None)]),
            _ => {
                shape.rest.insert(key.clone(), value.clone());
            }
        }
    }
    same_in_both_versions(&mut shape);
    shape
}

/// Turns what 3.1 writes in another way into the words of 3.0, except that exclusive limits are numbers.
fn same_in_both_versions(shape: &mut Shape) {
    for (exclusive, limit) in [
        ("exclusiveMinimum", "minimum"),
        ("exclusiveMaximum", "maximum"),
    ] {
        match shape.rest.get(exclusive) {
            Some(Value::Bool(true)) => match shape.rest.remove(limit) {
                Some(number) => shape.rest.insert(exclusive.to_owned(), number),
                None => shape.rest.remove(exclusive),
            },
            Some(Value::Bool(false)) => shape.rest.remove(exclusive),
            _ => None,
        };
    }
    if shape.rest.get("contentEncoding") == Some(&json!("base64")) {
        shape.rest.remove("contentEncoding");
        shape.rest.insert("format".to_owned(), json!("byte"));
    }
    if shape.types.is_none() && shape.rest.contains_key("contentMediaType") {
        shape.rest.remove("contentMediaType");
        shape.rest.insert("format".to_owned(), json!("binary"));
        shape.types = Some(BTreeSet::from(["string".to_owned()]));
        shape.null = false;
    }
}

/// One text, or the texts of a list.
fn texts(value: &Value) -> BTreeSet<String> {
    let list = value
        .as_array()
        .map_or(std::slice::from_ref(value), Vec::as_slice);
    let texts = list.iter().filter_map(Value::as_str);
    texts.map(str::to_owned).collect()
}
