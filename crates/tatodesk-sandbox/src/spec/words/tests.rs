use serde_json::json;

use super::*;

fn said(schema: &Value) -> String {
    words(schema.as_object().expect("an object"))
}

#[test]
fn a_schema_is_said_in_words() {
    for (schema, expected) in [
        (
            json!({"type": "string", "format": "br-date", "pattern": "^.$"}),
            "a day as DD/MM/YYYY",
        ),
        (
            json!({"type": "integer", "format": "tatodesk-flag", "enum": [1, 2]}),
            "1 for yes or 2 for no",
        ),
        (
            json!({"type": "integer", "format": "int64", "minimum": 1, "maximum": 5}),
            "an integer from 1 to 5",
        ),
        (
            json!({"type": ["integer", "null"], "minimum": 0}),
            "an integer from 0 or null",
        ),
        (json!({"type": ["string", "null"]}), "a text or null"),
        (
            json!({"type": "string", "enum": ["a", "b"]}),
            "one of \"a\", \"b\"",
        ),
        (
            json!({"oneOf": [{"type": "string"}, {"type": "integer", "format": "int64"}]}),
            "a text or an integer of 64 bits",
        ),
        (json!({"type": "array"}), "a list"),
        (json!({}), "something else"),
    ] {
        assert_eq!(said(&schema), expected, "{schema}");
    }
}

/// Every pattern and every format of the specification's requests, wherever it stands.
#[test]
fn every_format_and_every_pattern_of_a_request_has_words() {
    fn look(schema: &Value, named: &Value, seen: &mut Vec<String>) {
        if !schema.is_object() {
            return;
        }
        if let Some(reference) = schema["$ref"].as_str() {
            let name = reference.rsplit('/').next().expect("a name").to_owned();
            if !seen.contains(&name) {
                seen.push(name.clone());
                look(&named[&name], named, seen);
            }
        }
        let format = &schema["format"];
        if !schema["pattern"].is_null() || format.is_string() {
            assert!(word(&FORMATS, format).is_some(), "{schema}");
        }
        for inner in [&schema["items"], &schema["additionalProperties"]] {
            look(inner, named, seen);
        }
        let members = schema["properties"].as_object();
        for (_, member) in members.into_iter().flatten() {
            look(member, named, seen);
        }
        for several in [&schema["oneOf"], &schema["allOf"]] {
            for choice in several.as_array().into_iter().flatten() {
                look(choice, named, seen);
            }
        }
    }
    let document: Value = serde_json::from_str(crate::spec::DOCUMENT).expect("JSON");
    let mut seen = Vec::new();
    for item in document["paths"].as_object().expect("paths").values() {
        let content = item["post"]["requestBody"]["content"].as_object();
        for body in content.expect("content").values() {
            look(
                &body["schema"],
                &document["components"]["schemas"],
                &mut seen,
            );
        }
    }
    assert!(seen.len() > 100, "{}", seen.len());
}
