//! The document's `x-plain-name`: plain words for misleading ones of the wire, which make no two names the same.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::lint::document::{model::Document, pointer::child};
use crate::lint::finding::Findings;
use crate::words::{PlainWords, split};

/// The extension, and the name of the rule.
pub(crate) const EXTENSION: &str = "x-plain-name";

pub(crate) fn check(document: &Document<'_>, findings: &mut Findings) {
    let Some(table) = document.raw.get(EXTENSION) else {
        return;
    };
    let (Some(entries), Some(plain)) = (table.as_object(), PlainWords::of(Some(table))) else {
        findings.add(
            format!("/{EXTENSION}"),
            EXTENSION,
            "this is no mapping from words to words",
            "write the wire's word, or several in a row, and what to say instead",
        );
        return;
    };
    let objects = named(document);
    let words: Vec<Vec<String>> = objects
        .iter()
        .flat_map(|(_, it)| it)
        .map(|it| split(it))
        .collect();
    for (wire, instead) in entries {
        let at = child(&format!("/{EXTENSION}"), wire);
        let phrase: Vec<String> = wire.split(' ').map(str::to_owned).collect();
        let is_plain = |text: &str| {
            text.chars()
                .all(|it| it.is_ascii_lowercase() || " -".contains(it))
        };
        let text = instead.as_str().unwrap_or_default();
        if text.is_empty() || !is_plain(text) || !is_plain(wire) {
            findings.add(
                at.clone(),
                EXTENSION,
                "these are no words",
                "write words in lower case, with blanks or hyphens between them",
            );
        }
        if !words
            .iter()
            .any(|it| it.windows(phrase.len()).any(|part| part == phrase))
        {
            findings.add(
                at.clone(),
                EXTENSION,
                format!("no name has the words `{wire}`"),
                "remove the entry",
            );
        }
        let again: Vec<String> = text.split([' ', '-']).map(str::to_owned).collect();
        if plain.plain(&again).is_some() {
            findings.add(
                at,
                EXTENSION,
                format!("`{text}` holds a word that is itself said otherwise"),
                "write what is meant in the end",
            );
        }
    }
    for (place, names) in objects {
        let mut seen = BTreeMap::new();
        for name in names {
            let other = seen.insert(plain.letters(&name), name.clone());
            // Two equal names are told by other rules.
            if let Some(other) = other.filter(|other| *other != name) {
                findings.add(
                    child(&place, &name),
                    EXTENSION,
                    format!("`{name}` and `{other}` have the same plain name"),
                    "write longer phrases, so that they differ",
                );
            }
        }
    }
}

/// Where names must differ from each other, and the names there: components, operations, the members of each object.
fn named(document: &Document<'_>) -> Vec<(String, Vec<String>)> {
    let ids = document.operations.iter().map(|op| op.id().to_owned());
    let mut named = vec![("/paths".to_owned(), ids.collect())];
    let at = "/components/schemas";
    let Some(components) = document.raw.pointer(at).and_then(Value::as_object) else {
        return named;
    };
    named.push((at.to_owned(), components.keys().cloned().collect()));
    for (name, component) in components {
        let members = component.get("properties").and_then(Value::as_object);
        let members = members
            .into_iter()
            .flat_map(|members| members.keys().cloned());
        let place = child(&child(at, name), "properties");
        named.push((place, members.collect()));
    }
    named
}

#[cfg(test)]
mod tests;
