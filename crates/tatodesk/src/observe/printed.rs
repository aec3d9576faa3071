//! Which texts of the server may be printed: an answer's message on one line, and an id that looks like one.

use std::{borrow::Cow, fmt};

use reqwest::header::HeaderMap;
use tatodesk_api::transport::KeyMask;

/// Headers that name an answer; the first that is there counts.
const REQUEST_IDS: [&str; 6] = [
    "x-request-id",
    "request-id",
    "x-correlation-id",
    "x-amzn-requestid",
    "x-amz-cf-id",
    "cf-ray",
];

/// Marks an answer's id as sensitive if it holds a key, so that neither [`request_id`] nor `Debug` of the headers shows it.
pub(crate) fn mark_key(headers: &mut HeaderMap, mask: &KeyMask) {
    for (name, id) in headers {
        if REQUEST_IDS.contains(&name.as_str()) {
            let text = String::from_utf8_lossy(id.as_bytes());
            if matches!(mask.mask(&text), Cow::Owned(_)) {
                id.set_sensitive(true);
            }
        }
    }
}

/// The first header that names an answer, if it looks like an id: it is printed, so a server must not smuggle more into it.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    let id = REQUEST_IDS.iter().find_map(|name| headers.get(*name))?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:=+/".contains(&byte);
    let id = (!id.is_sensitive()).then_some(id)?.to_str().ok()?;
    (!id.is_empty() && id.len() <= 128 && id.bytes().all(plain)).then_some(id)
}

/// Text that the server chose, on one line and no longer than a log can bear.
pub(crate) struct OneLine<'a>(pub(crate) &'a str);

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write as _;

        const LONGEST: usize = 500;
        for (count, character) in self.0.chars().enumerate() {
            if count == LONGEST {
                return f.write_str("...");
            }
            f.write_char(if is_plain(character) { character } else { ' ' })?;
        }
        Ok(())
    }
}

/// Quoted, and with no more in it than is displayed.
impl fmt::Debug for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.to_string(), f)
    }
}

/// Neither a control character, nor a separator of lines, nor one that turns around the text behind it.
fn is_plain(character: char) -> bool {
    let separates = matches!(character, '\u{2028}' | '\u{2029}');
    let turns = matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    !character.is_control() && !separates && !turns
}
