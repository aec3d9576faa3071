//! The document that the rules read: the openapiv3 model, the raw JSON, and all operations and schemas with their
//! pointers.

use super::keywords::keywords;
use super::pointer::{child, schema_name};
use super::sites::{Node, Site, boxed, plain, sites};
use crate::lint::finding::Findings;
use openapiv3::{
    OpenAPI, Operation, PathItem, ReferenceOr, RequestBody, Response, Schema, SchemaKind, Type,
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The parsed model. [`Document`] borrows from it.
pub(crate) struct Model(OpenAPI);

impl Model {
    pub(crate) fn read(raw: &Value, findings: &mut Findings) -> Option<Self> {
        match serde_json::from_value::<OpenAPI>(raw.clone()) {
            Ok(model) => Some(Self(model)),
            Err(error) => {
                findings.add(
                    "",
                    "model",
                    format!("this is not an OpenAPI 3.0 document: {error}"),
                    "follow OpenAPI 3.0.3; openapi-spec-validator names the place",
                );
                None
            }
        }
    }
}

/// One operation and its place.
pub(crate) struct Op<'a> {
    pub(crate) path: &'a str,
    pub(crate) method: &'a str,
    pub(crate) item: &'a PathItem,
    pub(crate) path_pointer: String,
    pub(crate) pointer: String,
    pub(crate) operation: &'a Operation,
}

impl Op<'_> {
    pub(crate) fn id(&self) -> &str {
        self.operation.operation_id.as_deref().unwrap_or_default()
    }
}

/// Everything the rules read.
pub(crate) struct Document<'a> {
    pub(crate) raw: &'a Value,
    pub(crate) model: &'a OpenAPI,
    pub(crate) operations: Vec<Op<'a>>,
    pub(crate) sites: Vec<Site<'a>>,
    /// Components that request bodies use, directly or through others.
    pub(crate) in_requests: BTreeSet<&'a str>,
    /// Components that responses use, directly or through others.
    pub(crate) in_responses: BTreeSet<&'a str>,
    /// The components of the bodies of the 200 responses.
    pub(crate) answers: BTreeSet<&'a str>,
}

impl<'a> Document<'a> {
    pub(crate) fn new(raw: &'a Value, model: &'a Model, findings: &mut Findings) -> Self {
        let mut document = Self {
            raw,
            model: &model.0,
            operations: operations(&model.0),
            sites: sites(&model.0),
            in_requests: BTreeSet::new(),
            in_responses: BTreeSet::new(),
            answers: BTreeSet::new(),
        };
        for (pointer, reference) in keywords(raw, "$ref") {
            let reference = reference.as_str().unwrap_or_default();
            let target = reference.strip_prefix('#').and_then(|at| raw.pointer(at));
            if target.is_none() {
                findings.add(
                    pointer,
                    "ref",
                    format!("{reference} refers to nothing"),
                    "refer to a component of this file",
                );
            }
        }
        let edges = document.edges();
        let mut requests = Vec::new();
        let mut responses = Vec::new();
        let mut answers = BTreeSet::new();
        for op in &document.operations {
            if let Some((_, body)) = document.request_body(op) {
                requests.extend(content_names(&body.content));
            }
            for (status, _, response) in document.responses(op) {
                let names = content_names(&response.content);
                if status == "200" {
                    answers.extend(names.iter().copied());
                }
                responses.extend(names);
            }
        }
        document.in_requests = reach(&edges, requests);
        document.in_responses = reach(&edges, responses);
        document.answers = answers;
        document
    }

    /// The schema component of this name.
    pub(crate) fn schema(&self, name: &str) -> Option<&'a Schema> {
        self.model.components.as_ref()?.schemas.get(name)?.as_item()
    }

    /// The request body of an operation and its pointer. Follows a reference.
    pub(crate) fn request_body(&self, op: &Op<'a>) -> Option<(String, &'a RequestBody)> {
        match op.operation.request_body.as_ref()? {
            ReferenceOr::Item(body) => Some((child(&op.pointer, "requestBody"), body)),
            ReferenceOr::Reference { reference } => {
                let name = reference.strip_prefix("#/components/requestBodies/")?;
                let bodies = &self.model.components.as_ref()?.request_bodies;
                let body = bodies.get(name)?.as_item()?;
                Some((child("/components/requestBodies", name), body))
            }
        }
    }

    /// The responses of an operation: status, pointer and content. Follows references.
    pub(crate) fn responses(&self, op: &Op<'a>) -> Vec<(String, String, &'a Response)> {
        let all = &op.operation.responses;
        let named = all.responses.iter().map(|(code, r)| (code.to_string(), r));
        let default = all.default.iter().map(|r| ("default".to_owned(), r));
        named
            .chain(default)
            .filter_map(|(code, response)| {
                let here = child(&child(&op.pointer, "responses"), &code);
                match response {
                    ReferenceOr::Item(item) => Some((code, here, item)),
                    ReferenceOr::Reference { reference } => {
                        let name = reference.strip_prefix("#/components/responses/")?;
                        let responses = &self.model.components.as_ref()?.responses;
                        let item = responses.get(name)?.as_item()?;
                        Some((code, child("/components/responses", name), item))
                    }
                }
            })
            .collect()
    }

    /// The members of a component, including those of its `allOf` parts.
    pub(crate) fn members(&self, name: &str) -> BTreeMap<&'a str, Node<'a>> {
        let mut members = BTreeMap::new();
        if let Some(schema) = self.schema(name) {
            self.collect_members(Node::Schema(schema), &mut members, 0);
        }
        members
    }

    fn collect_members(
        &self,
        node: Node<'a>,
        members: &mut BTreeMap<&'a str, Node<'a>>,
        depth: usize,
    ) {
        let schema = match node {
            Node::Schema(schema) => Some(schema),
            Node::Ref(reference) => schema_name(reference).and_then(|name| self.schema(name)),
        };
        // The bound is for components that contain themselves.
        let Some(schema) = schema.filter(|_| depth < 16) else {
            return;
        };
        match &schema.schema_kind {
            SchemaKind::Type(Type::Object(object)) => {
                for (name, property) in &object.properties {
                    members.insert(name, boxed(property));
                }
            }
            SchemaKind::AllOf { all_of } => {
                for part in all_of {
                    self.collect_members(plain(part), members, depth + 1);
                }
            }
            _ => {}
        }
    }

    fn edges(&self) -> BTreeMap<&'a str, Vec<&'a str>> {
        let mut edges: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for site in &self.sites {
            if let Node::Ref(reference) = site.node
                && let Some(name) = schema_name(reference)
            {
                edges.entry(site.component).or_default().push(name);
            }
        }
        edges
    }
}

fn operations(model: &OpenAPI) -> Vec<Op<'_>> {
    let mut operations = Vec::new();
    for (path, item) in model.paths.iter() {
        let Some(item) = item.as_item() else { continue };
        let path_pointer = child("/paths", path);
        for (method, operation) in item.iter() {
            operations.push(Op {
                path,
                method,
                item,
                pointer: child(&path_pointer, method),
                path_pointer: path_pointer.clone(),
                operation,
            });
        }
    }
    operations
}

/// The schema components that a body's media types refer to.
fn content_names(content: &openapiv3::Content) -> Vec<&str> {
    let schemas = content.values().filter_map(|media| media.schema.as_ref());
    schemas
        .filter_map(|schema| match schema {
            ReferenceOr::Reference { reference } => schema_name(reference),
            ReferenceOr::Item(_) => None,
        })
        .collect()
}

/// All components that these use, directly or through others.
fn reach<'a>(edges: &BTreeMap<&'a str, Vec<&'a str>>, from: Vec<&'a str>) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut waiting = from;
    while let Some(name) = waiting.pop() {
        if reached.insert(name) {
            waiting.extend(edges.get(name).into_iter().flatten());
        }
    }
    reached
}
