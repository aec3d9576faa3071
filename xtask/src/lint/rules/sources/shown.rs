//! Words that the documentation has, and that nothing else of the spec keeps, stay known: a description has each of them.

use super::tables::DOCUMENTED_WORDS;
use crate::lint::document::model::Document;
use crate::lint::document::pointer::{child, component};
use crate::lint::finding::Findings;
use serde_json::Value;

pub(crate) fn check(document: &Document<'_>, findings: &mut Findings) {
    for (place, words) in DOCUMENTED_WORDS {
        let pointer = child(&described(document, place), "description");
        // A description that is missing is a finding of its own.
        let Some(text) = document.raw.pointer(&pointer).and_then(Value::as_str) else {
            continue;
        };
        for word in words.iter().filter(|word| !has(text, word)) {
            findings.add(
                pointer.clone(),
                "documented-word",
                format!("the documentation has `{word}` here, and nothing else keeps it"),
                "name it in the description, or correct DOCUMENTED_WORDS of the lint",
            );
        }
    }
}

/// The pointer of what a place of the table names.
fn described(document: &Document<'_>, place: &str) -> String {
    if let Some((name, member)) = place.split_once('/') {
        return child(&child(&component(name), "properties"), member);
    }
    let scheme = child("/components/securitySchemes", place);
    if document.raw.pointer(&scheme).is_some() {
        return scheme;
    }
    let mut operations = document.operations.iter();
    match operations.find(|op| op.id() == place) {
        Some(op) => op.pointer.clone(),
        None => component(place),
    }
}

/// Whether the text has the word, and not only as a part of a longer word.
fn has(text: &str, word: &str) -> bool {
    let inside = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| {
        !text[..at].ends_with(inside) && !text[at + word.len()..].starts_with(inside)
    })
}

#[cfg(test)]
mod tests;
