//! Where the register decides which kind of id a member holds, the member has that kind.

use serde_json::Value;

use super::tables::DECIDED_IDS;
use crate::lint::document::model::Document;
use crate::lint::document::pointer::{child, component, schema_name};
use crate::lint::finding::Findings;

pub(crate) fn check(document: &Document<'_>, findings: &mut Findings) {
    for (place, kind, erratum) in DECIDED_IDS {
        let (name, member) = place.split_once('/').unwrap_or((place, ""));
        let at = child(&child(&component(name), "properties"), member);
        let reference = document.raw.pointer(&format!("{at}/allOf/0/$ref"));
        let found = reference.and_then(Value::as_str).and_then(schema_name);
        if found != Some(kind) {
            findings.add(
                at,
                "decided-id",
                format!("{erratum} decides that this is a {kind}"),
                format!("refer to {kind}, or change {erratum} and DECIDED_IDS of the lint"),
            );
        }
    }
}

#[cfg(test)]
mod tests;
