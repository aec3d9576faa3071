//! Request and response bodies: named components, JSON (and one form), the three responses, the in-band error.

use crate::lint::document::model::{Document, Op};
use crate::lint::document::pointer::{child, component, schema_name};
use crate::lint::document::sites::Node;
use crate::lint::finding::Findings;
use crate::lint::tables::{IN_BAND_ERROR, MULTIPART_OPERATION};
use openapiv3::{MediaType, ReferenceOr};
use std::collections::BTreeSet;

const STATUSES: [&str; 3] = ["200", "4XX", "5XX"];

pub(crate) fn check(document: &Document<'_>, findings: &mut Findings) {
    for op in &document.operations {
        request(document, op, findings);
        responses(document, op, findings);
    }
}

/// `ListThings` of `listThings`, whose components are `ListThingsRequest` and `ListThingsResponse`.
fn pascal(id: &str) -> String {
    let mut letters = id.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

fn request(document: &Document<'_>, op: &Op<'_>, findings: &mut Findings) {
    let Some((pointer, body)) = document.request_body(op) else {
        findings.add(
            op.pointer.clone(),
            "request-body",
            format!("{} has no request body", op.id()),
            "add one; a request without members is an empty object",
        );
        return;
    };
    if !body.required {
        findings.add(
            pointer.clone(),
            "request-body",
            "the body is optional",
            "write `required: true`",
        );
    }
    let form = op.id() == MULTIPART_OPERATION;
    let expected = if form {
        "multipart/form-data"
    } else {
        "application/json"
    };
    let content = child(&pointer, "content");
    let mut types = body.content.iter();
    let (Some((media_type, media)), None) = (types.next(), types.next()) else {
        findings.add(
            content,
            "request-body",
            "there must be one media type",
            format!("write {expected} alone"),
        );
        return;
    };
    let at = child(&content, media_type);
    if media_type != expected {
        findings.add(
            at,
            "request-body",
            format!("{} takes {media_type}", op.id()),
            format!("write {expected}"),
        );
        return;
    }
    let suffix = "Request";
    if let Some(name) = named(media, &at, &(pascal(op.id()) + suffix), findings) {
        encoding(document, media, name, &at, findings);
    }
    if form && !(media.example.is_none() && media.examples.is_empty()) {
        findings.add(
            child(&at, "examples"),
            "file-example",
            "tools that read the example make a text field of the file",
            "remove it; the parts that are text have examples of their own",
        );
    }
}

/// The component that a media type refers to. It must be named after the operation.
fn named<'a>(
    media: &'a MediaType,
    at: &str,
    expected: &str,
    findings: &mut Findings,
) -> Option<&'a str> {
    let pointer = child(at, "schema");
    let Some(ReferenceOr::Reference { reference }) = &media.schema else {
        findings.add(
            pointer,
            "inline-body",
            "an inline body gets a generated name that collides with others",
            format!("move it to the component {expected} and use a $ref"),
        );
        return None;
    };
    let name = schema_name(reference)?;
    if name != expected {
        findings.add(
            child(&pointer, "$ref"),
            "body-name",
            format!("the name {name} does not match the operationId"),
            format!("refer to {expected}"),
        );
    }
    Some(name)
}

fn encoding(
    document: &Document<'_>,
    media: &MediaType,
    name: &str,
    at: &str,
    findings: &mut Findings,
) {
    let members = document.members(name);
    for part in media.encoding.keys() {
        if !members.contains_key(part.as_str()) {
            findings.add(
                child(&child(at, "encoding"), part),
                "encoding",
                format!("{name} has no member `{part}`"),
                "name a member of the form",
            );
        }
    }
}

fn responses(document: &Document<'_>, op: &Op<'_>, findings: &mut Findings) {
    let at = child(&op.pointer, "responses");
    let all = document.responses(op);
    let statuses: BTreeSet<&str> = all.iter().map(|(status, ..)| status.as_str()).collect();
    if statuses != BTreeSet::from(STATUSES) {
        findings.add(
            at,
            "response-statuses",
            format!("{} describes {statuses:?}", op.id()),
            "describe exactly 200, 4XX and 5XX",
        );
    }
    for (status, pointer, response) in &all {
        let content = child(pointer, "content");
        let Some(media) = response
            .content
            .get("application/json")
            .filter(|_| response.content.len() == 1)
        else {
            findings.add(
                content,
                "response-body",
                format!("the response {status} must have JSON only"),
                "write application/json alone",
            );
            continue;
        };
        let at = child(&content, "application/json");
        if status == "200" {
            let expected = pascal(op.id()) + "Response";
            if let Some(name) = named(media, &at, &expected, findings) {
                error_member(document, name, findings);
            }
            failed_example(document, &at, findings);
        } else if !matches!(media.schema, Some(ReferenceOr::Reference { .. })) {
            findings.add(
                child(&at, "schema"),
                "inline-body",
                "an inline body gets a generated name that collides with others",
                "refer to the component of the error envelope",
            );
        }
    }
}

/// Checks that an answer shows a failure, which is HTTP 200 too.
fn failed_example(document: &Document<'_>, at: &str, findings: &mut Findings) {
    let pointer = format!("{at}/examples/failed");
    let shown = document.raw.pointer(&pointer);
    let message = shown.and_then(|example| example.pointer("/value/error/message"));
    if !message.is_some_and(serde_json::Value::is_string) {
        findings.add(
            pointer,
            "failed-example",
            "no example shows a failure",
            "add the example `failed`, whose `error` has a `message`",
        );
    }
}

/// Checks that an answer can carry an in-band error.
fn error_member(document: &Document<'_>, name: &str, findings: &mut Findings) {
    let right = match document.members(name).get("error") {
        Some(Node::Ref(reference)) => schema_name(reference) == Some(IN_BAND_ERROR),
        _ => false,
    };
    if !right {
        findings.add(
            component(name),
            "in-band-error",
            format!("{name} has no member `error` that refers to {IN_BAND_ERROR}"),
            format!("add `error: {{$ref: '#/components/schemas/{IN_BAND_ERROR}'}}`"),
        );
    }
}

#[cfg(test)]
mod tests;
