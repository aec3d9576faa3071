//! Lists every schema inside the named components, with its pointer.

use super::pointer::{child, component};
use openapiv3::{AdditionalProperties, OpenAPI, ReferenceOr, Schema, SchemaKind, Type};

/// A schema or a reference to one.
#[derive(Clone, Copy)]
pub(crate) enum Node<'a> {
    Ref(&'a str),
    Schema(&'a Schema),
}

/// How a schema belongs to the schema above it.
#[derive(Clone, PartialEq)]
pub(crate) enum Place<'a> {
    Component,
    Property(&'a str),
    Items,
    Additional,
    Branch,
}

/// One schema inside a named component, and its place.
pub(crate) struct Site<'a> {
    pub(crate) pointer: String,
    pub(crate) component: &'a str,
    pub(crate) place: Place<'a>,
    pub(crate) node: Node<'a>,
}

pub(crate) fn sites(model: &OpenAPI) -> Vec<Site<'_>> {
    let mut sites = Vec::new();
    let components = model.components.iter();
    for (name, schema) in components.flat_map(|components| &components.schemas) {
        walk(
            name,
            component(name),
            Place::Component,
            plain(schema),
            &mut sites,
        );
    }
    sites
}

fn walk<'a>(
    owner: &'a str,
    at: String,
    place: Place<'a>,
    node: Node<'a>,
    sites: &mut Vec<Site<'a>>,
) {
    if let Node::Schema(schema) = node {
        below(owner, &at, schema, sites);
    }
    sites.push(Site {
        pointer: at,
        component: owner,
        place,
        node,
    });
}

fn below<'a>(owner: &'a str, at: &str, schema: &'a Schema, sites: &mut Vec<Site<'a>>) {
    for (name, property) in properties(schema) {
        let pointer = child(&child(at, "properties"), name);
        walk(
            owner,
            pointer,
            Place::Property(name),
            boxed(property),
            sites,
        );
    }
    if let Some(items) = items(schema) {
        walk(owner, child(at, "items"), Place::Items, boxed(items), sites);
    }
    if let Some(AdditionalProperties::Schema(schema)) = additional(schema) {
        let pointer = child(at, "additionalProperties");
        walk(owner, pointer, Place::Additional, plain(schema), sites);
    }
    for (keyword, branches) in branches(schema) {
        for (index, branch) in branches.iter().enumerate() {
            let pointer = child(&child(at, keyword), &index.to_string());
            walk(owner, pointer, Place::Branch, plain(branch), sites);
        }
    }
}

/// The schema's own properties.
fn properties(schema: &Schema) -> Vec<(&str, &ReferenceOr<Box<Schema>>)> {
    let properties = match &schema.schema_kind {
        SchemaKind::Type(Type::Object(object)) => &object.properties,
        SchemaKind::Any(mixed) => &mixed.properties,
        _ => return Vec::new(),
    };
    properties
        .iter()
        .map(|(name, at)| (name.as_str(), at))
        .collect()
}

/// The schema of an array's elements.
pub(crate) fn items(schema: &Schema) -> Option<&ReferenceOr<Box<Schema>>> {
    match &schema.schema_kind {
        SchemaKind::Type(Type::Array(array)) => array.items.as_ref(),
        SchemaKind::Any(mixed) => mixed.items.as_ref(),
        _ => None,
    }
}

/// What the schema says about members that it does not name.
pub(crate) fn additional(schema: &Schema) -> Option<&AdditionalProperties> {
    match &schema.schema_kind {
        SchemaKind::Type(Type::Object(object)) => object.additional_properties.as_ref(),
        SchemaKind::Any(mixed) => mixed.additional_properties.as_ref(),
        _ => None,
    }
}

fn branches(schema: &Schema) -> Vec<(&'static str, &[ReferenceOr<Schema>])> {
    match &schema.schema_kind {
        SchemaKind::OneOf { one_of } => vec![("oneOf", one_of)],
        SchemaKind::AllOf { all_of } => vec![("allOf", all_of)],
        SchemaKind::AnyOf { any_of } => vec![("anyOf", any_of)],
        SchemaKind::Any(mixed) => vec![
            ("oneOf", &mixed.one_of),
            ("allOf", &mixed.all_of),
            ("anyOf", &mixed.any_of),
        ],
        _ => Vec::new(),
    }
}

/// The reference of a node: bare, or with words of its own beside it (`allOf` of one reference).
pub(crate) fn reference<'a>(node: Node<'a>) -> Option<&'a str> {
    match node {
        Node::Ref(reference) => Some(reference),
        Node::Schema(schema) => match &schema.schema_kind {
            SchemaKind::AllOf { all_of } => match all_of.as_slice() {
                [ReferenceOr::Reference { reference }] => Some(reference),
                _ => None,
            },
            _ => None,
        },
    }
}

pub(crate) fn plain(node: &ReferenceOr<Schema>) -> Node<'_> {
    match node {
        ReferenceOr::Reference { reference } => Node::Ref(reference),
        ReferenceOr::Item(schema) => Node::Schema(schema),
    }
}

pub(crate) fn boxed(node: &ReferenceOr<Box<Schema>>) -> Node<'_> {
    match node {
        ReferenceOr::Reference { reference } => Node::Ref(reference),
        ReferenceOr::Item(schema) => Node::Schema(schema),
    }
}
