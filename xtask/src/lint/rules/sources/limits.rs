//! A limit that is documented, or told in words, stands in the schema too, where validators see it.

use serde_json::Value;

use super::tables::DOCUMENTED_LIMITS;
use crate::lint::document::model::Document;
use crate::lint::document::pointer::{child, component};
use crate::lint::document::sites::{Node, Place};
use crate::lint::finding::Findings;

pub(crate) fn check(document: &Document<'_>, findings: &mut Findings) {
    for (place, keyword, limit) in DOCUMENTED_LIMITS {
        let (name, member) = place.split_once('/').unwrap_or((place, ""));
        let at = child(&child(&component(name), "properties"), member);
        must(document, &at, keyword, limit, findings);
    }
    for op in &document.operations {
        let Some(paging) = op.operation.extensions.get("x-pagination") else {
            continue;
        };
        let body = document.request_body(op);
        let content = body.and_then(|(at, _)| document.raw.pointer(&child(&at, "content")));
        let reference = content.and_then(|content| {
            content
                .pointer("/application~1json/schema/$ref")?
                .as_str()?
                .strip_prefix('#')
        });
        let Some(request) = reference else { continue };
        let member = |of: &str| {
            let name = paging.get(of)?.as_str()?;
            let at = child(&format!("{request}/properties"), name);
            document.raw.pointer(&at).is_some().then_some(at)
        };
        if let Some(page) = member("page") {
            must(document, &page, "minimum", 0, findings);
        }
        if let Some(limit) = member("limit").filter(|_| paging.get("defaultLimit").is_some()) {
            must(document, &limit, "minimum", 1, findings);
        }
    }
    told(document, findings);
}

/// Finds a member of a request whose description says "from 1" and whose schema allows less.
fn told(document: &Document<'_>, findings: &mut Findings) {
    for site in &document.sites {
        let (Place::Property(_), Node::Schema(schema)) = (&site.place, site.node) else {
            continue;
        };
        let raw = document.raw.pointer(&site.pointer);
        let integer = raw.is_some_and(|raw| raw["type"] == "integer");
        if !integer || !document.in_requests.contains(site.component) {
            continue;
        }
        let text = schema
            .schema_data
            .description
            .as_deref()
            .unwrap_or_default();
        let number = text.split("from ").skip(1).find_map(|after| {
            let digits = after.split(|c: char| !c.is_ascii_digit()).next()?;
            digits.parse().ok()
        });
        if let Some(limit) = number {
            must(document, &site.pointer, "minimum", limit, findings);
        }
    }
}

fn must(document: &Document<'_>, at: &str, keyword: &str, limit: i64, findings: &mut Findings) {
    let pointer = child(at, keyword);
    if document.raw.pointer(&pointer).and_then(Value::as_i64) != Some(limit) {
        findings.add(
            pointer,
            "limit",
            format!("the {keyword} {limit} is told, and a validator does not know it"),
            format!("write `{keyword}: {limit}`"),
        );
    }
}

#[cfg(test)]
mod tests;
