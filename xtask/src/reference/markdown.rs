//! Turns the Markdown of guides and descriptions into HTML. Names of operations and errata in backticks become links.

use maud::{Markup, PreEscaped, html};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html::push_html};

use super::site::Site;

/// The text as HTML. HTML in the text is shown as it is written, and does nothing.
pub(super) fn html(site: &Site, text: &str) -> Markup {
    let mut in_link = false;
    let events = Parser::new_ext(text, Options::ENABLE_TABLES).map(|event| {
        match &event {
            Event::Start(Tag::Link { .. }) => in_link = true,
            Event::End(TagEnd::Link) => in_link = false,
            _ => {}
        }
        match event {
            Event::Html(raw) | Event::InlineHtml(raw) => Event::Text(raw),
            Event::Code(code) if !in_link => match link(site, &code) {
                Some(address) => {
                    let link = html! { a href=(address) { code { (*code) } } };
                    Event::InlineHtml(link.into_string().into())
                }
                None => Event::Code(code),
            },
            other => other,
        }
    });
    let mut html = String::new();
    push_html(&mut html, events);
    PreEscaped(html)
}

fn link(site: &Site, code: &str) -> Option<String> {
    site.operation_link(code)
        .or_else(|| site.erratum_link(code))
}
