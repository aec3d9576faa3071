//! The shape of schemas: what generators and readers of this API can live with.

use super::formats;
use crate::lint::document::model::Document;
use crate::lint::document::pointer::{child, component, schema_name};
use crate::lint::document::sites::{Node, Place, Site, additional};
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
                "some generators would always send it",
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
                format!("{name} is listed as open to further members and is not an open part of a request"),
                "remove it from OPEN_REQUESTS of the lint, or open it",
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
            "the keywords belong to different kinds of schema",
            "write one type with its own keywords, or one oneOf or allOf",
        ),
        SchemaKind::Not { .. } => findings.add(
            child(&site.pointer, "not"),
            "mixed-schema",
            "no generator reads `not`",
            "say in words what is excluded",
        ),
        _ => {}
    }
}

fn any_of(site: &Site<'_>, findings: &mut Findings) {
    findings.add(
        child(&site.pointer, "anyOf"),
        "any-of",
        "generators render anyOf wrongly",
        "use oneOf, or one type",
    );
}

/// An object without a name gets a different one from each generator.
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
            "an object without a name gets a different one from each generator",
            "move it to a named component and refer to that",
        );
    }
}

/// Readers that check a nullable enumeration strictly want null among its values.
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
            "null is among the values exactly when the schema is nullable",
            "list null and write `nullable: true`, or neither",
        );
    }
}

fn is_open(schema: &Schema) -> bool {
    !matches!(additional(schema), Some(AdditionalProperties::Any(false)))
}

/// What we send has only members that the spec names, so that a misspelt one is found before it is sent.
fn closed(site: &Site<'_>, schema: &Schema, findings: &mut Findings) {
    let object = matches!(schema.schema_kind, SchemaKind::Type(Type::Object(_)));
    let listed = OPEN_REQUESTS.contains(&site.component);
    if object && !listed && is_open(schema) {
        findings.add(
            site.pointer.clone(),
            "request-closed",
            "a misspelt member would be sent",
            "write `additionalProperties: false`, or list the component in OPEN_REQUESTS of the lint",
        );
    }
}

/// What we receive may hold more than the examples show.
fn tolerant(document: &Document<'_>, site: &Site<'_>, schema: &Schema, findings: &mut Findings) {
    if !is_open(schema) {
        findings.add(
            child(&site.pointer, "additionalProperties"),
            "response-open",
            "a new member of an answer would be refused",
            "leave additional members open; a part of requests and answers needs two components",
        );
    }
    let pointer = child(&site.pointer, "enum");
    if document.raw.pointer(&pointer).is_some() {
        findings.add(
            pointer,
            "closed-enum",
            "a value that is not listed would be refused",
            "say the known values in the description",
        );
    }
    let array = matches!(schema.schema_kind, SchemaKind::Type(Type::Array(_)));
    if array && !schema.schema_data.nullable {
        findings.add(
            site.pointer.clone(),
            "response-array",
            "a null instead of the list would be refused",
            "write `nullable: true`",
        );
    }
}

/// Whether the schema says nothing of the value, so that any JSON value may stand there.
pub(crate) fn is_untyped(schema: &Schema) -> bool {
    matches!(&schema.schema_kind, SchemaKind::Any(any) if *any == AnySchema::default())
}

/// The component that a node refers to.
pub(crate) fn target<'a>(node: Node<'a>) -> Option<&'a str> {
    match node {
        Node::Ref(reference) => schema_name(reference),
        Node::Schema(_) => None,
    }
}

#[cfg(test)]
mod tests;
