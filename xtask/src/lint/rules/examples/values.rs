//! Every body has an example, and every example matches its schema and has no misspelt member.

use super::validate::{Located, Validators, registry, resolve};
use crate::lint::document::keywords::walk;
use crate::lint::document::model::Document;
use crate::lint::document::pointer::{child, within};
use crate::lint::finding::Findings;
use crate::lint::rules::operations::success;
use crate::lint::rules::schemas::formats::reads;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The values that examples show for schemas without a type, by the pointer of the schema.
pub(crate) type Shown = BTreeMap<String, Vec<Value>>;

/// A value, its place, and the pointer of its schema.
struct Example<'v> {
    pointer: String,
    value: &'v Value,
    schema: String,
}

pub(crate) fn check(document: &Document<'_>, findings: &mut Findings) -> Shown {
    present(document, findings);
    let mut shown = Shown::new();
    let Some(registry) = registry(document.raw) else {
        findings.add(
            "/components/schemas",
            "example",
            "the schemas are not valid JSON Schema, so no example was checked",
            "correct the references among them",
        );
        return shown;
    };
    let mut reader = Reader {
        raw: document.raw,
        validators: Validators::new(document.raw, &registry),
        shown: &mut shown,
        findings,
    };
    for example in collect(document) {
        reader.example(&example);
    }
    shown
}

/// Checks that every operation shows a request and an answer.
fn present(document: &Document<'_>, findings: &mut Findings) {
    for op in &document.operations {
        let mut bodies = Vec::new();
        if let Some((pointer, body)) = document.request_body(op) {
            bodies.push((pointer, &body.content));
        }
        for (status, pointer, response) in document.responses(op) {
            if status == "200" {
                bodies.push((pointer, &response.content));
            }
        }
        for (pointer, content) in bodies {
            for (media_type, media) in content {
                // A file has no text that could be an example.
                let form = media_type == "multipart/form-data";
                if !form && media.example.is_none() && media.examples.is_empty() {
                    findings.add(
                        child(&child(&pointer, "content"), media_type),
                        "example-missing",
                        "this body has no example",
                        "add the documented example, with invented people",
                    );
                }
            }
        }
    }
}

/// Collects the examples. Those of bodies, parameters and headers are beside `schema`, those of schemas are inside.
fn collect<'v>(document: &Document<'v>) -> Vec<Example<'v>> {
    let raw = document.raw;
    let mut found = Vec::new();
    walk(raw, &mut |at, key, value| {
        if key != "example" && key != "examples" {
            return;
        }
        let here = child(at, key);
        let inside = at.starts_with("/components/schemas/") || at.ends_with("/schema");
        let schema = if inside {
            at.to_owned()
        } else {
            child(at, "schema")
        };
        // Shared examples have no schema of their own. Each is checked where it is used.
        if raw.pointer(&schema).is_none() {
            return;
        }
        if key == "example" {
            found.push(Example {
                pointer: here,
                value,
                schema,
            });
            return;
        }
        for name in value.as_object().into_iter().flat_map(Map::keys) {
            let example = resolve(raw, &child(&here, name));
            if let Some(shown) = example.and_then(|example| example.below(&["value"])) {
                found.push(Example {
                    pointer: shown.at,
                    value: shown.value,
                    schema: schema.clone(),
                });
            }
        }
    });
    found
}

struct Reader<'a, 'r> {
    raw: &'a Value,
    validators: Validators<'r>,
    shown: &'a mut Shown,
    findings: &'a mut Findings,
}

impl<'v> Reader<'v, '_> {
    fn example(&mut self, example: &Example<'_>) {
        let Some(schema) = resolve(self.raw, &example.schema) else {
            return;
        };
        let Some(faults) = self.validators.faults(&schema.at, example.value) else {
            return self.findings.add(
                schema.at,
                "example",
                "this is not valid JSON Schema, so its examples were not checked",
                "correct its patterns, bounds and references",
            );
        };
        for fault in faults {
            self.findings.add(
                example.pointer.clone() + &fault.at,
                "example",
                fault.problem,
                "correct the example, or the schema if the documentation shows this value",
            );
        }
        self.success(example, &schema);
        self.value(example.value, &mut example.pointer.clone(), schema);
    }

    /// Checks that an answer without an error has what every success has.
    fn success(&mut self, example: &Example<'_>, schema: &Located<'v>) {
        let error = example.value.get("error").unwrap_or(&Value::Null);
        if ![json!(null), json!(false), json!(0), json!("")].contains(error) {
            return;
        }
        let promised = schema.value.get(success::EXTENSION);
        let names = promised.and_then(Value::as_array).into_iter().flatten();
        for name in names.filter_map(Value::as_str) {
            if example.value.get(name).is_none() {
                self.findings.add(
                    example.pointer.clone(),
                    "example",
                    format!("this is a success, but it has no `{name}`"),
                    format!("correct the example, or `{}`", success::EXTENSION),
                );
            }
        }
    }

    /// Checks a value and its schema together: member names, formats of texts, schemas without a type.
    fn value(&mut self, value: &Value, at: &mut String, schema: Located<'v>) {
        let Some(schema) = schema.follow(self.raw) else {
            return;
        };
        if let Some(branch) = self.branch(&schema, value) {
            return self.value(value, at, branch);
        }
        if is_untyped(schema.value) {
            return self.shown.entry(schema.at).or_default().push(value.clone());
        }
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    within(at, name, |at| self.member_value(value, at, &schema, name));
                }
            }
            Value::Array(elements) => {
                let Some(items) = schema.below(&["items"]) else {
                    return;
                };
                for (index, element) in elements.iter().enumerate() {
                    let items = items.clone();
                    within(at, &index.to_string(), |at| self.value(element, at, items));
                }
            }
            Value::String(text) => self.text(text, at, schema.value),
            _ => {}
        }
    }

    /// The alternative of `oneOf` that the value matches.
    fn branch(&self, schema: &Located<'v>, value: &Value) -> Option<Located<'v>> {
        let fits = |branch: &Located<'_>| {
            let faults = self.validators.faults(&branch.at, value);
            faults.is_some_and(|faults| faults.is_empty())
        };
        schema.branches("oneOf").into_iter().find(fits)
    }

    fn member_value(&mut self, value: &Value, at: &mut String, of: &Located<'v>, name: &str) {
        match self.member(of, name) {
            Some(schema) => self.value(value, at, schema),
            None => self.findings.add(
                at.clone(),
                "example-member",
                format!("the schema has no member `{name}`"),
                "correct the spelling, or add the member to the schema",
            ),
        }
    }

    /// The schema of a member: a named one, or that of free member names.
    fn member(&self, schema: &Located<'v>, name: &str) -> Option<Located<'v>> {
        let schema = schema.follow(self.raw)?;
        let free = || {
            schema
                .below(&["additionalProperties"])
                .filter(|free| free.value.is_object())
        };
        let parts = || {
            schema
                .branches("allOf")
                .into_iter()
                .find_map(|part| self.member(&part, name))
        };
        schema
            .below(&["properties", name])
            .or_else(free)
            .or_else(parts)
    }

    fn text(&mut self, text: &str, at: &str, schema: &Value) {
        if let Some(format) = schema.get("format").and_then(Value::as_str)
            && !reads(format, text)
        {
            self.findings.add(
                at,
                "example-format",
                format!("`{text}` does not match the format {format}"),
                "correct the example, or the format if the documentation shows this value",
            );
        }
    }
}

/// Whether a raw schema allows any value.
fn is_untyped(schema: &Value) -> bool {
    let words = [
        "type",
        "oneOf",
        "allOf",
        "anyOf",
        "enum",
        "properties",
        "items",
    ];
    !words.iter().any(|word| schema.get(word).is_some())
}

#[cfg(test)]
mod tests;
