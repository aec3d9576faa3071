//! Finds the components that requests, answers and forms use, directly or through other components.

use std::collections::BTreeSet;

use openapiv3::{AdditionalProperties, OpenAPI, ReferenceOr, Schema, SchemaKind, Type};

use super::{
    facts::{component_pointer, resolve, schemas},
    operations::{Op, SCHEMAS, component, is_multipart},
};
use crate::codegen::error::Result;

/// The prefix of a component that is another component or null.
const NULLABLE: &str = "Nullable";

/// Components by use. A nullable component counts as the component that it makes nullable.
pub(crate) struct Reached {
    /// Components of JSON requests.
    pub(crate) requests: BTreeSet<String>,
    /// Components that only the server writes: those of answers, and those that no request and no form uses.
    pub(crate) answers: BTreeSet<String>,
}

impl Reached {
    /// Follows all references.
    pub(crate) fn of(api: &OpenAPI, ops: &[Op]) -> Result<Self> {
        let (mut requests, mut answers) = (BTreeSet::new(), BTreeSet::new());
        for op in ops {
            reach(api, &op.response, &mut answers)?;
            if let Some(request) = &op.request {
                reach(api, request, &mut requests)?;
            }
        }
        let forms = forms(api)?;
        for (name, _) in schemas(api) {
            let name = not_null(api, name).unwrap_or(name);
            if !requests.contains(name) && !forms.contains(name) {
                answers.insert(name.to_owned());
            }
        }
        Ok(Self { requests, answers })
    }
}

/// The component that `name` makes nullable. The spec may lack that component.
pub(crate) fn not_null<'a>(api: &OpenAPI, name: &'a str) -> Option<&'a str> {
    let inner = name.strip_prefix(NULLABLE)?;
    let schema = schemas(api).find(|(other, _)| *other == name);
    matches!(schema, Some((_, ReferenceOr::Item(schema))) if schema.schema_data.nullable)
        .then_some(inner)
}

/// The components of form requests. Progenitor never reads them.
fn forms(api: &OpenAPI) -> Result<BTreeSet<String>> {
    let mut forms = BTreeSet::new();
    for (_, _, operation) in api
        .operations()
        .filter(|(_, _, operation)| is_multipart(operation))
    {
        let Some(ReferenceOr::Item(body)) = &operation.request_body else {
            continue;
        };
        for schema in body
            .content
            .values()
            .filter_map(|media| media.schema.as_ref())
        {
            if let ReferenceOr::Reference { reference } = schema {
                reach(api, &component(reference, "/paths")?, &mut forms)?;
            }
        }
    }
    Ok(forms)
}

fn reach(api: &OpenAPI, name: &str, reached: &mut BTreeSet<String>) -> Result<()> {
    if !reached.insert(not_null(api, name).unwrap_or(name).to_owned()) {
        return Ok(());
    }
    let pointer = component_pointer(name);
    let mut references = Vec::new();
    collect(
        resolve(api, &format!("{SCHEMAS}{name}"), &pointer)?,
        &mut references,
    );
    for reference in references {
        reach(api, &component(&reference, &pointer)?, reached)?;
    }
    Ok(())
}

fn collect(schema: &Schema, references: &mut Vec<String>) {
    let mut visit = |schema: &ReferenceOr<Schema>| match schema {
        ReferenceOr::Reference { reference } => references.push(reference.clone()),
        ReferenceOr::Item(schema) => collect(schema, references),
    };
    match &schema.schema_kind {
        SchemaKind::Type(Type::Object(object)) => {
            object
                .properties
                .values()
                .for_each(|member| visit(&member.clone().unbox()));
            if let Some(AdditionalProperties::Schema(values)) = &object.additional_properties {
                visit(values);
            }
        }
        SchemaKind::Type(Type::Array(array)) => {
            if let Some(items) = &array.items {
                visit(&items.clone().unbox());
            }
        }
        SchemaKind::OneOf { one_of: parts }
        | SchemaKind::AllOf { all_of: parts }
        | SchemaKind::AnyOf { any_of: parts } => {
            parts.iter().for_each(visit);
        }
        _ => {}
    }
}
