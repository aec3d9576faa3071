//! Which members a request must have is documented for a few filters only. Everywhere else the object names the erratum
//! that decides it.

use openapiv3::{SchemaKind, Type};

use crate::lint::document::model::Document;
use crate::lint::document::pointer::{child, component};
use crate::lint::finding::Findings;
use crate::lint::rules::errata::ids_on;
use crate::lint::tables::{DOCUMENTED_REQUIREDNESS, REQUIREDNESS_ERRATA};

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
        let documented = DOCUMENTED_REQUIREDNESS.contains(name);
        if !object.properties.is_empty() && !decided && !documented {
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
    for name in DOCUMENTED_REQUIREDNESS {
        if !document.in_requests.contains(name) {
            findings.add(
                component(name),
                RULE,
                format!("DOCUMENTED_REQUIREDNESS of the lint lists {name}, which no request has"),
                "remove the entry",
            );
        }
    }
}

#[cfg(test)]
mod tests;
