use serde_json::{Value, json};

use super::render;
use crate::codegen::{
    spec::operations::{Errata, operations, parse},
    write::VECTORS,
};

/// The vectors of one operation of the small spec, whose request and answer have these examples.
fn vectors(id: &str, content: &Value, examples: &Value) -> Value {
    let text = include_str!("../../../tests/fixtures/small.yaml");
    let api = parse(text).expect("the small spec");
    let ops = operations(&api, &Errata::of(&api).expect("errata")).expect("operations");
    let path = ops
        .iter()
        .find(|op| op.id == id)
        .expect("the operation")
        .path
        .clone();
    let mut spec = serde_json::to_value(&api).expect("JSON");
    let operation = &mut spec["paths"][&path]["post"];
    operation["requestBody"]["content"] = content.clone();
    operation["responses"]["200"]["content"]["application/json"]["examples"] = examples.clone();
    let files = render(&spec, &ops).expect("vectors");
    serde_json::from_str(&files[&format!("{VECTORS}/{id}.json")]).expect("JSON")
}

#[test]
fn a_request_is_what_goes_over_the_wire() {
    let body = json!({"companyID": 1, "nothing": null});
    let content = json!({"application/json": {"examples": {"documented": {"value": body}}}});
    let vectors = vectors("saveUnit", &content, &json!({}));
    assert_eq!(vectors["effect"], "write");
    assert_eq!(
        vectors["requests"],
        json!([{
            "name": "documented",
            "method": "POST",
            "url": "https://api-v2.example.com/v1/saveUnit",
            "headers": {"TATODESK-API-KEY": "{{key}}", "Content-Type": "application/json"},
            "body": body,
        }])
    );
}

#[test]
fn a_form_carries_bytes_that_no_text_has() {
    let content = json!({"multipart/form-data": {
        "schema": {"properties": {"media": {"type": "string", "format": "binary"}, "appID": {"type": "string", "example": "app"}}},
    }});
    let vectors = vectors("uploadMedia", &content, &json!({}));
    let form = &vectors["requests"][0]["form"];
    assert_eq!(form["appID"], "app");
    assert_eq!(form["media"]["fileName"], "notice.png");
}

#[test]
fn an_answer_says_what_a_client_makes_of_it() {
    let examples = json!({
        "documented": {"value": {"ID": 1, "error": null}},
        "failed": {"value": {"error": {"message": "The hour is taken"}}},
        "text": {"value": {"error": "The hour is taken"}},
    });
    let vectors = vectors("listUnits", &json!({}), &examples);
    let seen = |index: usize| {
        let answer = &vectors["answers"][index];
        (answer["outcome"].clone(), answer["message"].clone())
    };
    assert_eq!(seen(0), (json!("success"), Value::Null));
    assert_eq!(seen(1), (json!("rejected"), json!("The hour is taken")));
    assert_eq!(seen(2), (json!("rejected"), json!("The hour is taken")));
}
