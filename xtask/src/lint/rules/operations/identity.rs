//! Each operation is a POST, has a stable unique id, one known tag, and requires the API key.

use crate::lint::document::model::{Document, Op};
use crate::lint::document::pointer::child;
use crate::lint::finding::Findings;
use crate::lint::tables::Tables;
use openapiv3::{APIKeyLocation, ReferenceOr, SecurityScheme};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

pub(crate) fn check(document: &Document<'_>, tables: &Tables, findings: &mut Findings) {
    for op in &document.operations {
        if op.method != "post" {
            findings.add(
                op.pointer.clone(),
                "method",
                format!("{} is not a POST", op.path),
                "every operation of this API is a POST",
            );
        }
        id(op, findings);
        tags(document, op, findings);
        if op.operation.security.is_some() {
            findings.add(
                child(&op.pointer, "security"),
                "security",
                "the document's own `security` already requires the key",
                "remove `security` here",
            );
        }
    }
    ids(document, tables, findings);
    key(document, findings);
}

fn id(op: &Op<'_>, findings: &mut Findings) {
    let id = op.id();
    let camel = id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.chars().all(|c| c.is_ascii_alphanumeric());
    if !camel {
        findings.add(
            child(&op.pointer, "operationId"),
            "operation-id",
            format!("`{id}` is not camelCase"),
            "use letters and digits only, and begin with a small letter",
        );
    }
}

fn ids(document: &Document<'_>, tables: &Tables, findings: &mut Findings) {
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    for op in &document.operations {
        let pointer = child(&op.pointer, "operationId");
        if let Some(first) = seen.insert(op.id(), op.path) {
            findings.add(
                pointer,
                "operation-id",
                format!("{first} already has the id `{}`", op.id()),
                "make the id unique",
            );
        } else if !tables.operation_ids.iter().any(|known| known == op.id()) {
            findings.add(
                pointer,
                "operation-id-list",
                format!("the id `{}` is new", op.id()),
                "add it to spec/operation-ids.txt, but never rename an id: that breaks every client",
            );
        }
    }
    let mut listed = BTreeSet::new();
    for known in &tables.operation_ids {
        if !seen.contains_key(known.as_str()) || !listed.insert(known) {
            findings.add(
                "/paths",
                "operation-id-list",
                format!("spec/operation-ids.txt lists `{known}`, which no operation has or which is listed twice"),
                "restore the id; remove the line only if the API has removed the operation",
            );
        }
    }
}

fn tags(document: &Document<'_>, op: &Op<'_>, findings: &mut Findings) {
    let pointer = child(&op.pointer, "tags");
    let [tag] = op.operation.tags.as_slice() else {
        findings.add(
            pointer,
            "tag",
            format!("{} has {} tags", op.id(), op.operation.tags.len()),
            "give it exactly one tag, its section of the documentation",
        );
        return;
    };
    if !document.model.tags.iter().any(|known| known.name == *tag) {
        findings.add(
            child(&pointer, "0"),
            "tag",
            format!("the tag `{tag}` is not defined"),
            "define it in the document's `tags`",
        );
    }
}

/// Checks the one security scheme: a key in a header. The scheme must have no member that could hold a key.
fn key(document: &Document<'_>, findings: &mut Findings) {
    let schemes = document.model.components.iter();
    let schemes: Vec<_> = schemes.flat_map(|all| &all.security_schemes).collect();
    let [(name, ReferenceOr::Item(scheme))] = schemes.as_slice() else {
        findings.add(
            "/components/securitySchemes",
            "security",
            "there must be one security scheme",
            "describe the header TATODESK-API-KEY",
        );
        return;
    };
    let pointer = child("/components/securitySchemes", name);
    let right = matches!(scheme, SecurityScheme::APIKey { location: APIKeyLocation::Header, name, .. }
        if name == "TATODESK-API-KEY");
    let raw = document.raw.pointer(&pointer).and_then(Value::as_object);
    let surplus = raw.into_iter().flat_map(|members| members.keys());
    let surplus =
        surplus.filter(|key| !["type", "in", "name", "description"].contains(&key.as_str()));
    for key in surplus {
        findings.add(
            child(&pointer, key),
            "literal-key",
            "this member could hold a key",
            "leave only type, in, name and description",
        );
    }
    if !right {
        findings.add(
            pointer,
            "security",
            "the key travels in the header TATODESK-API-KEY",
            "write type apiKey, in header, name TATODESK-API-KEY",
        );
    }
    let required = document.model.security.iter().flatten();
    if !required.clone().any(|one| one.contains_key(name.as_str())) || required.count() != 1 {
        findings.add(
            "/security",
            "security",
            "every operation must require the key and nothing else",
            format!("write one requirement, of {name}"),
        );
    }
}

#[cfg(test)]
mod tests;
