//! What all pages have: head, navigation, style.

use maud::{DOCTYPE, Markup, html};

use super::site::Site;

/// A whole page. `here` is the name of its file.
pub(super) fn page(site: &Site, title: &str, here: &str, body: &Markup) -> String {
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " - Tatodesk API" }
                // Without it, a browser asks the server for an icon.
                link rel="icon" href="data:,";
                link rel="stylesheet" href="style.css";
            }
            body {
                nav aria-label="Pages" {
                    a.home href="index.html" aria-current=[current("index.html", here)] { "Tatodesk API" }
                    (group("Guides", here, site.guides.iter().map(|it| (it.file.as_str(), it.title.as_str()))))
                    (group("Operations", here, site.sections.iter().map(|it| (it.file.as_str(), it.name.as_str()))))
                    (group("Spec", here, site.documents.iter().map(|it| (it.file.as_str(), it.title.as_str()))))
                    (group("Evidence", here, [("errata.html", "Errata")].into_iter()))
                }
                main { (body) }
            }
        }
    };
    markup.into_string()
}

fn group<'t>(title: &str, here: &str, links: impl Iterator<Item = (&'t str, &'t str)>) -> Markup {
    html! {
        p { (title) }
        ul {
            @for (file, name) in links {
                li { a href=(file) aria-current=[current(file, here)] { (name) } }
            }
        }
    }
}

fn current(file: &str, here: &str) -> Option<&'static str> {
    (file == here).then_some("page")
}
