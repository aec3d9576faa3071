//! Every component must be used.

use crate::lint::document::keywords::keywords;
use crate::lint::document::model::Document;
use crate::lint::document::pointer::child;
use crate::lint::finding::Findings;
use serde_json::Value;
use std::collections::BTreeSet;

pub(crate) fn check(document: &Document<'_>, findings: &mut Findings) {
    let references = keywords(document.raw, "$ref");
    let used: BTreeSet<&str> = references
        .iter()
        .filter(|(pointer, reference)| !refers_to_itself(pointer, reference))
        .filter_map(|(_, reference)| reference.as_str())
        .collect();
    let components = document.raw.get("components").and_then(Value::as_object);
    for (kind, members) in components.into_iter().flatten() {
        // Operations name the security scheme without a reference. The rule `security` checks it.
        let members = members.as_object().filter(|_| kind != "securitySchemes");
        for name in members.into_iter().flat_map(|members| members.keys()) {
            let pointer = child(&child("/components", kind), name);
            if !used.contains(format!("#{pointer}").as_str()) {
                findings.add(
                    pointer,
                    "unused-component",
                    format!("nothing refers to {name}"),
                    "remove it, or use it",
                );
            }
        }
    }
}

fn refers_to_itself(pointer: &str, reference: &Value) -> bool {
    let target = reference
        .as_str()
        .and_then(|reference| reference.strip_prefix('#'));
    target.is_some_and(|target| {
        pointer
            .strip_prefix(target)
            .is_some_and(|rest| rest.starts_with('/'))
    })
}

#[cfg(test)]
mod tests;
