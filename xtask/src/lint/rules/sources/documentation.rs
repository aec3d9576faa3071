//! Where the spec comes from: the page of the documentation, a hash of its examples, a link for each operation, and no
//! invented address.

use serde_json::Value;

use crate::lint::document::model::Document;
use crate::lint::document::pointer::child;
use crate::lint::finding::Findings;

/// The extension, which is the rule's name too.
pub(crate) const EXTENSION: &str = "x-documentation";

const MEMBERS: [&str; 4] = ["title", "url", "dated", "examples-sha256"];

pub(crate) fn check(document: &Document<'_>, findings: &mut Findings) {
    let pointer = child("", EXTENSION);
    let empty = Value::Null;
    let source = document.raw.get(EXTENSION).unwrap_or(&empty);
    let text = |member: &str| source.get(member).and_then(Value::as_str);
    for member in MEMBERS {
        if text(member).is_none_or(|text| text.trim().is_empty()) {
            findings.add(
                child(&pointer, member),
                EXTENSION,
                format!("`{member}` is missing or is not text"),
                "say which documentation the file was written from",
            );
        }
    }
    let members = source
        .as_object()
        .into_iter()
        .flat_map(|source| source.keys());
    for member in members.filter(|member| !MEMBERS.contains(&member.as_str())) {
        findings.add(
            child(&pointer, member),
            EXTENSION,
            format!("{EXTENSION} has no member `{member}`"),
            format!("write only {}", MEMBERS.join(", ")),
        );
    }
    let hash = text("examples-sha256").unwrap_or_default();
    let whole = hash.len() == 64 && hash.bytes().all(|c| c.is_ascii_hexdigit());
    if !hash.is_empty() && !whole {
        findings.add(
            child(&pointer, "examples-sha256"),
            EXTENSION,
            "this is not a SHA-256",
            "write 64 hexadecimal digits; README.md says how they are computed",
        );
    }
    let page = text("url").unwrap_or("https://");
    for op in &document.operations {
        let link = op.operation.external_docs.as_ref();
        if !link.is_some_and(|link| link.url.starts_with(page)) {
            findings.add(
                child(&op.pointer, "externalDocs"),
                "external-docs",
                format!("{} has no link to its documentation", op.id()),
                format!("link to its place on {page}"),
            );
        }
    }
    about(document, findings);
}

/// Checks who is named for the file, and under which licence it is.
fn about(document: &Document<'_>, findings: &mut Findings) {
    let at = |pointer: &str| document.raw.pointer(pointer).and_then(Value::as_str);
    for pointer in ["/info/contact/name", "/info/contact/url"] {
        if at(pointer).is_none_or(|text| text.trim().is_empty()) {
            findings.add(
                pointer,
                "contact",
                "the file does not say who runs the API",
                "write the name and the address of Tatodesk",
            );
        }
    }
    // All packages of this repository have one licence.
    let licence = env!("CARGO_PKG_LICENSE");
    if at("/info/license/name") != Some(licence) {
        findings.add(
            "/info/license/name",
            "license",
            "this is not the licence of the file",
            format!("write {licence}"),
        );
    }
    let mail = document.raw.pointer("/info/contact/email");
    if mail.is_some() {
        findings.add(
            "/info/contact/email",
            "contact",
            "no mailbox is known that answers for this description",
            "remove it",
        );
    }
}

#[cfg(test)]
mod tests;
