//! The members of an object, and below each of them the members of what it holds.

use maud::{Markup, html};

use super::{errata::source, markdown, schema, site::Site};
use crate::yaml::Node;

/// The members of a component. `above` are the components that hold it, so that a circle ends.
pub(super) fn component(site: &Site, name: &str, above: &[String]) -> Markup {
    let Some(object) = site.component(name) else {
        return Markup::default();
    };
    let above: Vec<String> = above.iter().cloned().chain([name.to_owned()]).collect();
    let named = |list: &str| -> Vec<&str> {
        let names = object.get(list).map_or(&[][..], Node::elements);
        names.iter().filter_map(Node::text).collect()
    };
    let (required, on_success) = (named("required"), named("x-required-on-success"));
    let members: Vec<_> = object
        .get("properties")
        .map(Node::members)
        .into_iter()
        .flatten()
        .collect();
    let ids = errata(object);
    html! {
        @if !ids.is_empty() { p.note { "About this object. " (source(site, &ids)) } }
        @if members.is_empty() { p { "No members are documented." } }
        @else {
            ul.members {
                @for (name, member) in members {
                    li {
                        code.name { (name) } " "
                        span.kind { (schema::kind(site, member)) }
                        @if required.contains(&name) { span.mark { "required" } }
                        @if on_success.contains(&name) { span.mark { "in every success" } }
                        @if flag(site, member, "nullable") { span.mark { "may be null" } }
                        @if flag(site, member, "x-sensitive") { span.mark.sensitive { "sensitive" } }
                        (words(site, member))
                        (inside(site, member, &above))
                    }
                }
            }
        }
        @match object.get("additionalProperties") {
            Some(values) if values.get("description").is_some() || site.target(values).is_some() => {
                p { "Other members, under any name: " (schema::kind(site, values)) "." }
                (inside(site, values, &above))
            }
            Some(closed) if closed.value() == serde_json::Value::Bool(false) => {
                p.note { "No other members are allowed." }
            }
            _ => {}
        }
    }
}

/// What a member means, its limits, and where this comes from.
fn words(site: &Site, member: &Node) -> Markup {
    let target = site.target(member).map(|(_, target)| target);
    let described = |schema: &Node| {
        schema
            .get("description")
            .and_then(Node::text)
            .map(str::to_owned)
    };
    let text = described(member).or_else(|| described(target?));
    let mut ids = errata(member);
    for id in target.map(errata).into_iter().flatten() {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    html! {
        @if let Some(text) = text { div.words { (markdown::html(site, &text)) } }
        p.facts { (schema::limits(site, member)) (source(site, &ids)) }
    }
}

/// The entries of the register that a schema names itself.
fn errata(schema: &Node) -> Vec<&str> {
    let ids = schema.get("x-errata").map_or(&[][..], Node::elements);
    ids.iter().filter_map(Node::text).collect()
}

/// The members of the objects that a value is or holds.
fn inside(site: &Site, value: &Node, above: &[String]) -> Markup {
    html! {
        @for name in objects(site, value) {
            @if above.contains(&name) {
                p.note { "Holds the members of the " code { (name) } " above, again." }
            } @else {
                details {
                    summary { "Members of " code { (name) } }
                    (component(site, &name, above))
                }
            }
        }
    }
}

/// The components with members that a value is, or that its elements or choices are.
fn objects(site: &Site, value: &Node) -> Vec<String> {
    if let Some((name, target)) = site.target(value) {
        let is_object =
            target.get("properties").is_some() || target.get("additionalProperties").is_some();
        return if is_object {
            vec![name]
        } else {
            objects(site, target)
        };
    }
    let choices = ["oneOf", "allOf", "anyOf"]
        .into_iter()
        .filter_map(|name| value.get(name));
    let choices = choices.flat_map(Node::elements);
    let below = ["items", "additionalProperties"]
        .into_iter()
        .filter_map(|name| value.get(name));
    choices
        .chain(below)
        .flat_map(|schema| objects(site, schema))
        .collect()
}

fn flag(site: &Site, member: &Node, name: &str) -> bool {
    let on = |schema: &Node| {
        schema
            .get(name)
            .is_some_and(|flag| flag.value() != serde_json::Value::Bool(false))
    };
    on(member) || site.target(member).is_some_and(|(_, target)| on(target))
}
