//! What a schema is, in a few words, with the limits that it sets.

use maud::{Markup, html};

use super::site::Site;
use crate::yaml::Node;

/// The type in words: `text`, `list of integer`, `object`.
pub(super) fn kind(site: &Site, schema: &Node) -> String {
    if let Some((_, target)) = site.target(schema) {
        return kind(site, target);
    }
    if let Some(choices) = schema.get("oneOf") {
        let choices: Vec<_> = choices.elements().iter().map(|it| kind(site, it)).collect();
        return choices.join(" or ");
    }
    match schema.get("type").and_then(Node::text) {
        Some("array") => match schema.get("items") {
            Some(items) => format!("list of {}", kind(site, items)),
            None => "list".to_owned(),
        },
        Some("string") => "text".to_owned(),
        Some(other) => other.to_owned(),
        None => "any value".to_owned(),
    }
}

/// The keywords that limit a value, or say how it is written.
const LIMITS: [(&str, &str); 6] = [
    ("format", "format"),
    ("minimum", "at least"),
    ("maximum", "at most"),
    ("minLength", "shortest"),
    ("maxLength", "longest"),
    ("pattern", "pattern"),
];

/// The limits of a value and an example of it, if it has any.
pub(super) fn limits(site: &Site, schema: &Node) -> Markup {
    let at = |name: &str| {
        let target = site.target(schema).map(|(_, target)| target);
        schema.get(name).or_else(|| target?.get(name))
    };
    let limits: Vec<_> = LIMITS
        .iter()
        .filter_map(|(name, words)| Some((*words, at(name)?)))
        .collect();
    let choices = at("enum").map_or(&[][..], Node::elements);
    let names = at("x-enum-varnames").map_or(&[][..], Node::elements);
    html! {
        @for (words, limit) in limits { span.limit { (words) " " code { (plain(limit)) } } }
        @if !choices.is_empty() {
            span.limit {
                "one of "
                @for (place, choice) in choices.iter().enumerate() {
                    @if place > 0 { ", " }
                    code { (plain(choice)) }
                    @if let Some(name) = names.get(place).and_then(Node::text) { " (" (name) ")" }
                }
            }
        }
        @if let Some(example) = at("example") { span.limit { "such as " code { (plain(example)) } } }
    }
}

/// A value as people write it: a text without quotes, anything else as JSON.
fn plain(value: &Node) -> String {
    match value.text() {
        Some(text) => text.to_owned(),
        None => value.value().to_string(),
    }
}
