//! Validates values: turns OpenAPI 3.0 schemas into JSON Schema, and compiles each once.

use crate::lint::document::pointer::child;
use jsonschema::{Draft, Registry, Validator};
use serde_json::{Map, Value, json};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

const DOCUMENT: &str = "urn:spec";

/// The compiled schemas of one document. Each is compiled when a rule first asks for it.
pub(crate) struct Validators<'r> {
    raw: &'r Value,
    registry: &'r Registry<'r>,
    compiled: RefCell<BTreeMap<String, Option<Rc<Validator>>>>,
}

/// A problem of a value, and its place in the value.
pub(crate) struct Fault {
    pub(crate) at: String,
    pub(crate) problem: String,
}

/// The document's schemas, in which the validators resolve references.
pub(crate) fn registry(raw: &Value) -> Option<Registry<'static>> {
    let schemas = raw
        .pointer("/components/schemas")
        .and_then(Value::as_object)?;
    let schemas: Map<String, Value> = schemas
        .iter()
        .map(|(name, schema)| (name.clone(), json_schema(schema)))
        .collect();
    let document = json!({"components": {"schemas": schemas}});
    let registry = Registry::new()
        .draft(Draft::Draft4)
        .add(DOCUMENT, document)
        .ok()?;
    registry.prepare().ok()
}

impl<'r> Validators<'r> {
    pub(crate) fn new(raw: &'r Value, registry: &'r Registry<'r>) -> Self {
        Self {
            raw,
            registry,
            compiled: RefCell::default(),
        }
    }

    /// The faults of a value by the schema at `pointer`. `None` if the schema cannot be compiled.
    pub(crate) fn faults(&self, pointer: &str, value: &Value) -> Option<Vec<Fault>> {
        let validator = self.validator(pointer)?;
        let fault = |error: jsonschema::ValidationError<'_>| Fault {
            at: error.instance_path().as_str().to_owned(),
            problem: error.to_string(),
        };
        Some(validator.iter_errors(value).map(fault).collect())
    }

    fn validator(&self, pointer: &str) -> Option<Rc<Validator>> {
        let mut compiled = self.compiled.borrow_mut();
        let entry = compiled.entry(pointer.to_owned());
        entry
            .or_insert_with(|| self.compile(pointer).map(Rc::new))
            .clone()
    }

    fn compile(&self, pointer: &str) -> Option<Validator> {
        let schema = self.raw.pointer(pointer)?;
        jsonschema::options()
            .with_draft(Draft::Draft4)
            .with_registry(self.registry)
            .should_validate_formats(false)
            .build(&json_schema(schema))
            .ok()
    }
}

/// OpenAPI 3.0 schemas are draft 4, except for `nullable` and keywords that do not constrain the value.
fn json_schema(schema: &Value) -> Value {
    let Some(members) = schema.as_object() else {
        return schema.clone();
    };
    if let Some(reference) = members.get("$ref") {
        let reference = reference.as_str().unwrap_or_default();
        return json!({"$ref": format!("{DOCUMENT}{reference}")});
    }
    let mut converted: Map<String, Value> = members
        .iter()
        .filter(|(key, _)| !key.starts_with("x-") && !is_annotation(key))
        .map(|(key, value)| (key.clone(), keyword(key, value)))
        .collect();
    if members.get("nullable") != Some(&Value::Bool(true)) {
        return Value::Object(converted);
    }
    match converted.get("type").cloned() {
        Some(Value::String(name)) => {
            converted.insert("type".into(), json!([name, "null"]));
            Value::Object(converted)
        }
        _ => json!({"anyOf": [Value::Object(converted), {"type": "null"}]}),
    }
}

fn is_annotation(key: &str) -> bool {
    matches!(
        key,
        "nullable"
            | "example"
            | "description"
            | "title"
            | "deprecated"
            | "discriminator"
            | "externalDocs"
            | "xml"
    )
}

fn keyword(key: &str, value: &Value) -> Value {
    let all = |value: &Value| match value {
        Value::Array(items) => Value::Array(items.iter().map(json_schema).collect()),
        Value::Object(members) => Value::Object(
            members
                .iter()
                .map(|(name, schema)| (name.clone(), json_schema(schema)))
                .collect(),
        ),
        other => other.clone(),
    };
    match key {
        "properties" | "oneOf" | "allOf" | "anyOf" => all(value),
        "items" | "not" | "additionalProperties" => json_schema(value),
        _ => value.clone(),
    }
}

/// A part of the document and its pointer.
#[derive(Clone)]
pub(crate) struct Located<'v> {
    pub(crate) at: String,
    pub(crate) value: &'v Value,
}

/// The value at a pointer. Follows references.
pub(crate) fn resolve<'v>(raw: &'v Value, pointer: &str) -> Option<Located<'v>> {
    let value = raw.pointer(pointer)?;
    let at = pointer.to_owned();
    Located { at, value }.follow(raw)
}

impl<'v> Located<'v> {
    /// The value at the end of the references that begin here, bare or with words beside them.
    pub(crate) fn follow(&self, raw: &'v Value) -> Option<Self> {
        let mut end = self.clone();
        // A longer chain is a circle.
        for _ in 0..16 {
            let named = match end.value.get("allOf").and_then(Value::as_array) {
                Some(parts) if parts.len() == 1 => &parts[0],
                _ => end.value,
            };
            let Some(reference) = named.get("$ref").and_then(Value::as_str) else {
                return Some(end);
            };
            let at = reference.strip_prefix('#')?.to_owned();
            end = Self {
                value: raw.pointer(&at)?,
                at,
            };
        }
        None
    }

    /// The value below this one, by a chain of keys.
    pub(crate) fn below(&self, keys: &[&str]) -> Option<Self> {
        let mut found = self.clone();
        for key in keys {
            found.value = found.value.get(key)?;
            found.at = child(&found.at, key);
        }
        Some(found)
    }

    /// The schemas in a list keyword.
    pub(crate) fn branches(&self, keyword: &str) -> Vec<Self> {
        let list = self.value.get(keyword).and_then(Value::as_array);
        let list = list.into_iter().flatten().enumerate();
        list.map(|(index, value)| Self {
            at: child(&child(&self.at, keyword), &index.to_string()),
            value,
        })
        .collect()
    }
}
