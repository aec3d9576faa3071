//! The page of one section: its operations, one below the other.

use maud::html;

use super::{
    layout, operation,
    site::{Section, Site},
};
use crate::yaml::Node;

pub(super) fn page(site: &Site, section: &Section) -> String {
    let tags = site.spec.get("tags").map_or(&[][..], Node::elements);
    let at = |tag: &Node, name: &str| {
        tag.get(name)
            .and_then(Node::text)
            .unwrap_or_default()
            .to_owned()
    };
    let tag = tags
        .iter()
        .find(|tag| at(tag, "name").eq_ignore_ascii_case(&section.name));
    let operations: Vec<_> = site
        .operations
        .iter()
        .filter(|op| op.documented.section == section.name)
        .collect();
    let body = html! {
        h1 { (section.name) }
        @if let Some(tag) = tag { p { (at(tag, "description")) } }
        ul.contents {
            @for op in &operations { li { a href=(format!("#{}", op.id)) { code { (op.id) } } } }
        }
        @for op in operations { (operation::article(site, op)) }
    };
    layout::page(site, &section.name, &section.file, &body)
}
