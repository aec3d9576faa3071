//! A schema without a type must be listed with a reason, and the examples must agree with the reason.

use super::values::Shown;
use crate::lint::document::model::Document;
use crate::lint::document::pointer::child;
use crate::lint::document::sites::{Node, additional};
use crate::lint::finding::Findings;
use crate::lint::rules::schemas::shape::is_untyped;
use crate::lint::tables::Tables;
use openapiv3::AdditionalProperties;
use serde_json::Value;
use std::collections::BTreeSet;

/// Why a place has no type.
const REASONS: [(&str, &str); 4] = [
    ("null", "every documented value is null"),
    ("empty", "every documented list is empty"),
    ("nothing", "the documentation shows no value"),
    (
        "open",
        "customers configure the value, or the server chooses it freely",
    ),
];

pub(crate) fn check(
    document: &Document<'_>,
    tables: &Tables,
    shown: &Shown,
    findings: &mut Findings,
) {
    let places = places(document);
    for place in &places {
        if !tables.untyped.contains_key(place) {
            findings.add(
                place.clone(),
                "untyped",
                "this schema allows any JSON value",
                "give it a type; if the documentation shows none, list it in xtask/src/lint/untyped-places.txt",
            );
        }
    }
    for (place, reason) in &tables.untyped {
        if !places.contains(place) {
            findings.add(
                place.clone(),
                "untyped",
                "untyped-places.txt lists this place, which has a type now or does not exist",
                "remove the line",
            );
        } else if !REASONS.iter().any(|(word, _)| word == reason) {
            let known: Vec<_> = REASONS
                .iter()
                .map(|(word, why)| format!("{word} ({why})"))
                .collect();
            findings.add(
                place.clone(),
                "untyped",
                format!("untyped-places.txt gives the unknown reason `{reason}`"),
                format!("write one of {}", known.join(", ")),
            );
        } else {
            borne_out(place, reason, shown, findings);
        }
    }
}

/// All places with a schema that allows any value.
fn places(document: &Document<'_>) -> BTreeSet<String> {
    let mut places = BTreeSet::new();
    for site in &document.sites {
        let Node::Schema(schema) = site.node else {
            continue;
        };
        if is_untyped(schema) {
            places.insert(site.pointer.clone());
        }
        if let Some(AdditionalProperties::Any(true)) = additional(schema) {
            places.insert(child(&site.pointer, "additionalProperties"));
        }
    }
    places
}

/// Finds an example that shows a value although the reason says that there is none.
fn borne_out(place: &str, reason: &str, shown: &Shown, findings: &mut Findings) {
    let values = shown.get(place).into_iter().flatten();
    let told: Vec<&Value> = match reason {
        "null" => values.filter(|value| !value.is_null()).collect(),
        "empty" | "nothing" => values.collect(),
        _ => Vec::new(),
    };
    if let Some(value) = told.first() {
        findings.add(
            place,
            "untyped",
            format!("listed as `{reason}`, but an example shows {value}"),
            "give it the type that the example shows",
        );
    }
}

#[cfg(test)]
mod tests;
