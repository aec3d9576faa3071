//! If a format decides what the documentation leaves open, the member must name the erratum.

use super::errata::ids_on;
use crate::lint::document::model::Document;
use crate::lint::document::pointer::child;
use crate::lint::document::sites::{Node, Place};
use crate::lint::finding::Findings;
use crate::lint::rules::schemas::shape::is_untyped;
use crate::lint::tables::{FORMAT_ERRATA, Tables, UNSEEN_ERRATA};
use serde_json::Value;

pub(crate) fn check(document: &Document<'_>, tables: &Tables, findings: &mut Findings) {
    for site in &document.sites {
        let (Place::Property(_), Node::Schema(schema)) = (&site.place, site.node) else {
            continue;
        };
        let format = |below: &str| {
            let format = document.raw.pointer(&format!("{}{below}", site.pointer));
            format.and_then(Value::as_str)
        };
        let format = format("/format").or_else(|| format("/items/format"));
        let items = child(&site.pointer, "items");
        let reason = if is_untyped(schema) {
            tables.untyped.get(&site.pointer)
        } else {
            tables.untyped.get(&items)
        };
        let (what, errata) = match (format, reason.map(String::as_str)) {
            (Some(format), _) => {
                let known = FORMAT_ERRATA.iter().find(|(known, _)| *known == format);
                let Some((_, errata)) = known else {
                    continue;
                };
                (format!("the format {format}"), *errata)
            }
            (None, Some("null" | "empty")) => ("the missing type".to_owned(), UNSEEN_ERRATA),
            _ => continue,
        };
        let named = ids_on(&schema.schema_data.extensions);
        if !named.iter().any(|id| errata.contains(id)) {
            findings.add(
                child(&site.pointer, "x-errata"),
                "decision",
                format!("{what} is a decision, but the member names no erratum for it"),
                format!("name {} in x-errata", errata.join(" or ")),
            );
        }
    }
}

#[cfg(test)]
mod tests;
