//! Forms that the spec does not have today: recursion, `allOf` of several schemas, parameters, OpenAPI 3.1, and what is refused.

use serde_json::{Value, json};

use super::texts;
use super::{Document, between};

/// A description with one operation, whose request and answer are the component `Node`.
fn small(version: &str, node: Value) -> Value {
    let body =
        json!({"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Node"}}}});
    json!({
        "openapi": version,
        "paths": {"/walk": {"post": {
            "operationId": "walk",
            "requestBody": body,
            "responses": {"200": body},
        }}},
        "components": {"schemas": {"Node": node}},
    })
}

fn of_node(old: Value, new: Value) -> Vec<String> {
    between(small("3.0.3", old), small("3.0.3", new))
}

#[test]
fn a_recursive_schema_ends() {
    let node = |kind: &str| {
        json!({
            "type": "object",
            "properties": {
                "value": {"type": kind},
                "children": {"type": "array", "items": {"$ref": "#/components/schemas/Node"}},
                "parent": {"allOf": [{"$ref": "#/components/schemas/Node"}]},
                "either": {"oneOf": [{"$ref": "#/components/schemas/Node"}, {"type": "string"}]},
            },
            "additionalProperties": {"$ref": "#/components/schemas/Node"},
        })
    };
    assert_eq!(of_node(node("string"), node("string")), [""; 0]);
    assert_eq!(
        of_node(node("string"), node("integer")),
        [
            "walk breaks Node.value in answers: its type is integer now, not string",
            "walk breaks Node.value in requests: its type is integer now, not string",
        ]
    );
    // Circles without an end.
    let own = json!({"allOf": [{"$ref": "#/components/schemas/Node"}]});
    assert_eq!(of_node(own.clone(), own), [""; 0]);
    let choice = json!({"oneOf": [{"$ref": "#/components/schemas/Node"}]});
    assert_eq!(of_node(choice.clone(), choice), [""; 0]);
}

#[test]
fn all_of_means_everything_in_it() {
    let part = |kind: &str, required: Value| {
        json!({"allOf": [
            {"type": "object", "properties": {"id": {"type": kind, "minimum": 1}}},
            {"properties": {"id": {"minimum": 3}}, "required": required},
        ]})
    };
    let flat = json!({
        "type": "object",
        "properties": {"id": {"type": "integer", "minimum": 3}},
        "required": ["id"],
    });
    assert_eq!(
        of_node(part("integer", json!(["id"])), flat.clone()),
        [""; 0]
    );
    assert_eq!(
        of_node(flat, part("integer", json!([]))),
        [
            "walk breaks Node.id in answers: is not required any more",
            "walk compatible Node.id in requests: is not required any more",
        ]
    );
}

#[test]
fn parameters_and_bodies() {
    let mut old = small("3.0.3", json!({"type": "object"}));
    let query = |required: bool| json!([{"name": "day", "in": "query", "required": required, "schema": {"type": "string"}}]);
    let mut new = old.clone();
    new["paths"]["/walk"]["post"]["parameters"] = query(true);
    assert_eq!(
        between(old.clone(), new.clone()),
        ["walk breaks parameter day in query: is new and required"]
    );
    assert_eq!(
        between(new.clone(), old.clone()),
        ["walk breaks parameter day in query: is gone"]
    );
    old["paths"]["/walk"]["parameters"] = query(false);
    assert_eq!(
        between(old.clone(), new),
        ["walk breaks parameter day in query: is required now"]
    );
    let mut required = old.clone();
    required["paths"]["/walk"]["post"]["requestBody"]["required"] = json!(true);
    assert_eq!(
        between(old.clone(), required),
        ["walk breaks request: the body is required now"]
    );
    let mut form = old.clone();
    let content = form["paths"]["/walk"]["post"]["requestBody"]["content"].take();
    form["paths"]["/walk"]["post"]["requestBody"]["content"] =
        json!({"multipart/form-data": content["application/json"]});
    assert_eq!(
        between(old, form),
        [
            "walk breaks request: is not application/json any more",
            "walk compatible request: may be multipart/form-data now",
        ]
    );
}

#[test]
fn both_versions_are_read_alike() {
    let old = json!({
        "type": "object",
        "properties": {
            "name": {"type": "string", "nullable": true},
            "share": {"type": "number", "minimum": 0, "exclusiveMinimum": true},
            "file": {"type": "string", "format": "byte"},
            "node": {"allOf": [{"$ref": "#/components/schemas/Node"}], "description": "Words."},
        },
    });
    let new = |share: Value| {
        json!({
            "type": "object",
            "properties": {
                "name": {"type": ["string", "null"]},
                "share": {"type": "number", "exclusiveMinimum": share},
                "file": {"type": "string", "contentEncoding": "base64"},
                "node": {"$ref": "#/components/schemas/Node", "description": "Words."},
            },
        })
    };
    let version = "the document breaks openapi: is 3.1 now; not every tool reads it";
    assert_eq!(
        between(small("3.0.3", old.clone()), small("3.1.0", new(json!(0)))),
        [version]
    );
    assert_eq!(
        between(small("3.0.3", old), small("3.1.0", new(json!(1)))),
        [
            "walk breaks Node.share in requests: `exclusiveMinimum` changed from 0 to 1",
            version,
            "walk compatible Node.share in answers: `exclusiveMinimum` changed from 0 to 1",
        ]
    );
}

#[test]
fn what_is_no_description_is_refused() {
    for (text, problem) in [
        ("openapi: [", "the new text:"),
        ("swagger: \"2.0\"", "no OpenAPI document"),
        ("openapi: 3.0.3", "there are no paths"),
        ("[]", "no OpenAPI document"),
    ] {
        let refused = texts("openapi: 3.0.3\npaths: {}", text).err().expect(text);
        assert!(refused.contains(problem), "{refused}");
    }
    let dangling = small(
        "3.0.3",
        json!({"items": {"$ref": "#/components/schemas/Other"}}),
    );
    let refused = Document::of(dangling).err().expect("a dangling reference");
    assert_eq!(
        refused,
        "#/components/schemas/Node/items/$ref: #/components/schemas/Other is nothing in this document"
    );
    let file = small("3.0.3", json!({"$ref": "other.yaml#/Node"}));
    assert!(Document::of(file).is_err());
    let circle = small("3.0.3", json!({"$ref": "#/components/schemas/Node"}));
    let refused = Document::of(circle).err().expect("a circle");
    assert!(
        refused.ends_with("the references go in a circle"),
        "{refused}"
    );
}
