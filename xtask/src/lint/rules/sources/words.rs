//! A description says what this place means. It is not empty, not the same as that of another body, and not left to a
//! component that many places use.

use std::collections::BTreeMap;

use super::tables::EMPTY_WORDS;
use crate::lint::document::model::Document;
use crate::lint::document::pointer::{child, schema_name};
use crate::lint::document::sites::{Node, Place};
use crate::lint::finding::Findings;
use crate::lint::tables::IN_BAND_ERROR;

/// A description with fewer words repeats the name of what it describes.
const LEAST_WORDS: usize = 4;

pub(crate) fn check(document: &Document<'_>, findings: &mut Findings) {
    for site in &document.sites {
        match (&site.place, site.node) {
            // The error is the one member that means the same in each answer.
            (Place::Property(name), Node::Ref(reference))
                if schema_name(reference) != Some(IN_BAND_ERROR) =>
            {
                findings.add(
                    site.pointer.clone(),
                    "own-words",
                    format!(
                        "`{name}` says nothing of its own, only what its component says everywhere"
                    ),
                    "write `allOf` with the reference, and a description beside it",
                );
            }
            (Place::Component | Place::Property(_), Node::Schema(schema)) => {
                let text = schema.schema_data.description.as_deref();
                something(text, child(&site.pointer, "description"), findings);
            }
            _ => {}
        }
    }
    bodies(document, findings);
}

/// Checks what operations say about their bodies. Two operations never take or answer the same.
fn bodies(document: &Document<'_>, findings: &mut Findings) {
    let mut told: BTreeMap<&str, &str> = BTreeMap::new();
    for op in &document.operations {
        let request = document.request_body(op);
        let request = request.map(|(pointer, body)| (pointer, body.description.as_deref()));
        let answers = document.responses(op).into_iter();
        let answers = answers.filter(|(status, ..)| status == "200");
        let answers = answers.map(|(_, at, body)| (at, Some(body.description.as_str())));
        for (pointer, text) in request.into_iter().chain(answers) {
            let pointer = child(&pointer, "description");
            let Some(text) = text.filter(|text| !text.trim().is_empty()) else {
                findings.add(
                    pointer,
                    "empty-words",
                    "the body has no description",
                    "say what is sent or answered",
                );
                continue;
            };
            something(Some(text), pointer.clone(), findings);
            if let Some(other) = told.insert(
                text,
                op.operation.operation_id.as_deref().unwrap_or("another"),
            ) {
                findings.add(
                    pointer,
                    "empty-words",
                    format!("{other} says the same of its body"),
                    "say what is sent or answered here",
                );
            }
        }
    }
}

fn something(text: Option<&str>, pointer: String, findings: &mut Findings) {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        return; // the rule `description`
    };
    let plain = text.trim_end_matches('.').to_ascii_lowercase();
    let few = text.split_whitespace().count() < LEAST_WORDS;
    if few || EMPTY_WORDS.contains(&plain.as_str()) {
        findings.add(
            pointer,
            "empty-words",
            format!("`{text}` says nothing that the name does not say"),
            "say what it is for, whose it is, or which values it has",
        );
    }
}

#[cfg(test)]
mod tests;
