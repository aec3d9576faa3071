//! A spec that does not say where it comes from is found.

use crate::lint::planted::{here, op, plant, remove, set};

#[test]
fn the_source_is_named() {
    let of = |member: &str| format!("/x-documentation/{member}");
    plant(vec![
        here(remove(of("title")), "x-documentation"),
        here(set(of("dated"), " "), "x-documentation"),
        here(set(of("examples-sha256"), "a1652e"), "x-documentation"),
        here(remove(op("/externalDocs")), "external-docs"),
        here(set(of("author"), "me"), "x-documentation"),
    ]);
}

#[test]
fn links_lead_to_the_documentation() {
    let link = serde_json::json!({"url": "https://www.example.com/docs"});
    plant(vec![
        here(set(op("/externalDocs"), link), "external-docs"),
        here(
            set("/info/contact/email", "maintainers@example.org"),
            "contact",
        ),
    ]);
}

#[test]
fn contact_and_licence_are_true() {
    plant(vec![
        here(set("/info/contact/name", ""), "contact"),
        here(remove("/info/contact/url"), "contact"),
        here(set("/info/license/name", "MIT"), "license"),
    ]);
}
