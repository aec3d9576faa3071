//! Sensitive members: what holds somebody's data or a secret says so, wherever a schema has it.

use crate::lint::document::model::Document;
use crate::lint::document::pointer::{child, component};
use crate::lint::document::sites::Place;
use crate::lint::finding::Findings;
use crate::lint::tables::{NOT_SENSITIVE, OPEN_WITHOUT_DATA, SENSITIVE};
use serde_json::Value;
use std::collections::BTreeSet;

const RULE: &str = "sensitive-member";

/// How deep a member's schema is searched; the bound only ends the walk through components that contain themselves.
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
    for (name, _) in SENSITIVE.iter().filter(|(name, _)| !met.contains(name)) {
        findings.add(
            "/components/schemas",
            RULE,
            format!("the lint's table of sensitive members has {name}, and no schema has it"),
            "give the table the member's new name, or remove the entry",
        );
    }
}

/// What the table says of a member: the entry for its component goes before the one for its name.
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
            format!("`{name}` is {kind}, and neither the member nor what it holds says so"),
            format!("write `x-sensitive: {kind}` on the member or on the component that it holds"),
        );
    }
}

/// The kinds of sensitive data that a schema and everything below it names.
fn gather<'v>(raw: &'v Value, schema: &'v Value, kinds: &mut BTreeSet<&'v str>, depth: u8) {
    kinds.extend(schema.get("x-sensitive").and_then(Value::as_str));
    let Some(depth) = depth.checked_sub(1) else {
        return;
    };
    let reference = schema.get("$ref").and_then(Value::as_str);
    let target = reference.and_then(|at| raw.pointer(at.strip_prefix('#')?));
    let items = schema.get("items");
    let properties = schema.get("properties").and_then(Value::as_object);
    let properties = properties.into_iter().flat_map(|members| members.values());
    for below in target.into_iter().chain(items).chain(properties) {
        gather(raw, below, kinds, depth);
    }
}

/// Where people choose the names of members, nobody knows what they put there.
fn open(raw: &Value, name: &str, findings: &mut Findings) {
    let pointer = component(name);
    let Some(schema) = raw.pointer(&pointer) else {
        return;
    };
    let free = schema.get("additionalProperties");
    let free = free.is_some_and(|free| *free != Value::Bool(false));
    if free && schema.get("x-sensitive").is_none() && !OPEN_WITHOUT_DATA.contains(&name) {
        findings.add(
            child(&pointer, "x-sensitive"),
            RULE,
            format!("{name} has members with free names, which may be anybody's data"),
            "write `x-sensitive: personal` on the component",
        );
    }
}

#[cfg(test)]
mod tests;
