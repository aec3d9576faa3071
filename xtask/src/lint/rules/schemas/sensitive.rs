//! Members with personal data or secrets must have `x-sensitive`.

use crate::lint::document::model::Document;
use crate::lint::document::pointer::{child, component, schema_name};
use crate::lint::document::sites::Place;
use crate::lint::finding::Findings;
use crate::lint::rules::errata::ids_on;
use crate::lint::tables::{NOT_SENSITIVE, SENSITIVE, SENSITIVE_COMPONENTS, UNKNOWN_ANSWER_ERRATA};
use serde_json::Value;
use std::collections::BTreeSet;

const RULE: &str = "sensitive-member";

/// The depth of the search in a member's schema. The bound is for components that contain themselves.
const DEPTH: u8 = 8;

pub(crate) fn check(document: &Document<'_>, findings: &mut Findings) {
    let mut met = BTreeSet::new();
    for site in &document.sites {
        match site.place {
            Place::Property(name) => {
                let full = format!("{}/{name}", site.component);
                let Some((entry, kind)) = entry(&full, name) else {
                    continue;
                };
                met.insert(entry);
                if !NOT_SENSITIVE.contains(&full.as_str()) {
                    member(document.raw, &site.pointer, name, kind, findings);
                }
            }
            Place::Component => open(document.raw, site.component, findings),
            _ => {}
        }
    }
    whole(document, findings);
    for (name, _) in SENSITIVE.iter().filter(|(name, _)| !met.contains(name)) {
        findings.add(
            "/components/schemas",
            RULE,
            format!("the lint's table of sensitive members has {name}, but no schema has it"),
            "give the table the member's new name, or remove the entry",
        );
    }
}

/// Checks the components that are sensitive as a whole, and the answers of which nothing is documented.
fn whole(document: &Document<'_>, findings: &mut Findings) {
    let mut must = |name: &str, kind: &str, why: &str| {
        let pointer = child(&component(name), "x-sensitive");
        if document.raw.pointer(&pointer).and_then(Value::as_str) != Some(kind) {
            findings.add(
                pointer,
                RULE,
                format!("{name} is {kind} as a whole: {why}"),
                format!("write `x-sensitive: {kind}` at the component"),
            );
        }
    };
    for (name, kind) in SENSITIVE_COMPONENTS {
        must(name, kind, "the lint's table says so");
    }
    for op in &document.operations {
        let named = ids_on(&op.operation.extensions);
        if !named.iter().any(|id| UNKNOWN_ANSWER_ERRATA.contains(id)) {
            continue;
        }
        let at = format!(
            "{}/responses/200/content/application~1json/schema/$ref",
            op.pointer
        );
        let reference = document.raw.pointer(&at).and_then(Value::as_str);
        if let Some(name) = reference.and_then(schema_name) {
            must(name, "personal", "what it holds is not documented");
        }
    }
}

/// The entry of the table for a member. An entry for its component comes before an entry for its name.
fn entry(full: &str, name: &str) -> Option<(&'static str, &'static str)> {
    let find = |wanted: &str| SENSITIVE.into_iter().find(|(entry, _)| *entry == wanted);
    find(full).or_else(|| find(name))
}

fn member(raw: &Value, pointer: &str, name: &str, kind: &str, findings: &mut Findings) {
    let mut kinds = BTreeSet::new();
    if let Some(schema) = raw.pointer(pointer) {
        gather(raw, schema, &mut kinds, DEPTH);
    }
    if !kinds.contains(kind) {
        findings.add(
            child(pointer, "x-sensitive"),
            RULE,
            format!("`{name}` is {kind}, but neither the member nor its schema says so"),
            format!("write `x-sensitive: {kind}` at the member or at its component"),
        );
    }
}

/// The kinds of sensitive data that a schema and the schemas below it name.
fn gather<'v>(raw: &'v Value, schema: &'v Value, kinds: &mut BTreeSet<&'v str>, depth: u8) {
    kinds.extend(schema.get("x-sensitive").and_then(Value::as_str));
    let Some(depth) = depth.checked_sub(1) else {
        return;
    };
    let reference = schema.get("$ref").and_then(Value::as_str);
    let target = reference.and_then(|at| raw.pointer(at.strip_prefix('#')?));
    let items = schema.get("items");
    let parts = schema.get("allOf").and_then(Value::as_array);
    let items = items.into_iter().chain(parts.into_iter().flatten());
    let properties = schema.get("properties").and_then(Value::as_object);
    let properties = properties.into_iter().flat_map(|members| members.values());
    for below in target.into_iter().chain(items).chain(properties) {
        gather(raw, below, kinds, depth);
    }
}

/// Checks a component with free member names. Customers may put personal data there.
fn open(raw: &Value, name: &str, findings: &mut Findings) {
    let pointer = component(name);
    let Some(schema) = raw.pointer(&pointer) else {
        return;
    };
    let free = schema.get("additionalProperties");
    let free = free.is_some_and(|free| *free != Value::Bool(false));
    if free && schema.get("x-sensitive").is_none() {
        findings.add(
            child(&pointer, "x-sensitive"),
            RULE,
            format!("{name} has free member names, so it may hold personal data"),
            "write `x-sensitive: personal` at the component",
        );
    }
}

#[cfg(test)]
mod tests;
