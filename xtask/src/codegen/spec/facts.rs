//! What the spec says about each schema and a Rust type cannot: documentation, errata, whether its value is sensitive.
//!
//! Facts are found by JSON pointer. In the prepared copy, the description of each schema is its pointer. Progenitor
//! turns descriptions into doc attributes, so every generated item names its place in the spec.

use std::collections::BTreeMap;

use super::operations::{Errata, Erratum, component, required};
use crate::codegen::error::{Error, Result};
use openapiv3::{AdditionalProperties, OpenAPI, ReferenceOr, Schema, SchemaKind, Type};

/// The prefix of a description that is a pointer.
const MARK: &str = "@spec:";

/// What the spec says about one schema (a component or a member).
#[derive(Clone)]
pub(crate) struct Fact {
    /// The component's or the member's name on the wire.
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) sensitive: bool,
    pub(crate) errata: Vec<Erratum>,
    /// An object's members in the spec's order.
    pub(crate) members: Vec<String>,
    /// The members that must be there. They may still be null.
    pub(crate) required: Vec<String>,
}

/// All facts of a spec by JSON pointer.
#[derive(Default)]
pub(crate) struct Facts(BTreeMap<String, Fact>);

impl Facts {
    /// Reads the component schemas.
    pub(crate) fn of(api: &OpenAPI, errata: &Errata) -> Result<Self> {
        let mut facts = Self::default();
        for (name, schema) in schemas(api) {
            facts.add(api, errata, component_pointer(name), name, schema)?;
        }
        Ok(facts)
    }

    pub(crate) fn get(&self, pointer: &str) -> Option<&Fact> {
        self.0.get(pointer)
    }

    fn add(
        &mut self,
        api: &OpenAPI,
        errata: &Errata,
        pointer: String,
        name: &str,
        schema: &ReferenceOr<Schema>,
    ) -> Result<()> {
        let target = reference(schema)
            .map(|name| resolve(api, name, &pointer))
            .transpose()?;
        let own = schema.as_item();
        let described = own.or(target).ok_or_else(|| {
            Error::spec(pointer.clone(), "this is neither a schema nor a reference")
        })?;
        let mut named = Vec::new();
        for schema in own.into_iter().chain(target) {
            let ids = schema.schema_data.extensions.get("x-errata");
            for erratum in errata.named(ids, &format!("{pointer}/x-errata"))? {
                if !named.iter().any(|known: &Erratum| known.id == erratum.id) {
                    named.push(erratum);
                }
            }
        }
        let mut fact = Fact {
            name: name.to_owned(),
            description: described.schema_data.description.clone(),
            sensitive: sensitive(api, schema, &pointer)?,
            errata: named,
            members: Vec::new(),
            required: Vec::new(),
        };
        if let (ReferenceOr::Item(_), SchemaKind::Type(Type::Object(object))) =
            (schema, &described.schema_kind)
        {
            fact.members = object.properties.keys().cloned().collect();
            fact.required = required(described, object, &pointer)?;
            for (member, schema) in &object.properties {
                self.add(
                    api,
                    errata,
                    member_pointer(&pointer, member),
                    member,
                    &schema.clone().unbox(),
                )?;
            }
        }
        self.0.insert(pointer, fact);
        Ok(())
    }
}

/// The component schemas in the spec's order.
pub(crate) fn schemas(api: &OpenAPI) -> impl Iterator<Item = (&String, &ReferenceOr<Schema>)> {
    api.components
        .iter()
        .flat_map(|components| &components.schemas)
}

/// The component that a schema refers to: with a bare reference, or with one that has words of its own beside it
/// (`allOf` of one reference).
pub(crate) fn reference(schema: &ReferenceOr<Schema>) -> Option<&str> {
    let kind = match schema {
        ReferenceOr::Reference { reference } => return Some(reference),
        ReferenceOr::Item(schema) => &schema.schema_kind,
    };
    match kind {
        SchemaKind::AllOf { all_of } => match all_of.as_slice() {
            [ReferenceOr::Reference { reference }] => Some(reference),
            _ => None,
        },
        _ => None,
    }
}

/// The schema that a reference names.
pub(crate) fn resolve<'a>(api: &'a OpenAPI, reference: &str, pointer: &str) -> Result<&'a Schema> {
    let name = component(reference, pointer)?;
    let found = api
        .components
        .as_ref()
        .and_then(|components| components.schemas.get(&name));
    match found {
        Some(ReferenceOr::Item(schema)) => Ok(schema),
        Some(ReferenceOr::Reference { .. }) => Err(Error::spec(
            component_pointer(&name),
            "a component must not be a $ref",
        )),
        None => Err(Error::spec(
            pointer,
            format!("there is no component {name}"),
        )),
    }
}

/// Whether a value of this schema is personal or secret. The schema says so, or its elements do.
fn sensitive(api: &OpenAPI, schema: &ReferenceOr<Schema>, pointer: &str) -> Result<bool> {
    let schema = match schema {
        ReferenceOr::Item(schema) => schema,
        ReferenceOr::Reference { reference } => {
            let target = resolve(api, reference, pointer)?;
            return Ok(target.schema_data.extensions.contains_key("x-sensitive"));
        }
    };
    if schema.schema_data.extensions.contains_key("x-sensitive") {
        return Ok(true);
    }
    match &schema.schema_kind {
        SchemaKind::AllOf { all_of } => {
            for part in all_of {
                if sensitive(api, part, pointer)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        SchemaKind::Type(Type::Array(array)) => match &array.items {
            Some(items) => sensitive(api, &items.clone().unbox(), pointer),
            None => Ok(false),
        },
        SchemaKind::Type(Type::Object(object)) => match &object.additional_properties {
            Some(AdditionalProperties::Schema(values)) => sensitive(api, values, pointer),
            _ => Ok(false),
        },
        _ => Ok(false),
    }
}

pub(crate) fn component_pointer(name: &str) -> String {
    format!("/components/schemas/{name}")
}

pub(crate) fn member_pointer(object: &str, member: &str) -> String {
    format!("{object}/properties/{member}")
}

/// The description that names `pointer`.
pub(crate) fn mark(pointer: &str) -> String {
    format!("{MARK}{pointer}")
}

/// The pointer in the documentation of a generated item.
pub(crate) fn marked(doc: &str) -> Option<&str> {
    doc.lines().find_map(|line| line.trim().strip_prefix(MARK))
}
