//! Walks the raw document by its OpenAPI keywords. Examples are data, and names of properties are not keywords.

use super::pointer::{child, within};
use serde_json::Value;

/// Calls `visit` with the place, the keyword and the value of each keyword.
pub(crate) fn walk<'v>(raw: &'v Value, visit: &mut impl FnMut(&str, &'v str, &'v Value)) {
    below(raw, &mut String::new(), false, visit);
}

/// Each place of one keyword: its pointer and its value.
pub(crate) fn keywords<'v>(raw: &'v Value, keyword: &str) -> Vec<(String, &'v Value)> {
    let mut found = Vec::new();
    walk(raw, &mut |at, key, value| {
        if key == keyword {
            found.push((child(at, key), value));
        }
    });
    found
}

/// `names` says that the members of `value` are names and not keywords: properties, schemas, paths.
fn below<'v>(
    value: &'v Value,
    at: &mut String,
    names: bool,
    visit: &mut impl FnMut(&str, &'v str, &'v Value),
) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                if !names {
                    visit(at, key, value);
                }
                let data = !names && (is_data(key) || key.starts_with("x-"));
                if !data {
                    let names = !names && is_map_of_names(key);
                    within(at, key, |at| below(value, at, names, visit));
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                within(at, &index.to_string(), |at| below(item, at, false, visit));
            }
        }
        _ => {}
    }
}

fn is_data(keyword: &str) -> bool {
    matches!(keyword, "example" | "value" | "enum" | "default")
}

fn is_map_of_names(keyword: &str) -> bool {
    matches!(
        keyword,
        "properties"
            | "schemas"
            | "paths"
            | "examples"
            | "content"
            | "encoding"
            | "securitySchemes"
            | "headers"
    )
}
