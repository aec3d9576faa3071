//! Which members a request must have is documented for a few filters only: those have exactly the documented ones. Everywhere
//! else the object names the erratum that decides it.

use openapiv3::{SchemaKind, Type};

use super::tables::{DOCUMENTED_REQUIREDNESS, OPTIONAL_BY_DECISION, REQUIREDNESS_ERRATA};
use crate::lint::document::model::Document;
use crate::lint::document::pointer::{child, component};
use crate::lint::finding::Findings;
use crate::lint::rules::errata::ids_on;

const RULE: &str = "requiredness";

pub(crate) fn check(document: &Document<'_>, findings: &mut Findings) {
    for name in &document.in_requests {
        let Some(schema) = document.schema(name) else {
            continue;
        };
        let SchemaKind::Type(Type::Object(object)) = &schema.schema_kind else {
            continue;
        };
        let named = ids_on(&schema.schema_data.extensions);
        let decided = named.iter().any(|id| REQUIREDNESS_ERRATA.contains(id));
        if !object.properties.is_empty() && !decided && documented(name).is_none() {
            findings.add(
                child(&component(name), "x-errata"),
                RULE,
                format!("no documentation says which members {name} requires"),
                format!(
                    "name one of {}, or list it in DOCUMENTED_REQUIREDNESS of the lint",
                    REQUIREDNESS_ERRATA.join(", ")
                ),
            );
        }
    }
    for (name, members) in DOCUMENTED_REQUIREDNESS {
        let mut required = required(document, name);
        required.sort_unstable();
        let mut documented = members.to_vec();
        documented.sort_unstable();
        if required != documented {
            findings.add(
                child(&component(name), "required"),
                RULE,
                format!(
                    "the documentation says that {} are required",
                    members.join(", ")
                ),
                "write exactly these, or correct DOCUMENTED_REQUIREDNESS of the lint",
            );
        }
    }
    for place in OPTIONAL_BY_DECISION {
        let (name, member) = place.split_once('/').unwrap_or((place, ""));
        if required(document, name).contains(&member) {
            findings.add(
                child(&component(name), "required"),
                RULE,
                format!(
                    "no documentation says that `{member}` is required, and N25 leaves it optional"
                ),
                "remove it, or change N25 and OPTIONAL_BY_DECISION of the lint",
            );
        }
    }
}

fn documented(name: &str) -> Option<&'static [&'static str]> {
    let mut table = DOCUMENTED_REQUIREDNESS.into_iter();
    table.find_map(|(known, members)| (known == name).then_some(members))
}

/// The required members of a component.
fn required<'a>(document: &Document<'a>, name: &str) -> Vec<&'a str> {
    let Some(schema) = document.schema(name) else {
        return Vec::new();
    };
    match &schema.schema_kind {
        SchemaKind::Type(Type::Object(object)) => {
            object.required.iter().map(String::as_str).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
