//! Reads the operations of the spec: host, effect, product, paging, documentation, errata.

use std::collections::BTreeMap;

use openapiv3::{
    MediaType, ObjectType, OpenAPI, Operation, PathItem, ReferenceOr, Schema, StatusCode,
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    codegen::error::{Error, Result},
    yaml,
};

/// The prefix of every reference to a schema.
pub(crate) const SCHEMAS: &str = "#/components/schemas/";

/// The extension of an answer that lists the members of every success.
pub(crate) const ON_SUCCESS: &str = "x-required-on-success";

/// One operation of the spec.
pub(crate) struct Op {
    pub(crate) id: String,
    pub(crate) path: String,
    pub(crate) server: String,
    pub(crate) effect: String,
    pub(crate) product: String,
    pub(crate) paging: Option<Paging>,
    pub(crate) documented: Documented,
    pub(crate) errata: Vec<Erratum>,
    pub(crate) description: String,
    /// The component of the request. None if the request is a form.
    pub(crate) request: Option<String>,
    /// The component of the answer.
    pub(crate) response: String,
}

/// `x-pagination`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Paging {
    pub(crate) page: String,
    pub(crate) limit: String,
    /// None if the documentation does not show the answer.
    pub(crate) rows: Option<String>,
    pub(crate) count: Option<String>,
    pub(crate) default_limit: Option<u32>,
}

/// `x-documented-as`.
#[derive(Deserialize)]
pub(crate) struct Documented {
    pub(crate) section: String,
    pub(crate) title: String,
    #[serde(default)]
    pub(crate) also: Vec<String>,
}

/// One entry of the document's `x-errata`.
#[derive(Clone, Deserialize)]
pub(crate) struct Erratum {
    #[serde(skip)]
    pub(crate) id: String,
    pub(crate) documented: String,
    pub(crate) decision: String,
    pub(crate) evidence: String,
}

/// The document's `x-errata`, which operations, schemas and members name by id.
pub(crate) struct Errata(BTreeMap<String, Erratum>);

impl Errata {
    /// Reads the register at the top of the document.
    pub(crate) fn of(api: &OpenAPI) -> Result<Self> {
        let mut errata: BTreeMap<String, Erratum> =
            extension(api.extensions.get("x-errata"), "/x-errata")?.unwrap_or_default();
        for (id, erratum) in &mut errata {
            erratum.id.clone_from(id);
        }
        Ok(Self(errata))
    }

    /// All entries, in the order of their ids.
    pub(crate) fn all(&self) -> Vec<&Erratum> {
        let mut all: Vec<_> = self.0.values().collect();
        all.sort_by_key(|erratum| {
            let (subject, number) = erratum.id.split_at(erratum.id.len().min(1));
            (subject, number.parse::<u32>().unwrap_or(u32::MAX))
        });
        all
    }

    /// The entries whose ids an `x-errata` lists.
    pub(crate) fn named(&self, ids: Option<&Value>, pointer: &str) -> Result<Vec<Erratum>> {
        let ids: Vec<String> = extension(ids, pointer)?.unwrap_or_default();
        ids.iter()
            .map(|id| {
                self.0.get(id).cloned().ok_or_else(|| {
                    Error::spec(pointer, format!("the document's x-errata has no {id}"))
                })
            })
            .collect()
    }
}

/// Reads the spec's text.
pub(crate) fn parse(text: &str) -> Result<OpenAPI> {
    yaml::parse(text).map_err(|refused| {
        let (line, problem) = (refused.line, refused.problem);
        Error::spec(
            "",
            format!("line {line}: not an OpenAPI document: {problem}"),
        )
    })
}

/// All operations in the spec's order.
pub(crate) fn operations(api: &OpenAPI, errata: &Errata) -> Result<Vec<Op>> {
    let mut ops = Vec::new();
    for (path, item) in &api.paths.paths {
        let pointer = format!("/paths/{}", path.replace('/', "~1"));
        let ReferenceOr::Item(item) = item else {
            return Err(Error::spec(
                pointer,
                "write the path here; a $ref is not supported",
            ));
        };
        for (method, operation) in item.iter() {
            if method != "post" {
                return Err(Error::spec(
                    format!("{pointer}/{method}"),
                    "every operation of this API is a POST",
                ));
            }
            ops.push(read(
                path,
                item,
                operation,
                errata,
                &format!("{pointer}/{method}"),
            )?);
        }
    }
    Ok(ops)
}

fn read(
    path: &str,
    item: &PathItem,
    operation: &Operation,
    errata: &Errata,
    pointer: &str,
) -> Result<Op> {
    let missing = |what: &str| Error::spec(pointer, format!("{what} is missing"));
    let [server] = item.servers.as_slice() else {
        return Err(missing("exactly one path-level server"));
    };
    let at = |name: &str| (operation.extensions.get(name), format!("{pointer}/{name}"));
    let word = |name: &str| -> Result<String> {
        let (value, pointer) = at(name);
        extension(value, &pointer)?.ok_or_else(|| missing(name))
    };
    let (paging, paging_at) = at("x-pagination");
    let (documented, documented_at) = at("x-documented-as");
    let (ids, ids_at) = at("x-errata");
    let description = operation
        .description
        .clone()
        .ok_or_else(|| missing("description"))?;
    let description = match &operation.summary {
        Some(summary) => format!("{}.\n\n{description}", summary.trim_end_matches('.')),
        None => description,
    };
    Ok(Op {
        id: operation
            .operation_id
            .clone()
            .ok_or_else(|| missing("operationId"))?,
        path: path.to_owned(),
        server: server.url.clone(),
        effect: word("x-effect")?,
        product: word("x-product")?,
        paging: extension(paging, &paging_at)?,
        documented: extension(documented, &documented_at)?
            .ok_or_else(|| missing("x-documented-as"))?,
        errata: errata.named(ids, &ids_at)?,
        description,
        request: request(operation, pointer)?,
        response: response(operation, pointer)?,
    })
}

fn extension<T: DeserializeOwned>(value: Option<&Value>, pointer: &str) -> Result<Option<T>> {
    match value {
        None => Ok(None),
        Some(value) => T::deserialize(value)
            .map(Some)
            .map_err(|error| Error::spec(pointer, error.to_string())),
    }
}

/// The members that an object must have. For an answer, these are the members of every success: the client recognises a
/// failed answer before it decodes this type.
pub(crate) fn required(schema: &Schema, object: &ObjectType, pointer: &str) -> Result<Vec<String>> {
    let on_success = schema.schema_data.extensions.get(ON_SUCCESS);
    let on_success: Option<Vec<String>> =
        extension(on_success, &format!("{pointer}/{ON_SUCCESS}"))?;
    let mut required = object.required.clone();
    required.extend(on_success.into_iter().flatten());
    Ok(required)
}

/// Whether the operation takes a form with files, which progenitor cannot generate.
pub(crate) fn is_multipart(operation: &Operation) -> bool {
    matches!(&operation.request_body, Some(ReferenceOr::Item(body)) if body.content.contains_key("multipart/form-data"))
}

fn request(operation: &Operation, pointer: &str) -> Result<Option<String>> {
    if is_multipart(operation) {
        return Ok(None);
    }
    let body = match &operation.request_body {
        Some(ReferenceOr::Item(body)) => body.content.get("application/json"),
        _ => None,
    };
    named(body, &format!("{pointer}/requestBody")).map(Some)
}

fn response(operation: &Operation, pointer: &str) -> Result<String> {
    let body = match operation.responses.responses.get(&StatusCode::Code(200)) {
        Some(ReferenceOr::Item(response)) => response.content.get("application/json"),
        _ => None,
    };
    named(body, &format!("{pointer}/responses/200"))
}

fn named(body: Option<&MediaType>, pointer: &str) -> Result<String> {
    match body.and_then(|body| body.schema.as_ref()) {
        Some(ReferenceOr::Reference { reference }) => component(reference, pointer),
        _ => Err(Error::spec(
            pointer,
            "write a JSON body here whose schema is a $ref",
        )),
    }
}

/// The component's name in a reference to a schema.
pub(crate) fn component(reference: &str, pointer: &str) -> Result<String> {
    reference
        .strip_prefix(SCHEMAS)
        .map(str::to_owned)
        .ok_or_else(|| {
            Error::spec(
                pointer,
                format!("{reference} does not refer to a component schema"),
            )
        })
}
