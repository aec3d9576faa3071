//! Vendor extensions: required ones are there, each has a valid value, and no unknown one is used.

use crate::lint::document::keywords::walk;
use crate::lint::document::model::{Document, Op};
use crate::lint::document::pointer::child;
use crate::lint::finding::Findings;
use crate::lint::rules::operations::success;
use crate::lint::rules::plain_names;
use crate::lint::rules::sources::documentation;
use crate::lint::tables::{EFFECTS, HOSTS, PRODUCTS, SENSITIVITIES};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

const ON_DOCUMENT: [&str; 3] = ["x-errata", documentation::EXTENSION, plain_names::EXTENSION];
const ON_RESPONSES: [&str; 1] = ["x-errata"];
const ON_OPERATIONS: [&str; 5] = [
    "x-effect",
    "x-product",
    "x-pagination",
    "x-documented-as",
    "x-errata",
];
const ON_SCHEMAS: [&str; 4] = [
    "x-sensitive",
    "x-enum-varnames",
    "x-errata",
    success::EXTENSION,
];

pub(crate) fn check(document: &Document<'_>, findings: &mut Findings) {
    for op in &document.operations {
        word(op, "x-effect", &EFFECTS, findings);
        word(op, "x-product", &PRODUCTS, findings);
        documented_as(op, findings);
    }
    let operations: BTreeSet<&str> = document
        .operations
        .iter()
        .map(|op| op.pointer.as_str())
        .collect();
    let mut schemas = Vec::new();
    walk(document.raw, &mut |at, key, value| {
        let known: &[&str] = if at.is_empty() {
            &ON_DOCUMENT
        } else if operations.contains(at) {
            &ON_OPERATIONS
        } else if at.starts_with("/components/responses/") {
            &ON_RESPONSES
        } else if at.starts_with("/components/schemas/") {
            &ON_SCHEMAS
        } else {
            &[]
        };
        if key.starts_with("x-") && !known.contains(&key) {
            findings.add(
                child(at, key),
                "x-unknown",
                format!("the extension `{key}` is not known at this place"),
                "use an extension of spec/README.md; add a new one there and to the lint",
            );
        }
        if key == "x-sensitive" || key == "x-enum-varnames" || key == "enum" {
            schemas.push((at.to_owned(), key, value));
        }
    });
    for (at, key, value) in schemas {
        match key {
            "x-sensitive" => sensitive(&at, value, findings),
            "x-enum-varnames" => names(document.raw, &at, value, findings),
            _ => named(document.raw, &at, value, findings),
        }
    }
}

fn word(op: &Op<'_>, extension: &'static str, words: &[&str], findings: &mut Findings) {
    let value = op.operation.extensions.get(extension);
    if value
        .and_then(Value::as_str)
        .is_some_and(|word| words.contains(&word))
    {
        return;
    }
    let pointer = if value.is_some() {
        child(&op.pointer, extension)
    } else {
        op.pointer.clone()
    };
    findings.add(
        pointer,
        extension,
        format!("{} has no valid {extension}", op.id()),
        format!("write one of {}", words.join(", ")),
    );
}

fn documented_as(op: &Op<'_>, findings: &mut Findings) {
    const RULE: &str = "x-documented-as";
    let pointer = child(&op.pointer, RULE);
    let Some(value) = op.operation.extensions.get(RULE).and_then(Value::as_object) else {
        findings.add(
            op.pointer.clone(),
            RULE,
            format!("{} has no x-documented-as", op.id()),
            "write section, title and hosts",
        );
        return;
    };
    for member in ["section", "title"] {
        if !value.get(member).is_some_and(is_text) {
            findings.add(
                child(&pointer, member),
                RULE,
                format!("`{member}` is missing or is not text"),
                "write the documentation's own words",
            );
        }
    }
    let known = |host: &Value| HOSTS.iter().any(|(name, _)| host == name);
    list(value, "hosts", known, &pointer, findings);
    if value.contains_key("also") {
        list(value, "also", is_text, &pointer, findings);
    }
    let surplus = |key: &&String| !["section", "title", "hosts", "also"].contains(&key.as_str());
    for key in value.keys().filter(surplus) {
        findings.add(
            child(&pointer, key),
            RULE,
            format!("x-documented-as has no member `{key}`"),
            "write section, title, hosts and also",
        );
    }
}

/// Checks a list: not empty, each element good, no element twice.
fn list(
    of: &Map<String, Value>,
    member: &str,
    good: impl Fn(&Value) -> bool,
    pointer: &str,
    findings: &mut Findings,
) {
    let items = of.get(member).and_then(Value::as_array);
    let fine = items.is_some_and(|items| {
        let different: BTreeSet<_> = items.iter().map(Value::to_string).collect();
        !items.is_empty() && items.iter().all(good) && different.len() == items.len()
    });
    if !fine {
        findings.add(
            child(pointer, member),
            "x-documented-as",
            format!("`{member}` is not a valid list"),
            "hosts: one or more of api, api-v2, data, media-api; also: further titles",
        );
    }
}

fn is_text(value: &Value) -> bool {
    value.as_str().is_some_and(|text| !text.trim().is_empty())
}

fn sensitive(at: &str, value: &Value, findings: &mut Findings) {
    if !value
        .as_str()
        .is_some_and(|word| SENSITIVITIES.contains(&word))
    {
        findings.add(
            child(at, "x-sensitive"),
            "x-sensitive",
            format!("{value} is not a kind of sensitive data"),
            format!("write one of {}", SENSITIVITIES.join(", ")),
        );
    }
}

/// Checks that each value has a name, in the same order.
fn names(raw: &Value, at: &str, value: &Value, findings: &mut Findings) {
    let values = raw.pointer(&child(at, "enum")).and_then(Value::as_array);
    let names = value.as_array().map(|names| {
        let different: BTreeSet<_> = names.iter().filter_map(Value::as_str).collect();
        (names.len(), different.len())
    });
    let fine = match (values, names) {
        (Some(values), Some((all, different))) => values.len() == all && all == different,
        _ => false,
    };
    if !fine {
        findings.add(
            child(at, "x-enum-varnames"),
            "x-enum-varnames",
            "the values and the names do not match one to one",
            "give each value of `enum` a different name, in the same order",
        );
    }
}

/// Checks that an enumeration of numbers has names, since numbers say nothing.
fn named(raw: &Value, at: &str, values: &Value, findings: &mut Findings) {
    let numbers = values
        .as_array()
        .is_some_and(|values| values.iter().any(Value::is_number));
    if numbers && raw.pointer(&child(at, "x-enum-varnames")).is_none() {
        findings.add(
            at,
            "x-enum-varnames",
            "the values are numbers without names",
            "add x-enum-varnames",
        );
    }
}

#[cfg(test)]
mod tests;
