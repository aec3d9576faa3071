//! A description that guesses must name an erratum whose evidence is `inferred`, and so must an error status: none is
//! documented. What no documentation says may only be told as a guess.

use openapiv3::Schema;
use serde_json::Value;

use super::tables::{EFFECT_ERRATUM, HEDGES, UNDOCUMENTED_CLAIMS};
use crate::lint::document::model::{Document, Op};
use crate::lint::document::pointer::{child, schema_name};
use crate::lint::document::sites::{Node, Place, reference};
use crate::lint::finding::Findings;
use crate::lint::rules::errata::ids_on;

pub(crate) fn check(document: &Document<'_>, findings: &mut Findings) {
    for site in &document.sites {
        if let (Place::Component | Place::Property(_), Node::Schema(schema)) =
            (&site.place, site.node)
        {
            let target = reference(site.node).and_then(schema_name);
            let target = target.and_then(|name| document.schema(name));
            let named = [Some(schema), target].into_iter().flatten();
            let named = named.flat_map(|schema| ids_on(&schema.schema_data.extensions));
            described(
                document,
                schema,
                &site.pointer,
                &named.collect::<Vec<_>>(),
                findings,
            );
        }
    }
    for op in &document.operations {
        operation(document, op, findings);
        for (status, pointer, response) in document.responses(op) {
            let named = ids_on(&response.extensions);
            if status != "200" && !named.iter().any(|id| is_inferred(document, id)) {
                findings.add(
                    child(&pointer, "x-errata"),
                    "guess",
                    format!("no documentation speaks of the status {status}"),
                    "name the erratum that says how it is treated",
                );
            }
        }
    }
}

/// Checks the description of a component or member.
fn described(
    document: &Document<'_>,
    schema: &Schema,
    pointer: &str,
    named: &[&str],
    findings: &mut Findings,
) {
    let text = schema.schema_data.description.as_deref();
    let text = text.unwrap_or_default();
    claims(text, pointer, findings);
    if let Some(hedge) = hedge(text) {
        must_name(document, pointer, hedge, named, findings);
    }
}

/// Checks what an operation says about itself, its body and its answer. What a repeated call does is decided by one erratum for
/// all operations, so that erratum is no source for other guesses.
fn operation(document: &Document<'_>, op: &Op<'_>, findings: &mut Findings) {
    let named = ids_on(&op.operation.extensions);
    if !named.contains(&EFFECT_ERRATUM) {
        findings.add(
            child(&op.pointer, "x-errata"),
            "effect-source",
            format!("no documentation says whether {} may be repeated", op.id()),
            format!("name {EFFECT_ERRATUM}"),
        );
    }
    let description = op.operation.description.as_deref().unwrap_or_default();
    let mut places = vec![(op.pointer.clone(), description)];
    if let Some((pointer, body)) = document.request_body(op) {
        places.push((pointer, body.description.as_deref().unwrap_or_default()));
    }
    let answers = document.responses(op).into_iter();
    let answers = answers.filter(|(status, ..)| status == "200");
    places.extend(answers.map(|(_, pointer, answer)| (pointer, answer.description.as_str())));
    for (pointer, text) in &places {
        claims(text, pointer, findings);
    }
    let summary = op.operation.summary.as_deref();
    let texts = places.iter().map(|(_, text)| *text).chain(summary);
    let mut others = texts
        .flat_map(sentences)
        .filter(|sentence| !sentence.contains("to repeat"));
    if let Some(hedge) = others.find_map(hedge) {
        let named: Vec<_> = named
            .into_iter()
            .filter(|id| *id != EFFECT_ERRATUM)
            .collect();
        must_name(document, &op.pointer, hedge, &named, findings);
    }
}

/// Finds what no documentation says, told as a fact.
fn claims(text: &str, pointer: &str, findings: &mut Findings) {
    for sentence in sentences(text) {
        let claim = UNDOCUMENTED_CLAIMS
            .iter()
            .find(|claim| sentence.contains(**claim));
        if let Some(claim) = claim.filter(|_| hedge(sentence).is_none()) {
            findings.add(
                child(pointer, "description"),
                "claim",
                format!("no documentation says `{claim}`"),
                "say in the same sentence that it is inferred, and name the erratum",
            );
        }
    }
}

fn must_name(
    document: &Document<'_>,
    pointer: &str,
    hedge: &str,
    named: &[&str],
    findings: &mut Findings,
) {
    if !named.iter().any(|id| is_inferred(document, id)) {
        findings.add(
            child(pointer, "x-errata"),
            "guess",
            format!(
                "the description says `{hedge}`, but no erratum with inferred evidence is named"
            ),
            "name one; a guess from a name has an erratum of its own in the register",
        );
    }
}

fn hedge(text: &str) -> Option<&'static str> {
    HEDGES.into_iter().find(|hedge| text.contains(hedge))
}

fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split(". ")
}

/// Whether the decision of an erratum is a guess.
pub(crate) fn is_inferred(document: &Document<'_>, id: &str) -> bool {
    let evidence = document.raw.pointer(&format!("/x-errata/{id}/evidence"));
    evidence.and_then(Value::as_str) == Some("inferred")
}

#[cfg(test)]
mod tests;
