//! Words that only the documentation's examples show stay known: the description of the member has each of them.

use crate::lint::document::model::Document;
use crate::lint::document::pointer::{child, component};
use crate::lint::finding::Findings;
use crate::lint::tables::DOCUMENTED_WORDS;
use serde_json::Value;

pub(crate) fn check(document: &Document<'_>, findings: &mut Findings) {
    for (place, words) in DOCUMENTED_WORDS {
        let (name, member) = place.split_once('/').unwrap_or((place, ""));
        let member = child(&child(&component(name), "properties"), member);
        let pointer = child(&member, "description");
        let text = document.raw.pointer(&pointer).and_then(Value::as_str);
        let text = text.unwrap_or_default();
        for word in words.iter().filter(|word| !text.contains(**word)) {
            findings.add(
                pointer.clone(),
                "documented-word",
                format!("the documentation shows `{word}` here, and nothing else keeps it"),
                "name it in the description, or correct DOCUMENTED_WORDS of the lint",
            );
        }
    }
}

#[cfg(test)]
mod tests;
