//! The first page: all operations, which a small script filters.

use maud::html;

use super::{layout, operation::effect_mark, site::Site};

pub(super) fn page(site: &Site) -> String {
    let count = site.operations.len();
    let body = html! {
        h1 { "Tatodesk API" }
        p {
            "An unofficial reference of the REST API of Tatodesk: " (count) " operations. Tatodesk documents its API by
            example. Where the examples contradict each other or are silent, this reference decides, and says so in the "
            a href="errata.html" { "errata" } "."
        }
        @if !site.guides.is_empty() {
            h2 { "Guides" }
            ul {
                @for guide in &site.guides { li { a href=(guide.file) { (guide.title) } } }
            }
        }
        h2 { "Operations" }
        // The script shows it: without a script there is nothing to search with.
        p #search hidden {
            label for="words" { "Search operations" }
            input #words type="search" autocomplete="off";
            output for="words" {}
        }
        @for section in &site.sections {
            section {
                h3 { a href=(section.file) { (section.name) } }
                ul.operations {
                    @for op in site.operations.iter().filter(|op| op.documented.section == section.name) {
                        li data-operation=(op.id) {
                            a href=(format!("{}#{}", section.file, op.id)) { code { (op.id) } }
                            " " (effect_mark(&op.effect)) " "
                            span { (op.description.lines().next().unwrap_or_default()) }
                            " " code.path { (op.path) }
                        }
                    }
                }
            }
        }
        script src="search.js" {}
    };
    layout::page(site, "All operations", "index.html", &body)
}
