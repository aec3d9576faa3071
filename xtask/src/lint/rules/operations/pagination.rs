//! Every operation with a page and a limit has `x-pagination`, and it names existing members.

use crate::lint::document::model::{Document, Op};
use crate::lint::document::pointer::{child, schema_name};
use crate::lint::document::sites::Node;
use crate::lint::finding::Findings;
use crate::lint::rules::errata::ids_on;
use crate::lint::tables::{NO_ANSWER_ERRATUM, NOT_PAGED};
use openapiv3::{ReferenceOr, SchemaKind, Type};
use serde_json::Value;
use std::collections::BTreeMap;

const RULE: &str = "x-pagination";
const MEMBERS: [&str; 5] = ["page", "limit", "rows", "count", "defaultLimit"];

type Members<'a> = BTreeMap<&'a str, Node<'a>>;

pub(crate) fn check(document: &Document<'_>, findings: &mut Findings) {
    for op in &document.operations {
        let request = request_members(document, op);
        let pages = request.contains_key("page") && request.contains_key("limit");
        let excepted = NOT_PAGED.contains(&op.id());
        let paging = op.operation.extensions.get(RULE);
        if excepted && (paging.is_some() || !pages) {
            findings.add(
                op.pointer.clone(),
                RULE,
                format!(
                    "NOT_PAGED of the lint lists {}, which has x-pagination, or no page and limit",
                    op.id()
                ),
                "remove it from NOT_PAGED",
            );
        }
        match paging {
            Some(paging) => well_formed(document, op, paging, &request, findings),
            None if pages && !excepted => findings.add(
                op.pointer.clone(),
                RULE,
                format!(
                    "{} takes a page and a limit but has no x-pagination",
                    op.id()
                ),
                "add x-pagination with page, limit, rows and, if there is one, count",
            ),
            None => {}
        }
    }
}

fn well_formed(
    document: &Document<'_>,
    op: &Op<'_>,
    paging: &Value,
    request: &Members<'_>,
    findings: &mut Findings,
) {
    let pointer = child(&op.pointer, RULE);
    let Some(paging) = paging.as_object() else {
        findings.add(
            pointer,
            RULE,
            "this is not a mapping",
            "name page, limit and rows",
        );
        return;
    };
    for key in paging.keys().filter(|key| !MEMBERS.contains(&key.as_str())) {
        findings.add(
            child(&pointer, key),
            RULE,
            format!("x-pagination has no member `{key}`"),
            format!("write only {}", MEMBERS.join(", ")),
        );
    }
    let response = response_members(document, op);
    let answered = !ids_on(&op.operation.extensions).contains(&NO_ANSWER_ERRATUM);
    let at = |name| (paging.get(name), child(&pointer, name));
    names(at("page"), request, true, findings);
    names(at("limit"), request, true, findings);
    names(at("count"), &response, false, findings);
    let rows = names(at("rows"), &response, answered, findings);
    if rows.is_some_and(|rows| !is_array(document, rows)) {
        findings.add(
            child(&pointer, "rows"),
            RULE,
            "this member is not an array",
            "name the member that holds the rows",
        );
    }
    let positive = |limit: &Value| {
        let limit = limit.as_u64();
        limit.is_some_and(|limit| (1..=u64::from(u32::MAX)).contains(&limit))
    };
    if paging
        .get("defaultLimit")
        .is_some_and(|limit| !positive(limit))
    {
        findings.add(
            child(&pointer, "defaultLimit"),
            RULE,
            "the default limit is not a positive number",
            "write the documented number, or leave it out",
        );
    }
}

fn is_array(document: &Document<'_>, node: Node<'_>) -> bool {
    let schema = match node {
        Node::Schema(schema) => Some(schema),
        Node::Ref(reference) => schema_name(reference).and_then(|name| document.schema(name)),
    };
    schema.is_some_and(|schema| matches!(schema.schema_kind, SchemaKind::Type(Type::Array(_))))
}

/// The member with this name. Adds a finding if there is none.
fn names<'a>(
    (value, pointer): (Option<&Value>, String),
    members: &Members<'a>,
    required: bool,
    findings: &mut Findings,
) -> Option<Node<'a>> {
    if value.is_none() && !required {
        return None;
    }
    let name = value.and_then(Value::as_str);
    let member = name.and_then(|name| members.get(name)).copied();
    if member.is_none() {
        findings.add(
            pointer,
            RULE,
            format!("the body has no member {}", name.unwrap_or("nothing")),
            "name a member of the request (page, limit) or the response (rows, count)",
        );
    }
    member
}

fn request_members<'a>(document: &Document<'a>, op: &Op<'a>) -> Members<'a> {
    let body = document.request_body(op);
    let media = body.and_then(|(_, body)| body.content.get("application/json"));
    media.map_or_else(Members::new, |media| {
        members(document, media.schema.as_ref())
    })
}

fn response_members<'a>(document: &Document<'a>, op: &Op<'a>) -> Members<'a> {
    let responses = document.responses(op);
    let done = responses.iter().find(|(status, ..)| status == "200");
    let media = done.and_then(|(.., response)| response.content.get("application/json"));
    media.map_or_else(Members::new, |media| {
        members(document, media.schema.as_ref())
    })
}

fn members<'a>(
    document: &Document<'a>,
    schema: Option<&'a ReferenceOr<openapiv3::Schema>>,
) -> Members<'a> {
    match schema {
        Some(ReferenceOr::Reference { reference }) => {
            schema_name(reference).map_or_else(Members::new, |name| document.members(name))
        }
        _ => Members::new(),
    }
}

#[cfg(test)]
mod tests;
