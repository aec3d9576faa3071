//! The JSON Schema of every type (feature `schemars`) agrees with its component of the spec.
//!
//! Rust is more tolerant than the spec in one way: an optional member may also be null. Everything else is equal:
//! names of members, which are required, types, formats, references, and whether an object is closed.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use tests::spec;

/// The name of a component's Rust type. `None` for the multipart form, which is no JSON.
fn type_of(component: &str) -> Option<&str> {
    let name = component.strip_prefix("Nullable").unwrap_or(component);
    (name != "UploadMediaRequest").then_some(name)
}

#[test]
fn each_agrees_with_its_component() {
    let document = spec::document();
    let components = document["components"]["schemas"]
        .as_object()
        .expect("schemas");
    let schemas: BTreeMap<_, _> = tatodesk_api::json_schemas()
        .into_iter()
        .map(|(name, schema)| (name, schema.to_value()))
        .collect();
    let expected: BTreeSet<&str> = components.keys().filter_map(|name| type_of(name)).collect();
    let found: BTreeSet<&str> = schemas.keys().copied().collect();
    assert_eq!(found, expected);

    let names: BTreeMap<String, &str> = schemas
        .iter()
        .map(|(name, schema)| (schema["title"].as_str().unwrap_or(name).to_owned(), *name))
        .collect();
    assert_eq!(names.len(), schemas.len(), "two types share a title");

    let mut members = 0;
    for name in expected {
        // If every use of an id may be null, the spec has only its nullable component.
        let component = components
            .get(name)
            .unwrap_or_else(|| &components[&format!("Nullable{name}")]);
        let schema = &schemas[name];
        let reader = Reader {
            components,
            names: &names,
        };
        assert_eq!(
            reader.of_rust(schema).0,
            reader.of_spec(component).0,
            "{name}"
        );
        if component["type"] != "object" {
            continue;
        }
        let closed = component["additionalProperties"] == false;
        assert_eq!(
            schema["additionalProperties"] == false,
            closed,
            "{name}: closed"
        );
        // The types describe successes. The client finds an error before it decodes an answer as one of them.
        let mut always = required(component, "required");
        always.extend(required(component, "x-required-on-success"));
        assert_eq!(required(schema, "required"), always, "{name}: required");
        let properties = component["properties"]
            .as_object()
            .cloned()
            .unwrap_or_default();
        let in_rust = schema["properties"]
            .as_object()
            .cloned()
            .unwrap_or_default();
        let keys =
            |map: &serde_json::Map<String, Value>| map.keys().cloned().collect::<BTreeSet<_>>();
        assert_eq!(keys(&in_rust), keys(&properties), "{name}: members");
        for (member, property) in &properties {
            let place = format!("{name}.{member}");
            let (kind, _) = reader.of_spec(property);
            let (rust_kind, nullable) = reader.of_rust(&in_rust[member]);
            assert_eq!(rust_kind, kind, "{place}");
            // Any JSON value includes null.
            let optional = !always.contains(member);
            assert_eq!(
                nullable || kind == "any",
                optional || kind == "any",
                "{place}: nullable"
            );
            members += 1;
        }
    }
    assert!(members > 500, "{members}");
}

fn required(schema: &Value, keyword: &str) -> BTreeSet<String> {
    schema[keyword]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect()
}

/// Brings a schema of either side into one form: what it is, and whether it may be null.
struct Reader<'a> {
    components: &'a serde_json::Map<String, Value>,
    names: &'a BTreeMap<String, &'a str>,
}

impl Reader<'_> {
    fn of_spec(&self, schema: &Value) -> (String, bool) {
        if spec::is_component(schema) {
            let name = spec::component(schema);
            let nullable = self.components[&name]["nullable"] == true;
            return (name.trim_start_matches("Nullable").to_owned(), nullable);
        }
        let nullable = schema["nullable"] == true;
        (self.kind(schema, |items| self.of_spec(items).0), nullable)
    }

    fn of_rust(&self, schema: &Value) -> (String, bool) {
        if let Some(reference) = schema["$ref"].as_str() {
            let title = reference.trim_start_matches("#/$defs/");
            return ((*self.names.get(title).unwrap_or(&title)).to_owned(), false);
        }
        let null = json!({"type": "null"});
        if let Some(choices) = schema["anyOf"]
            .as_array()
            .filter(|choices| choices.contains(&null))
        {
            let other = choices
                .iter()
                .find(|choice| **choice != null)
                .expect("something besides null");
            return (self.of_rust(other).0, true);
        }
        let mut schema = schema.clone();
        let mut nullable = false;
        if let Some(types) = schema["type"]
            .as_array()
            .filter(|types| types.contains(&json!("null")))
        {
            let others: Vec<_> = types
                .iter()
                .filter(|name| **name != "null")
                .cloned()
                .collect();
            nullable = true;
            schema["type"] = if others.len() == 1 {
                others[0].clone()
            } else {
                json!(others)
            };
        }
        (self.kind(&schema, |items| self.of_rust(items).0), nullable)
    }

    fn kind(&self, schema: &Value, item: impl Fn(&Value) -> String) -> String {
        if let Some(choices) = schema["oneOf"].as_array().or(schema["anyOf"].as_array()) {
            let mut kinds: Vec<_> = choices.iter().map(&item).collect();
            kinds.sort();
            return kinds.join(" | ");
        }
        match &schema["type"] {
            Value::Array(types) => {
                let mut kinds: Vec<_> = types
                    .iter()
                    .map(|name| {
                        if name == "integer" {
                            "integer(int64)".to_owned()
                        } else {
                            name.as_str().expect("a name").to_owned()
                        }
                    })
                    .collect();
                kinds.sort();
                kinds.join(" | ")
            }
            Value::String(name) if name == "array" => format!("[{}]", item(&schema["items"])),
            Value::String(name) => match schema["format"].as_str() {
                // Base64 is a plain text in Rust.
                Some("byte") => name.clone(),
                Some(format) => format!("{name}({format})"),
                None => name.clone(),
            },
            _ => "any".to_owned(),
        }
    }
}
