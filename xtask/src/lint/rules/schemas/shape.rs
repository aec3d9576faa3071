//! The shape of schemas: only what generators support, closed in requests and open in answers.

use super::formats;
use crate::lint::document::model::Document;
use crate::lint::document::pointer::{child, component, schema_name};
use crate::lint::document::sites::{Node, Place, Site, additional, reference};
use crate::lint::finding::Findings;
use crate::lint::tables::OPEN_REQUESTS;
use openapiv3::{AdditionalProperties, AnySchema, Schema, SchemaKind, Type};
use serde_json::Value;

pub(crate) fn check(document: &Document<'_>, findings: &mut Findings) {
    for site in &document.sites {
        let Node::Schema(schema) = site.node else {
            continue;
        };
        kind(site, schema, findings);
        inline(site, schema, findings);
        if schema.schema_data.default.is_some() {
            findings.add(
                child(&site.pointer, "default"),
                "default",
                "some generators would always send the default",
                "say the server's default in the description",
            );
        }
        formats::known(document, site, findings);
        formats::pattern(document, site, findings);
        nullable_enum(document, site, schema, findings);
        if document.in_requests.contains(site.component) {
            closed(site, schema, findings);
        }
        if document.in_responses.contains(site.component) {
            tolerant(document, site, schema, findings);
        }
    }
    for name in OPEN_REQUESTS {
        let open =
            document.in_requests.contains(name) && document.schema(name).is_some_and(is_open);
        if !open {
            findings.add(
                component(name),
                "request-closed",
                format!(
                    "OPEN_REQUESTS of the lint lists {name}, which is not an open part of a request"
                ),
                "remove it from OPEN_REQUESTS, or open it",
            );
        }
    }
}

fn kind(site: &Site<'_>, schema: &Schema, findings: &mut Findings) {
    match &schema.schema_kind {
        SchemaKind::AnyOf { .. } => any_of(site, findings),
        SchemaKind::Any(mixed) if !mixed.any_of.is_empty() => any_of(site, findings),
        SchemaKind::Any(mixed) if *mixed != AnySchema::default() => findings.add(
            site.pointer.clone(),
            "mixed-schema",
            "these keywords belong to different kinds of schema",
            "write one type with its own keywords, or one oneOf or allOf",
        ),
        SchemaKind::Not { .. } => findings.add(
            child(&site.pointer, "not"),
            "mixed-schema",
            "generators do not support `not`",
            "say in the description what is excluded",
        ),
        _ => {}
    }
}

fn any_of(site: &Site<'_>, findings: &mut Findings) {
    findings.add(
        child(&site.pointer, "anyOf"),
        "any-of",
        "generators do not support anyOf correctly",
        "use oneOf, or one type",
    );
}

/// Finds an object without a name. Each generator would invent a different name.
fn inline(site: &Site<'_>, schema: &Schema, findings: &mut Findings) {
    let object = match &schema.schema_kind {
        SchemaKind::Type(Type::Object(_)) => true,
        SchemaKind::Any(mixed) => !mixed.properties.is_empty(),
        _ => false,
    };
    if object && site.place != Place::Component {
        findings.add(
            site.pointer.clone(),
            "inline-object",
            "each generator invents a different name for an object without one",
            "move it to a named component and use a $ref",
        );
    }
}

/// Finds a nullable enumeration without null. Strict validators require null among the values.
fn nullable_enum(
    document: &Document<'_>,
    site: &Site<'_>,
    schema: &Schema,
    findings: &mut Findings,
) {
    let pointer = child(&site.pointer, "enum");
    let values = document.raw.pointer(&pointer).and_then(Value::as_array);
    let has_null = values.map(|values| values.contains(&Value::Null));
    if has_null.is_some_and(|has_null| has_null != schema.schema_data.nullable) {
        findings.add(
            pointer,
            "nullable-enum",
            "an enumeration must list null if it is nullable, and only then",
            "list null and write `nullable: true`, or neither",
        );
    }
}

fn is_open(schema: &Schema) -> bool {
    !matches!(additional(schema), Some(AdditionalProperties::Any(false)))
}

/// Finds an object of a request that accepts unknown members, because it would also accept a misspelt one.
fn closed(site: &Site<'_>, schema: &Schema, findings: &mut Findings) {
    let object = matches!(schema.schema_kind, SchemaKind::Type(Type::Object(_)));
    let listed = OPEN_REQUESTS.contains(&site.component);
    if object && !listed && is_open(schema) {
        findings.add(
            site.pointer.clone(),
            "request-closed",
            "the client would send a misspelt member",
            "write `additionalProperties: false`, or list the component in OPEN_REQUESTS of the lint",
        );
    }
}

/// Finds a schema of an answer that would refuse more than the examples show.
fn tolerant(document: &Document<'_>, site: &Site<'_>, schema: &Schema, findings: &mut Findings) {
    if !is_open(schema) {
        findings.add(
            child(&site.pointer, "additionalProperties"),
            "response-open",
            "the client would refuse an answer with a new member",
            "leave additional members open; if requests use the component too, make two components",
        );
    }
    let pointer = child(&site.pointer, "enum");
    if document.raw.pointer(&pointer).is_some() {
        findings.add(
            pointer,
            "closed-enum",
            "the client would refuse a value that is not listed",
            "list the known values in the description",
        );
    }
    let array = matches!(schema.schema_kind, SchemaKind::Type(Type::Array(_)));
    if array && !schema.schema_data.nullable {
        findings.add(
            site.pointer.clone(),
            "response-array",
            "the client would refuse null instead of the list",
            "write `nullable: true`",
        );
    }
}

/// Whether the schema allows any JSON value.
pub(crate) fn is_untyped(schema: &Schema) -> bool {
    matches!(&schema.schema_kind, SchemaKind::Any(any) if *any == AnySchema::default())
}

/// The component that a node refers to.
pub(crate) fn target<'a>(node: Node<'a>) -> Option<&'a str> {
    reference(node).and_then(schema_name)
}

#[cfg(test)]
mod tests;
