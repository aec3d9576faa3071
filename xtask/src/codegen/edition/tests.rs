use std::collections::BTreeSet;

use jsonschema::{Draft, Registry};
use serde_json::{Value, json};

use super::{convert, schema};
use crate::{
    diff,
    lint::{
        planted::CLEAN,
        rules::examples::validate::{Validators, registry},
    },
};

#[test]
fn each_word_of_3_0_gets_its_word_of_3_1() {
    for (old, new) in [
        (
            json!({"type": "string", "nullable": true}),
            json!({"type": ["string", "null"]}),
        ),
        (
            json!({"type": "string", "nullable": false}),
            json!({"type": "string"}),
        ),
        (
            json!({"type": "number", "minimum": 0, "exclusiveMinimum": true}),
            json!({"type": "number", "exclusiveMinimum": 0}),
        ),
        (
            json!({"maximum": 9, "exclusiveMaximum": false}),
            json!({"maximum": 9}),
        ),
        (
            json!({"type": "string", "example": "a"}),
            json!({"type": "string", "examples": ["a"]}),
        ),
        (
            json!({"type": "string", "format": "binary"}),
            json!({"contentMediaType": "application/octet-stream"}),
        ),
        (
            json!({"type": "string", "format": "byte"}),
            json!({"type": "string", "contentEncoding": "base64"}),
        ),
        (
            json!({"allOf": [{"$ref": "#/a"}], "description": "Words.", "x-errata": ["T1"]}),
            json!({"$ref": "#/a", "description": "Words.", "x-errata": ["T1"]}),
        ),
        // More than words stands beside this reference.
        (
            json!({"allOf": [{"$ref": "#/a"}], "minLength": 1}),
            json!({"allOf": [{"$ref": "#/a"}], "minLength": 1}),
        ),
        // Names of members are no keywords, and examples are data.
        (
            json!({"properties": {"nullable": {"type": "string", "nullable": true}}}),
            json!({"properties": {"nullable": {"type": ["string", "null"]}}}),
        ),
        (
            json!({"example": {"type": "string", "nullable": true}}),
            json!({"examples": [{"type": "string", "nullable": true}]}),
        ),
        (
            json!({"oneOf": [{"items": {"type": "integer", "nullable": true}}], "additionalProperties": false}),
            json!({"oneOf": [{"items": {"type": ["integer", "null"]}}], "additionalProperties": false}),
        ),
    ] {
        assert_eq!(schema(&old), new);
    }
}

/// Pages that are made from it show how each operation is called.
#[test]
fn each_operation_has_a_sample_in_each_language() {
    let edition = include_str!("../../../../spec/tatodesk-3.1.json");
    let edition: Value = serde_json::from_str(edition).expect("JSON");
    let paths = edition["paths"].as_object().expect("paths");
    assert_eq!(paths.len(), 52);
    for (path, item) in paths {
        let samples = item["post"]["x-codeSamples"].as_array().expect(path);
        let labels: Vec<_> = samples.iter().map(|it| it["label"].as_str()).collect();
        let all = ["curl", "Rust", "TypeScript", "Python"].map(Some);
        assert_eq!(labels, all, "{path}");
        for sample in samples.iter().filter(|it| it["label"] != "Rust") {
            let url = format!(
                "{}{path}",
                item["servers"][0]["url"].as_str().expect("a server")
            );
            assert!(
                sample["source"].as_str().expect("a text").contains(&url),
                "{path}: {sample}"
            );
        }
    }
}

#[test]
fn it_differs_from_the_spec_in_its_version_alone() {
    let edition = convert(&CLEAN);
    let report = diff::values(CLEAN.clone(), edition.clone()).expect("two descriptions");
    let found: Vec<_> = report.changes().map(|(change, _)| &change.place).collect();
    assert_eq!(found, ["openapi"], "{report}");

    // What the conversion could lose is seen.
    for (pointer, wrong) in [
        ("/components/schemas/NullableUserID/type", json!("integer")),
        (
            "/components/schemas/Company/properties/ID/$ref",
            json!("#/components/schemas/UserID"),
        ),
        (
            "/components/schemas/UploadMediaRequest/properties/media",
            json!({"type": "string"}),
        ),
        (
            "/components/schemas/MinutesFilter/properties/value/minimum",
            json!(1),
        ),
    ] {
        let mut edition = edition.clone();
        *edition.pointer_mut(pointer).expect(pointer) = wrong;
        let report = diff::values(CLEAN.clone(), edition).expect("two descriptions");
        assert!(report.changes().count() > 1, "{pointer}: {report}");
    }
}

/// Validators of both versions judge alike each example and what becomes of it by small mistakes.
#[test]
fn both_versions_accept_and_refuse_the_same_values() {
    let spec = &*CLEAN;
    let old = registry(spec).expect("schemas");
    let old = Validators::new(spec, &old);
    let new = Registry::new()
        .draft(Draft::Draft202012)
        .add("urn:edition", convert(spec))
        .expect("a resource");
    let new = new.prepare().expect("references that resolve");

    let (mut accepted, mut refused) = (0, 0);
    for (component, examples) in bodies(spec) {
        let pointer = format!("/components/schemas/{component}");
        let validator = jsonschema::options()
            .with_draft(Draft::Draft202012)
            .with_registry(&new)
            .should_validate_formats(false)
            .build(&json!({"$ref": format!("urn:edition#{pointer}")}))
            .expect("a schema");
        for value in examples.iter().flat_map(mistakes) {
            let faults = old.faults(&pointer, &value).expect("a schema");
            let valid = validator.is_valid(&value);
            assert_eq!(valid, faults.is_empty(), "{component}: {value}");
            *(if valid { &mut accepted } else { &mut refused }) += 1;
        }
    }
    assert!(accepted > 500 && refused > 500, "{accepted} and {refused}");
}

/// The component of each JSON body, and its examples.
fn bodies(spec: &Value) -> Vec<(String, Vec<Value>)> {
    let paths = spec["paths"].as_object().expect("paths");
    let contents = paths.values().flat_map(|path| {
        let operation = &path["post"];
        let request = &operation["requestBody"]["content"];
        [request, &operation["responses"]["200"]["content"]]
    });
    let json = contents.filter_map(|content| content.get("application/json"));
    json.map(|media| {
        let reference = media["schema"]["$ref"].as_str().expect("a component");
        let name = reference.rsplit('/').next().expect("a name").to_owned();
        let examples = media["examples"].as_object().expect("examples").values();
        let values = examples.map(|example| example["value"].clone());
        (name, values.collect())
    })
    .collect()
}

/// The value, and copies of it with one mistake each. Places that differ only by the index in a list count once.
fn mistakes(value: &Value) -> Vec<Value> {
    let mut places = BTreeSet::new();
    collect(value, &mut String::new(), &mut places);
    let mut all = vec![value.clone()];
    for place in places {
        for wrong in [
            json!(null),
            json!(-1),
            json!("x"),
            json!({"unknown": 1}),
            json!([]),
        ] {
            let mut copy = value.clone();
            *copy.pointer_mut(&place).expect("a place") = wrong;
            all.push(copy);
        }
    }
    all
}

/// The pointers of a value's members and of each list's first element.
fn collect(value: &Value, at: &mut String, places: &mut BTreeSet<String>) {
    places.insert(at.clone());
    let children: Vec<(String, &Value)> = match value {
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| (key.clone(), value))
            .collect(),
        Value::Array(items) => items
            .iter()
            .take(1)
            .map(|item| ("0".to_owned(), item))
            .collect(),
        _ => Vec::new(),
    };
    for (key, child) in children {
        let length = at.len();
        at.push('/');
        at.push_str(&key.replace('~', "~0").replace('/', "~1"));
        collect(child, at, places);
        at.truncate(length);
    }
}
