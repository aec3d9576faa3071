//! Turns the Markdown of guides, documents and descriptions into HTML. Names of operations and errata in backticks become
//! links. A link to a file of the repository leads to the page that shows it; where there is none, only its words stay.

use maud::{Markup, PreEscaped, html};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html::push_html};

use super::{DOCUMENTS, FILES, site::Site};

/// The text as HTML. HTML in the text is shown as it is written, and does nothing.
pub(super) fn html(site: &Site, text: &str) -> Markup {
    // Inside of a link: whether it leads to something.
    let mut link_leads = None;
    let events = Parser::new_ext(text, Options::ENABLE_TABLES).filter_map(|event| {
        let event = match event {
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                title,
                id,
            }) => {
                let target = target(&dest_url).map(|target| target.to_owned().into());
                link_leads = Some(target.is_some());
                Event::Start(Tag::Link {
                    link_type,
                    dest_url: target?,
                    title,
                    id,
                })
            }
            Event::End(TagEnd::Link) if link_leads.take() == Some(false) => return None,
            Event::Html(raw) | Event::InlineHtml(raw) => Event::Text(raw),
            Event::Code(code) if link_leads.is_none() => match link(site, &code) {
                Some(address) => {
                    let link = html! { a href=(address) { code { (*code) } } };
                    Event::InlineHtml(link.into_string().into())
                }
                None => Event::Code(code),
            },
            other => other,
        };
        Some(event)
    });
    let mut html = String::new();
    push_html(&mut html, events);
    PreEscaped(html)
}

/// What a link leads to on the site. Documents name files of their own folder, and of the folder above it.
fn target(link: &str) -> Option<&str> {
    let file = link.trim_start_matches("../");
    let named = |name: &str| name == file || name.rsplit('/').next() == Some(file);
    let page = DOCUMENTS.iter().find(|(name, _)| named(name));
    let stays = file.contains("://") || file.ends_with(".html") || FILES.contains(&file);
    page.map(|(_, page)| *page).or(stays.then_some(file))
}

fn link(site: &Site, code: &str) -> Option<String> {
    site.operation_link(code)
        .or_else(|| site.erratum_link(code))
}
