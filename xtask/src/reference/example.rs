//! Documented examples of a body.

use maud::{Markup, html};

use crate::{samples::json, yaml::Node};

/// All examples of a body, each behind its summary.
pub(super) fn all(content: &Node) -> Markup {
    let examples = content
        .get("examples")
        .map(Node::members)
        .into_iter()
        .flatten();
    html! {
        @for (name, example) in examples {
            @if let Some(value) = example.get("value") {
                details.example {
                    summary {
                        "Example " code { (name) }
                        @if let Some(summary) = example.get("summary").and_then(Node::text) { ": " (summary) }
                    }
                    pre tabindex="0" { code { (json(value)) } }
                }
            }
        }
    }
}
