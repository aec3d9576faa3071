//! Each kind of id has its own component, and its nullable twin differs only in null.

use super::shape::target;
use crate::lint::document::model::Document;
use crate::lint::document::pointer::{child, component};
use crate::lint::document::sites::{Node, Place, Site, boxed, items, reference};
use crate::lint::finding::Findings;
use openapiv3::{Schema, SchemaKind, Type};
use serde_json::{Map, Value};

const TWIN: &str = "Nullable";

pub(crate) fn check(document: &Document<'_>, findings: &mut Findings) {
    for site in &document.sites {
        match &site.place {
            Place::Property(name) => member(site, name, findings),
            Place::Component => twin(document, site, findings),
            _ => {}
        }
    }
}

/// Whether a member or component has the name of an id or a list of ids.
fn is_id(name: &str) -> bool {
    name.ends_with("ID") || name.ends_with("IDs")
}

fn member(site: &Site<'_>, name: &str, findings: &mut Findings) {
    if !is_id(name) {
        return;
    }
    let (pointer, node) = match site.node {
        Node::Schema(schema) => match items(schema) {
            Some(items) => (child(&site.pointer, "items"), boxed(items)),
            None => (site.pointer.clone(), site.node),
        },
        Node::Ref(_) => (site.pointer.clone(), site.node),
    };
    match node {
        Node::Schema(schema) if is_integer(schema) => findings.add(
            pointer,
            "id-component",
            format!("`{name}` is a plain integer, so a caller can confuse two kinds of id"),
            "use a $ref to the component of this kind of id",
        ),
        _ if reference(node).is_some() && !target(node).is_some_and(is_id) => findings.add(
            pointer,
            "id-component",
            format!("`{name}` refers to a component that is not an id"),
            "use a $ref to a component whose name ends with ID",
        ),
        _ => {}
    }
}

fn is_integer(schema: &Schema) -> bool {
    matches!(schema.schema_kind, SchemaKind::Type(Type::Integer(_)))
}

fn twin(document: &Document<'_>, site: &Site<'_>, findings: &mut Findings) {
    let Some(name) = site.component.strip_prefix(TWIN) else {
        return;
    };
    let mut wrong = |problem: String, fix: String| {
        findings.add(site.pointer.clone(), "nullable-twin", problem, fix);
    };
    let empty = Map::new();
    let raw = |pointer: &str| document.raw.pointer(pointer).and_then(Value::as_object);
    let twin = raw(&site.pointer).unwrap_or(&empty);
    if twin.get("nullable") != Some(&Value::Bool(true)) {
        wrong(
            format!("{} is not nullable", site.component),
            "write `nullable: true`, or give it another name".into(),
        );
    }
    // If every use of an id is nullable, only the twin exists.
    let mut not_null = said(twin);
    not_null.remove("nullable");
    if raw(&component(name)).is_some_and(|plain| not_null != said(plain)) {
        wrong(
            format!("{} and {name} differ in more than null", site.component),
            "give both the same type, format and bounds; only the twin is nullable".into(),
        );
    }
}

/// What a schema says about its values, without null in an enumeration.
fn said(schema: &Map<String, Value>) -> Map<String, Value> {
    let words = ["description", "example", "x-errata"];
    let kept = schema
        .iter()
        .filter(|(key, _)| !words.contains(&key.as_str()));
    kept.map(|(key, value)| {
        let value = match value {
            Value::Array(values) if key == "enum" => Value::Array(
                values
                    .iter()
                    .filter(|value| !value.is_null())
                    .cloned()
                    .collect(),
            ),
            other => other.clone(),
        };
        (key.clone(), value)
    })
    .collect()
}

#[cfg(test)]
mod tests;
