//! Message templates: their texts, and the places in the texts that parameters fill.

use serde::Deserialize;

use super::channel::Channel;

/// A message template that the account may send.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Template {
    pub(crate) channel: Channel,
    pub(crate) id: String,
    /// The subject of an e-mail.
    pub(crate) subject: Option<String>,
    /// The header of a WhatsApp message.
    pub(crate) header: Option<Header>,
    /// What the message says: `{{1}}` is the first parameter.
    pub(crate) text: Option<String>,
}

/// A header: a medium or a text.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Header {
    /// The medium that the header takes.
    pub(crate) medium: Option<HeaderMedium>,
    /// The text of the header: `{{1}}` is the first parameter of the header.
    pub(crate) text: Option<String>,
}

/// The media that a header can have.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum HeaderMedium {
    Image,
    Video,
    Document,
}

impl HeaderMedium {
    /// The type of the header parameter with this medium.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Video => "video",
            Self::Document => "document",
        }
    }
}

impl Template {
    /// How many places the subject and the text have. `None` where the world does not have the text.
    pub(crate) fn params(&self) -> Option<usize> {
        let text = self.text.as_deref()?;
        Some(count(text).max(self.subject.as_deref().map_or(0, count)))
    }

    /// The first member of the template whose places are wrong, and what is wrong with them.
    pub(crate) fn misfit(&self) -> Option<(&'static str, &'static str)> {
        if let Some(header) = &self.header {
            if self.channel != Channel::WhatsApp {
                return Some(("header", "only a WhatsApp template has a header"));
            }
            if header.medium.is_some() == header.text.is_some() {
                return Some(("header", "a header has a medium or a text"));
            }
            if let Some(reason) = gap(header.text.as_slice()) {
                return Some(("header.text", reason));
            }
        }
        let texts: Vec<&String> = self.subject.iter().chain(&self.text).collect();
        gap(&texts).map(|reason| ("text", reason))
    }
}

/// A piece of a text of a template.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece<'t> {
    /// Words that stay as they are.
    Words(&'t str),
    /// The place of the parameter with this number, from 1: `{{1}}`.
    Placeholder(usize),
}

/// Splits a text of a template into pieces. Braces without a number are words.
pub(crate) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut words, mut at) = (0, 0);
    while let Some(open) = text[at..].find("{{").map(|open| at + open) {
        at = open + 2;
        let Some((number, _)) = text[at..].split_once("}}") else {
            break;
        };
        let digits = number.bytes().all(|digit| digit.is_ascii_digit());
        let place = number.parse().ok().filter(|place| digits && *place > 0);
        if let Some(place) = place {
            pieces.push(Piece::Words(&text[words..open]));
            pieces.push(Piece::Placeholder(place));
            at += number.len() + 2;
            words = at;
        }
    }
    pieces.push(Piece::Words(&text[words..]));
    pieces
}

/// Whether a text still has an unfilled place, with any text between the braces.
pub(crate) fn unfilled(text: &str) -> bool {
    let open = text.split_once("{{");
    open.is_some_and(|(_, rest)| rest.contains("}}"))
}

/// The highest number of the places in a text.
pub(crate) fn count(text: &str) -> usize {
    let places = pieces(text).into_iter().map(|piece| match piece {
        Piece::Words(_) => 0,
        Piece::Placeholder(place) => place,
    });
    places.max().unwrap_or(0)
}

/// What is wrong with the places of texts that share their parameters.
fn gap<T: AsRef<str>>(texts: &[T]) -> Option<&'static str> {
    let mut places = Vec::new();
    for text in texts {
        for piece in pieces(text.as_ref()) {
            match piece {
                Piece::Words(words) if unfilled(words) => {
                    return Some("a place is a number between braces: {{1}}");
                }
                Piece::Words(_) => {}
                Piece::Placeholder(place) => places.push(place),
            }
        }
    }
    places.sort_unstable();
    places.dedup();
    let in_order = places.iter().copied().eq(1..=places.len());
    (!in_order).then_some("the places are numbered from {{1}} without a gap")
}

#[cfg(test)]
mod tests;
