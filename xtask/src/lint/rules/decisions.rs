//! If a format decides what the documentation leaves open, the member must name the erratum.

use super::errata::ids_on;
use crate::lint::document::model::Document;
use crate::lint::document::pointer::{child, component};
use crate::lint::document::sites::{Node, Place};
use crate::lint::finding::Findings;
use crate::lint::rules::schemas::shape::is_untyped;
use crate::lint::tables::{FORMAT_ERRATA, PERIODS, Tables, UNSEEN_ERRATA};
use serde_json::Value;

pub(crate) fn check(document: &Document<'_>, tables: &Tables, findings: &mut Findings) {
    periods(document, findings);
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

/// Checks that both ends of a period name the same errata for their format.
fn periods(document: &Document<'_>, findings: &mut Findings) {
    for name in &document.in_requests {
        let member = |member: &str| {
            let at = child(&child(&component(name), "properties"), member);
            let schema = document.raw.pointer(&at)?;
            let format = schema.get("format").and_then(Value::as_str)?;
            let (_, errata) = FORMAT_ERRATA.iter().find(|(known, _)| *known == format)?;
            let named = schema.get("x-errata").and_then(Value::as_array)?;
            let named = named.iter().filter_map(Value::as_str);
            let named: Vec<&str> = named.filter(|id| errata.contains(id)).collect();
            Some((at, named))
        };
        for (first, last) in PERIODS {
            if let (Some((_, begin)), Some((at, end))) = (member(first), member(last))
                && begin != end
            {
                findings.add(
                    child(&at, "x-errata"),
                    "period",
                    format!(
                        "`{first}` and `{last}` are one period, but name {begin:?} and {end:?}"
                    ),
                    "name the same erratum for both",
                );
            }
        }
    }
}

#[cfg(test)]
mod tests;
