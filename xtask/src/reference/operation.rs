//! One operation: what it does, what it takes and gives, what was decided about it, and how it is called.

use maud::{Markup, html};

use super::{
    errata::{case, evidence},
    example, markdown, members,
    site::Site,
};
use crate::{
    codegen::spec::operations::{Op, Paging},
    yaml::Node,
};

pub(super) fn article(site: &Site, op: &Op) -> Markup {
    let (summary, description) = op
        .description
        .split_once("\n\n")
        .unwrap_or((&op.description, ""));
    let object = site.object(op);
    let link = object.and_then(|op| op.get("externalDocs")?.get("url")?.text());
    html! {
        article.operation id=(op.id) {
            h2 { a href=(format!("#{}", op.id)) { (op.id) } " " (effect_mark(&op.effect)) }
            p.summary { (summary) }
            p.address { code { "POST " (op.server) (op.path) } }
            (markdown::html(site, description))
            dl.facts {
                dt { "Effect" } dd { (effect(&op.effect)) }
                dt { "Key" } dd {
                    "Header " code { "TATODESK-API-KEY" } ", product " code { (op.product) } " ("
                    a href="keys.html" { "keys" } ")"
                }
                dt { "Paging" } dd { (paging(op.paging.as_ref())) }
                dt { "Documented as" } dd {
                    @if let Some(link) = link {
                        a href=(link) rel="noreferrer" { (op.documented.section) ": " (op.documented.title) }
                    }
                    @for title in &op.documented.also { ", " (title) }
                }
            }
            @if !op.errata.is_empty() {
                details.errata {
                    summary { "Errata: " (op.errata.len()) }
                    @for erratum in &op.errata {
                        h4 { a href=(format!("errata.html#{}", erratum.id)) { (erratum.id) } " " (evidence(erratum)) }
                        (case(site, erratum))
                    }
                }
            }
            h3 { "Request" }
            (body(site, object.and_then(|op| op.get("requestBody"))))
            h3 { "Answer" }
            (body(site, object.and_then(|op| op.get("responses")?.get("200"))))
            p { "A failure usually arrives with HTTP 200 too: read " code { "error" } " first ("
                a href="errors.html" { "errors and outcomes" } ")." }
            h3 { "Samples" }
            @for sample in site.samples.get(&op.id).into_iter().flatten() {
                h4 { (sample.label) }
                pre tabindex="0" { code data-language=(sample.label) { (sample.source) } }
            }
        }
    }
}

/// A body in words, by its members and by its examples.
fn body(site: &Site, body: Option<&Node>) -> Markup {
    let description = body.and_then(|body| body.get("description")?.text());
    let content = body.and_then(|body| body.get("content")?.members().next());
    let schema = content.and_then(|(_, content)| content.get("schema"));
    html! {
        @if let Some(text) = description { (markdown::html(site, text)) }
        @if let Some((kind, content)) = content {
            p.note { "As " code { (kind) } "." }
            @if let Some((name, _)) = schema.and_then(|schema| site.target(schema)) {
                (members::component(site, &name, &[]))
            }
            (example::all(content))
        }
    }
}

fn paging(paging: Option<&Paging>) -> Markup {
    let Some(paging) = paging else {
        return html! { "Not paged" };
    };
    html! {
        code { (paging.page) } " from 0, and " code { (paging.limit) }
        @if let Some(limit) = paging.default_limit { " (the server takes " (limit) " by itself)" }
        @if let Some(rows) = &paging.rows { "; rows in " code { (rows) } }
        @else { "; the documentation does not show where the rows are" }
        @if let Some(count) = &paging.count { ", count in " code { (count) } }
        " (" a href="paging.html" { "paging" } ")"
    }
}

/// What is safe to repeat.
fn effect(effect: &str) -> Markup {
    let words = match effect {
        "read" => "It changes nothing. It is safe to repeat (inferred).",
        "write" => "It changes a record. Repeat it only when no connection was made (inferred).",
        _ => {
            "It reaches a person. Repeat it only when no connection was made (inferred): each call that arrives may send again."
        }
    };
    html! { code { (effect) } ": " (words) " (" a href="repeating.html" { "what is safe to repeat" } ")" }
}

/// The effect as a coloured word.
pub(super) fn effect_mark(effect: &str) -> Markup {
    html! { span.effect.(effect) { (effect) } }
}
