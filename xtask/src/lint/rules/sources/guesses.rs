//! A description that guesses must name an erratum whose evidence is `inferred`, and so must an error status: none is
//! documented.

use crate::lint::document::model::Document;
use crate::lint::document::pointer::{child, schema_name};
use crate::lint::document::sites::{Node, Place, reference};
use crate::lint::finding::Findings;
use crate::lint::rules::errata::ids_on;
use crate::lint::tables::HEDGES;

pub(crate) fn check(document: &Document<'_>, findings: &mut Findings) {
    for site in &document.sites {
        let (Place::Component | Place::Property(_), Node::Schema(schema)) =
            (&site.place, site.node)
        else {
            continue;
        };
        let text = schema
            .schema_data
            .description
            .as_deref()
            .unwrap_or_default();
        let Some(hedge) = HEDGES.iter().find(|hedge| text.contains(*hedge)) else {
            continue;
        };
        let target = reference(site.node).and_then(schema_name);
        let target = target.and_then(|name| document.schema(name));
        let named = [Some(schema), target].into_iter().flatten();
        let mut named = named.flat_map(|schema| ids_on(&schema.schema_data.extensions));
        if !named.any(|id| is_inferred(document, id)) {
            findings.add(
                child(&site.pointer, "x-errata"),
                "guess",
                format!(
                    "the description says `{hedge}`, but no erratum with inferred evidence is named"
                ),
                "name one; a guess from a name has an erratum of its own in the register",
            );
        }
    }
    for op in &document.operations {
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

/// Whether the decision of an erratum is a guess.
pub(crate) fn is_inferred(document: &Document<'_>, id: &str) -> bool {
    let evidence = document.raw.pointer(&format!("/x-errata/{id}/evidence"));
    evidence.is_some_and(|evidence| evidence == "inferred")
}

#[cfg(test)]
mod tests;
