//! Makes the copy of the spec that progenitor reads: without the form upload and the error answers, with what Rust
//! needs.
//!
//! Objects of answers get a map for unknown members, optional lists become nullable so that "not given" differs from
//! empty, and a reference to a nullable component becomes an optional member.

use std::collections::BTreeSet;

use openapiv3::{
    AdditionalProperties, AnySchema, ArrayType, BooleanType, IntegerFormat, IntegerType,
    NumberType, ObjectType, OpenAPI, ReferenceOr, Schema, SchemaData, SchemaKind, StatusCode,
    StringFormat, StringType, Type, VariantOrUnknownOrEmpty,
};

use super::{
    facts::{component_pointer, mark, member_pointer, reference, schemas},
    formats::{self, FLAG, is_hand_written},
    operations::{Op, SCHEMAS, component, is_multipart, required},
    reach::{Reached, not_null},
};
use crate::codegen::error::{Error, Result};

/// The copy for progenitor.
pub(crate) struct Prepared {
    pub(crate) api: OpenAPI,
    /// The components that answers reach.
    pub(crate) answers: BTreeSet<String>,
}

/// Makes the copy.
pub(crate) fn prepare(api: &OpenAPI, ops: &[Op]) -> Result<Prepared> {
    let Reached { requests, answers } = Reached::of(api, ops)?;
    let mut clone = api.clone();
    drop_operations(&mut clone)?;
    let mut components = openapiv3::Components::default();
    for (name, schema) in schemas(api) {
        let pointer = component_pointer(name);
        let ReferenceOr::Item(schema) = schema else {
            return Err(Error::spec(pointer, "a component must not be a $ref"));
        };
        let base = not_null(api, name).unwrap_or(name);
        let twin = base != name && schemas(api).any(|(other, _)| other == base);
        if twin || !(answers.contains(base) || requests.contains(base)) {
            continue;
        }
        if answers.contains(base) && requests.contains(base) {
            refuse_shared(schema, &pointer)?;
        }
        let side = Side {
            api,
            answer: answers.contains(base),
        };
        let mut prepared = match is_hand_written(base) {
            true => anything(&pointer),
            false => side.schema(schema, &pointer)?,
        };
        prepared.schema_data.nullable = false;
        components
            .schemas
            .insert(base.to_owned(), ReferenceOr::Item(prepared));
    }
    clone.components = Some(components);
    Ok(Prepared {
        api: clone,
        answers,
    })
}

fn drop_operations(api: &mut OpenAPI) -> Result<()> {
    for (path, item) in &mut api.paths.paths {
        let ReferenceOr::Item(item) = item else {
            return Err(Error::spec(
                format!("/paths/{path}"),
                "write the path here; a $ref is not supported",
            ));
        };
        if item.post.as_ref().is_some_and(is_multipart) {
            item.post = None;
        }
        if let Some(operation) = &mut item.post {
            operation
                .responses
                .responses
                .retain(|status, _| *status == StatusCode::Code(200));
            operation.responses.default = None;
        }
    }
    api.paths
        .paths
        .retain(|_, item| matches!(item, ReferenceOr::Item(item) if item.iter().next().is_some()));
    Ok(())
}

/// Refuses an object that requests and answers share. Answers keep unknown members and requests refuse them, and one
/// type cannot do both.
fn refuse_shared(schema: &Schema, pointer: &str) -> Result<()> {
    match &schema.schema_kind {
        SchemaKind::Type(Type::Object(object)) if !object.properties.is_empty() => {
            Err(Error::spec(
                pointer,
                "a request and an answer share this object; give each its own, since an answer keeps unknown members",
            ))
        }
        _ => Ok(()),
    }
}

/// Whether a schema belongs to requests or to answers.
struct Side<'a> {
    api: &'a OpenAPI,
    answer: bool,
}

impl Side<'_> {
    /// Copies only what Rust needs. Examples, limits and extensions are left out, because a format with them would no
    /// longer match its conversion. The description becomes the pointer.
    fn schema(&self, schema: &Schema, pointer: &str) -> Result<Schema> {
        let kind = match &schema.schema_kind {
            SchemaKind::Type(kind) => SchemaKind::Type(self.typed(schema, kind, pointer)?),
            SchemaKind::Any(any) if *any == AnySchema::default() => return Ok(anything(pointer)),
            _ => {
                return Err(Error::spec(
                    pointer,
                    "write a type or an empty schema; anything else needs a hand-written type",
                ));
            }
        };
        let schema_data = SchemaData {
            nullable: schema.schema_data.nullable,
            description: Some(mark(pointer)),
            ..SchemaData::default()
        };
        Ok(Schema {
            schema_data,
            schema_kind: kind,
        })
    }

    /// The format of a text. In an answer, its type must accept any text; in a request, only what reads.
    fn text_format(
        &self,
        format: &VariantOrUnknownOrEmpty<StringFormat>,
        pointer: &str,
    ) -> Result<VariantOrUnknownOrEmpty<StringFormat>> {
        match format {
            VariantOrUnknownOrEmpty::Unknown(name) if self.answer => formats::in_answer(name)
                .map(|name| VariantOrUnknownOrEmpty::Unknown(name.to_owned()))
                .ok_or_else(|| Error::spec(pointer, format!("`{name}` is for requests: its type would refuse an answer with an odd text"))),
            VariantOrUnknownOrEmpty::Unknown(name) if !formats::in_request(name) => Err(Error::spec(
                pointer,
                format!("`{name}` is for answers: its type would let a request be sent with an odd text"),
            )),
            _ => Ok(format.clone()),
        }
    }

    fn typed(&self, schema: &Schema, kind: &Type, pointer: &str) -> Result<Type> {
        Ok(match kind {
            Type::String(text) => Type::String(StringType {
                format: self.text_format(&text.format, pointer)?,
                enumeration: text.enumeration.clone(),
                ..StringType::default()
            }),
            Type::Integer(integer) => Type::Integer(integer_type(integer)),
            Type::Number(_) => Type::Number(NumberType::default()),
            Type::Boolean(_) => Type::Boolean(BooleanType::default()),
            Type::Array(array) => {
                let items = array
                    .items
                    .as_ref()
                    .ok_or_else(|| Error::spec(pointer, "items is missing"))?;
                let items = self.nested(&items.clone().unbox(), &format!("{pointer}/items"))?;
                Type::Array(ArrayType {
                    items: Some(boxed(items)),
                    min_items: None,
                    max_items: None,
                    unique_items: false,
                })
            }
            Type::Object(object) => {
                let required = required(schema, object, pointer)?;
                Type::Object(self.object(object, required, pointer)?)
            }
        })
    }

    fn object(
        &self,
        object: &ObjectType,
        required: Vec<String>,
        pointer: &str,
    ) -> Result<ObjectType> {
        let mut prepared = ObjectType {
            required: required.clone(),
            ..ObjectType::default()
        };
        for (member, schema) in &object.properties {
            let schema = schema.clone().unbox();
            let at = member_pointer(pointer, member);
            let schema = match (reference(&schema), &schema) {
                (Some(reference), _) => {
                    let name = component(reference, &at)?;
                    let inner = not_null(self.api, &name);
                    if inner.is_some() {
                        prepared.required.retain(|name| name != member);
                    }
                    ReferenceOr::ref_(&format!("{SCHEMAS}{}", inner.unwrap_or(&name)))
                }
                (None, ReferenceOr::Reference { .. }) => schema,
                (None, ReferenceOr::Item(schema)) => {
                    let mut schema = self.schema(schema, &at)?;
                    let container = matches!(
                        schema.schema_kind,
                        SchemaKind::Type(Type::Array(_) | Type::Object(_))
                    );
                    if container && !required.contains(member) {
                        schema.schema_data.nullable = true;
                    }
                    ReferenceOr::Item(schema)
                }
            };
            prepared.properties.insert(member.clone(), boxed(schema));
        }
        let open = AdditionalProperties::Schema(Box::new(ReferenceOr::Item(Schema {
            schema_data: SchemaData::default(),
            schema_kind: SchemaKind::Any(AnySchema::default()),
        })));
        prepared.additional_properties = Some(match &object.additional_properties {
            Some(AdditionalProperties::Any(false)) => AdditionalProperties::Any(false),
            Some(AdditionalProperties::Schema(values)) => {
                let values = self.nested(values, &format!("{pointer}/additionalProperties"))?;
                AdditionalProperties::Schema(Box::new(values))
            }
            Some(AdditionalProperties::Any(true)) => open,
            None if self.answer || object.properties.is_empty() => open,
            None => {
                return Err(Error::spec(
                    pointer,
                    "say whether a request may have further members (additionalProperties)",
                ));
            }
        });
        Ok(prepared)
    }

    /// A schema inside a list or a map. Its Rust type cannot be null there.
    fn nested(&self, schema: &ReferenceOr<Schema>, pointer: &str) -> Result<ReferenceOr<Schema>> {
        match schema {
            ReferenceOr::Reference { reference } => {
                let name = component(reference, pointer)?;
                match not_null(self.api, &name) {
                    Some(_) => Err(Error::spec(
                        pointer,
                        "a nullable component can only be a member's schema",
                    )),
                    None => Ok(schema.clone()),
                }
            }
            ReferenceOr::Item(schema) => self.schema(schema, pointer).map(ReferenceOr::Item),
        }
    }
}

/// Integers are `i64`. The values of a flag are not enforced, so that any other number is kept.
fn integer_type(integer: &IntegerType) -> IntegerType {
    let flag =
        matches!(&integer.format, VariantOrUnknownOrEmpty::Unknown(format) if format == FLAG);
    IntegerType {
        format: match &integer.format {
            VariantOrUnknownOrEmpty::Empty => VariantOrUnknownOrEmpty::Item(IntegerFormat::Int64),
            format => format.clone(),
        },
        enumeration: if flag {
            Vec::new()
        } else {
            integer.enumeration.clone()
        },
        ..IntegerType::default()
    }
}

fn anything(pointer: &str) -> Schema {
    Schema {
        schema_data: SchemaData {
            description: Some(mark(pointer)),
            ..SchemaData::default()
        },
        schema_kind: SchemaKind::Any(AnySchema::default()),
    }
}

fn boxed(schema: ReferenceOr<Schema>) -> ReferenceOr<Box<Schema>> {
    match schema {
        ReferenceOr::Reference { reference } => ReferenceOr::Reference { reference },
        ReferenceOr::Item(schema) => ReferenceOr::Item(Box::new(schema)),
    }
}
