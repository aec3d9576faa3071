//! `x-required-on-success` lists what a successful answer has. A failed answer lacks it, so `required` must not list
//! it.

use crate::lint::document::model::Document;
use crate::lint::document::pointer::child;
use crate::lint::document::sites::{Node, Place, Site};
use crate::lint::finding::Findings;
use openapiv3::{Schema, SchemaKind, Type};
use serde_json::Value;
use std::collections::BTreeSet;

/// The extension, which is the rule's name too.
pub(crate) const EXTENSION: &str = "x-required-on-success";

pub(crate) fn check(document: &Document<'_>, findings: &mut Findings) {
    for site in &document.sites {
        let Node::Schema(schema) = site.node else {
            continue;
        };
        let answer = site.place == Place::Component && document.answers.contains(site.component);
        if answer {
            nothing_always(site, schema, findings);
        }
        let Some(value) = schema.schema_data.extensions.get(EXTENSION) else {
            continue;
        };
        let pointer = child(&site.pointer, EXTENSION);
        if answer {
            members(document, site.component, pointer, value, findings);
        } else {
            findings.add(
                pointer,
                EXTENSION,
                "only the body of a 200 response can be a success or a failure",
                "write `required`",
            );
        }
    }
}

/// Checks that an answer requires nothing. A failed answer has only its error, and a success has no error.
fn nothing_always(site: &Site<'_>, schema: &Schema, findings: &mut Findings) {
    let SchemaKind::Type(Type::Object(object)) = &schema.schema_kind else {
        return;
    };
    if !object.required.is_empty() {
        findings.add(
            child(&site.pointer, "required"),
            EXTENSION,
            "a failed answer is HTTP 200 too, but lacks these members",
            format!("write `{EXTENSION}`, without `error`"),
        );
    }
}

/// Checks the list: members of the answer, no member twice, not its error.
fn members(
    document: &Document<'_>,
    component: &str,
    pointer: String,
    value: &Value,
    findings: &mut Findings,
) {
    let known = document.members(component);
    let good = |name: &Value| {
        name.as_str()
            .is_some_and(|name| name != "error" && known.contains_key(name))
    };
    let fine = value.as_array().is_some_and(|names| {
        let different: BTreeSet<_> = names.iter().filter_map(Value::as_str).collect();
        !names.is_empty() && names.iter().all(good) && different.len() == names.len()
    });
    if !fine {
        findings.add(
            pointer,
            EXTENSION,
            format!("this is not a list of members of {component}"),
            "list the members of every documented success, without `error`",
        );
    }
}

#[cfg(test)]
mod tests;
