//! The register of errata at the top of the spec, and the places that name its entries.

use crate::lint::document::keywords::keywords;
use crate::lint::document::model::Document;
use crate::lint::document::pointer::child;
use crate::lint::finding::Findings;
use crate::lint::tables::{ERRATA, EVIDENCE, FURTHER_ERRATA, GENERAL_ERRATA};
use openapiv3::OpenAPI;
use serde_json::Value;
use std::collections::BTreeSet;

/// The errata that an operation or a schema names.
pub(crate) fn ids_on<'a>(
    extensions: impl IntoIterator<Item = (&'a String, &'a Value)>,
) -> Vec<&'a str> {
    let named = extensions.into_iter().find(|(key, _)| *key == "x-errata");
    let ids = named.and_then(|(_, ids)| ids.as_array());
    ids.into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

pub(crate) fn check(document: &Document<'_>, findings: &mut Findings) {
    let register = register(document.model, findings);
    for id in required() {
        if !register.contains(id.as_str()) {
            findings.add(
                "/x-errata",
                "errata-register",
                format!("the register has no decision for {id}"),
                "add an entry with documented, decision and evidence",
            );
        }
    }
    let mut named: BTreeSet<&str> = GENERAL_ERRATA.into();
    for (pointer, value) in keywords(document.raw, "x-errata") {
        if pointer != "/x-errata" {
            mention(&pointer, value, &register, findings);
            let ids = value.as_array().into_iter().flatten();
            named.extend(ids.filter_map(Value::as_str));
        }
    }
    for id in register.difference(&named) {
        findings.add(
            child("/x-errata", id),
            "errata-register",
            format!("no operation and no schema names {id}"),
            "add it to the x-errata of each place that it affects",
        );
    }
}

/// The ids that the register must have.
fn required() -> impl Iterator<Item = String> {
    let numbered = |(letter, count)| (1..=count).map(move |number| format!("{letter}{number}"));
    ERRATA.into_iter().flat_map(numbered)
}

fn is_id(id: &str) -> bool {
    let further = id.strip_prefix(FURTHER_ERRATA);
    let further = further.and_then(|number| number.parse::<u32>().ok());
    further.is_some_and(|number| number > 0) || required().any(|known| known == id)
}

fn register<'a>(model: &'a OpenAPI, findings: &mut Findings) -> BTreeSet<&'a str> {
    let Some(entries) = model.extensions.get("x-errata").and_then(Value::as_object) else {
        findings.add(
            "",
            "errata-register",
            "the document has no register of errata",
            "add `x-errata` at the top: a mapping from id to documented, decision and evidence",
        );
        return BTreeSet::new();
    };
    for (id, entry) in entries {
        let pointer = child("/x-errata", id);
        if !is_id(id) {
            findings.add(
                pointer.clone(),
                "errata-register",
                format!("{id} is not the id of an erratum"),
                format!("use a known id; a new erratum gets {FURTHER_ERRATA} and the next number"),
            );
        }
        self::entry(entry, &pointer, findings);
    }
    entries.keys().map(String::as_str).collect()
}

fn entry(entry: &Value, pointer: &str, findings: &mut Findings) {
    let text = |member: &str| {
        let text = entry.get(member).and_then(Value::as_str);
        text.is_some_and(|text| !text.trim().is_empty())
    };
    for member in ["documented", "decision"] {
        if !text(member) {
            findings.add(
                pointer,
                "errata-register",
                format!("`{member}` is missing or is not text"),
                "say what the documentation shows (`documented`) and what was decided (`decision`)",
            );
        }
    }
    let evidence = entry.get("evidence").and_then(Value::as_str);
    if !evidence.is_some_and(|word| EVIDENCE.contains(&word)) {
        findings.add(
            child(pointer, "evidence"),
            "errata-register",
            "the entry has no valid evidence",
            format!("write one of {}", EVIDENCE.join(", ")),
        );
    }
    let members = entry.as_object().into_iter().flat_map(|entry| entry.keys());
    for member in
        members.filter(|key| !["documented", "decision", "evidence"].contains(&key.as_str()))
    {
        findings.add(
            child(pointer, member),
            "errata-register",
            format!("an erratum has no member `{member}`"),
            "write documented, decision and evidence only",
        );
    }
}

fn mention(pointer: &str, value: &Value, register: &BTreeSet<&str>, findings: &mut Findings) {
    let ids = value.as_array().filter(|ids| !ids.is_empty());
    let Some(ids) = ids else {
        findings.add(
            pointer,
            "x-errata",
            "this is not a list of errata",
            "list ids of the register at the top, or leave x-errata out",
        );
        return;
    };
    let mut seen = BTreeSet::new();
    for (index, id) in ids.iter().enumerate() {
        let known = id
            .as_str()
            .is_some_and(|id| register.contains(id) && seen.insert(id));
        if !known {
            findings.add(
                child(pointer, &index.to_string()),
                "x-errata",
                format!("the register does not have {id}, or the list has it twice"),
                "name each erratum of the register once",
            );
        }
    }
}

#[cfg(test)]
mod tests;
