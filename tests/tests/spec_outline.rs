//! Guards the spec: an outline of operations, hosts, effects, schemas, members and nullability, as one snapshot.
//! The reviewer of a change to the spec reads its consequences here.

use std::fmt::Write;

use serde_json::Value;
use tests::spec;

#[test]
fn operations() {
    let mut outline = String::new();
    for operation in spec::operations() {
        let object = &operation.object;
        let paging = match &object["x-pagination"] {
            Value::Null => String::new(),
            paging => format!(
                " paged({}, count {}, default {})",
                paging["rows"].as_str().unwrap_or("-"),
                paging["count"].as_str().unwrap_or("-"),
                paging["defaultLimit"]
            ),
        };
        writeln!(
            outline,
            "{} {}{}\n  {} {}{paging}\n  {} -> {}\n  {}: {}",
            operation.id,
            operation.server,
            operation.path,
            object["x-effect"].as_str().expect("an effect"),
            object["x-product"].as_str().expect("a product"),
            if operation.is_json() {
                operation.request_component()
            } else {
                "multipart form".to_owned()
            },
            operation.response_component(),
            object["x-documented-as"]["section"]
                .as_str()
                .expect("a section"),
            object["x-documented-as"]["title"]
                .as_str()
                .expect("a title"),
        )
        .expect("writing to a string");
    }
    assert_eq!(spec::operations().len(), 52);
    insta::assert_snapshot!(outline);
}

#[test]
fn schemas() {
    let document = spec::document();
    let mut outline = String::new();
    for (name, schema) in document["components"]["schemas"]
        .as_object()
        .expect("schemas")
    {
        writeln!(outline, "{name}: {}", kind(schema)).expect("writing to a string");
        let lists = |keyword: &str, member: &str| {
            let names = schema[keyword].as_array().into_iter().flatten();
            names.filter_map(Value::as_str).any(|name| name == member)
        };
        for (member, schema) in schema["properties"].as_object().into_iter().flatten() {
            let mark = match member {
                always if lists("required", always) => "!",
                success if lists("x-required-on-success", success) => "! on success",
                _ => "",
            };
            writeln!(outline, "  {member}{mark}: {}", kind(schema)).expect("writing to a string");
        }
    }
    insta::assert_snapshot!(outline);
}

/// A schema in one line: what it refers to, or type, format, nullability, openness and sensitivity.
fn kind(schema: &Value) -> String {
    if spec::is_component(schema) {
        return spec::component(schema);
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        return choices.iter().map(kind).collect::<Vec<_>>().join(" | ");
    }
    let mut text = match schema["type"].as_str() {
        None => "any".to_owned(),
        Some("array") => format!("[{}]", kind(&schema["items"])),
        Some(name) => name.to_owned(),
    };
    if let Some(format) = schema["format"].as_str() {
        text = format!("{text}({format})");
    }
    if schema["nullable"] == true {
        text.push('?');
    }
    match schema.get("additionalProperties") {
        Some(Value::Bool(false)) => text.push_str(" closed"),
        Some(_) => text.push_str(" free"),
        None => {}
    }
    if let Some(sensitive) = schema["x-sensitive"].as_str() {
        write!(text, " {sensitive}").expect("writing to a string");
    }
    text
}
