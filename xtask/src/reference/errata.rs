//! The page of the register of errata, and the marks that lead to it.

use maud::{Markup, html};

use super::{layout, markdown, site::Site};
use crate::codegen::spec::operations::Erratum;

pub(super) fn page(site: &Site) -> String {
    let body = html! {
        h1 { "Errata" }
        p {
            "Where two documented examples contradict each other, or none shows what a client must know, the reference
            decides. Each entry says what is documented, what was decided, and on what evidence: documented (the
            documentation shows it), observed (public programs rely on it) or inferred (the likeliest reading; it may be
            wrong)."
        }
        @for erratum in site.errata.all() {
            section.erratum id=(erratum.id) {
                h2 { (erratum.id) " " (evidence(erratum)) }
                (case(site, erratum))
            }
        }
    };
    layout::page(site, "Errata", "errata.html", &body)
}

/// What is documented and what was decided.
pub(super) fn case(site: &Site, erratum: &Erratum) -> Markup {
    html! {
        dl {
            dt { "Documented" } dd { (markdown::html(site, &erratum.documented)) }
            dt { "Decision" } dd { (markdown::html(site, &erratum.decision)) }
        }
    }
}

/// The evidence of an entry.
pub(super) fn evidence(erratum: &Erratum) -> Markup {
    html! { span.evidence.(erratum.evidence) { (erratum.evidence) } }
}

/// Where a statement comes from: the documentation, or the entries that decided it.
pub(super) fn source(site: &Site, ids: &[&str]) -> Markup {
    html! {
        span.source {
            "Source: "
            @if ids.is_empty() { "the documentation" }
            @for (place, erratum) in ids.iter().filter_map(|id| site.erratum(id)).enumerate() {
                @if place > 0 { ", " }
                a href=(format!("errata.html#{}", erratum.id)) { (erratum.id) } " (" (erratum.evidence) ")"
            }
        }
    }
}
