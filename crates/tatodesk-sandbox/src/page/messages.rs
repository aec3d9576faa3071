//! The delivery log as phones would show it: a chat, text messages, a mailbox.

use std::fmt::{self, Write};

use super::text::Text;
use crate::state::State;
use crate::state::deliveries::{Delivery, Medium};
use crate::world::{Channel, Piece, Template, World, pieces};

/// A screen for each channel: at most `shown` messages, with the newest on top.
pub(super) fn write(page: &mut String, state: &State, shown: usize) -> fmt::Result {
    page.push_str("<div class=\"phones\">\n");
    for (channel, name) in [
        (Channel::WhatsApp, "WhatsApp"),
        (Channel::Sms, "SMS"),
        (Channel::Email, "E-mail"),
    ] {
        let of_channel = || state.deliveries.iter().filter(|it| it.channel == channel);
        writeln!(
            page,
            "<section id=\"{channel}\" class=\"phone {channel}\">\n<h2>{name} <span class=\"count\">{}</span></h2>\n\
             <div class=\"screen\">",
            of_channel().count()
        )?;
        if of_channel().next().is_none() {
            page.push_str("<p class=\"empty\">Nothing was sent yet.</p>\n");
        }
        for delivery in of_channel().rev().take(shown) {
            message(page, &state.world, delivery)?;
        }
        page.push_str("</div>\n</section>\n");
    }
    page.push_str("</div>\n");
    Ok(())
}

fn message(page: &mut String, world: &World, delivery: &Delivery) -> fmt::Result {
    let mut templates = world.templates.iter();
    let template =
        templates.find(|it| it.channel == delivery.channel && it.id == delivery.template);
    writeln!(
        page,
        "<article class=\"message\">\n<p class=\"to\">to {}</p>\n<div class=\"bubble\">",
        Text(&delivery.to)
    )?;
    if let Some(subject) = template.and_then(|it| it.subject.as_deref()) {
        page.push_str("<p class=\"subject\">");
        fill(page, subject, &delivery.params)?;
        page.push_str("</p>\n");
    }
    for medium in &delivery.media {
        let (kind, name, what) = match medium {
            Medium::Link {
                kind,
                url,
                file_name,
            } => (kind.as_str(), file_name.as_ref(), url),
            Medium::Uploaded {
                kind,
                media_id,
                file_name,
            } => (kind.as_str(), file_name.as_ref(), media_id),
            Medium::Attachment { file_name, .. } => ("attachment", None, file_name),
        };
        write!(page, "<p class=\"medium {0}\"><b>{0}</b> ", Text(kind))?;
        // A phone shows a document by the name of its file. It shows "Untitled" for a document without a name.
        match name.map(String::as_str) {
            Some(name) => write!(page, "{} ", Text(name))?,
            None if kind == "document" => page.push_str("Untitled "),
            None => {}
        }
        writeln!(page, "{}</p>", Text(what))?;
    }
    body(page, template, delivery)?;
    writeln!(
        page,
        "<p class=\"time\">{:.0}</p>\n</div>\n<p class=\"small\">template {}</p>\n</article>",
        delivery.at.time(),
        Text(&delivery.template)
    )
}

/// The text of the template with its parameters in their places; without a text, the parameters alone.
fn body(page: &mut String, template: Option<&Template>, delivery: &Delivery) -> fmt::Result {
    let params = &delivery.params;
    let text = template.and_then(|it| it.text.as_deref());
    if let Some(text) = text {
        page.push_str("<p class=\"text\">");
        fill(page, text, params)?;
        page.push_str("</p>\n");
    }
    let shown = |index: usize| text.is_some_and(|text| text.contains(&format!("{{{{{index}}}}}")));
    for (param, _) in params.iter().zip(1..).filter(|(_, index)| !shown(*index)) {
        writeln!(page, "<p><b>{}</b></p>", Text(param))?;
    }
    Ok(())
}

/// Writes a text and fills its places `{{1}}`, `{{2}}` and so on with the parameters. A place without a parameter stays.
fn fill(page: &mut String, text: &str, params: &[String]) -> fmt::Result {
    for piece in pieces(text) {
        match piece {
            Piece::Words(words) => write!(page, "{}", Text(words))?,
            Piece::Placeholder(place) => match params.get(place - 1) {
                Some(param) => write!(page, "<b>{}</b>", Text(param))?,
                None => write!(page, "{{{{{place}}}}}")?,
            },
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
