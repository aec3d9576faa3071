//! The server's words, of which the beginning is read: a message may be as long as the answer.
use super::found::Found;
use crate::wire::decode::Cursor;
use std::borrow::Cow;

/// The longest message, in bytes.
pub(super) const LONGEST: usize = 64 * 1024;
/// How much of a text is looked at: an escape of six bytes may stand for one.
const LONGEST_WRITTEN: usize = 6 * LONGEST;

/// Goes past a `message` and returns its words: those of a text, or of a list of nothing but texts.
pub(super) fn words(cursor: &mut Cursor<'_>) -> Option<Option<String>> {
    if cursor.peek().ok()? != b'[' {
        return Found::next(cursor).map(own_words);
    }
    cursor.expect(b'[').ok()?;
    let mut words = Some(String::new());
    let (mut is_first, mut is_full) = (true, false);
    while cursor.next_part(is_first, b']').ok()? {
        let text = text(Found::next(cursor)?);
        words = words.zip(text).map(|(mut words, text)| {
            is_full = is_full || (!is_first && !add(&mut words, "; ")) || !add(&mut words, &text);
            words
        });
        is_first = false;
    }
    Some(words.filter(|_| !is_first))
}

/// The words of a value that is a text itself.
pub(super) fn own_words(value: Found<'_>) -> Option<String> {
    let mut words = String::new();
    add(&mut words, &text(value)?);
    Some(words)
}

/// The beginning of a text, as it is meant; nothing where the value is no text, or one that cannot be held.
fn text(value: Found<'_>) -> Option<Cow<'_, str>> {
    let Found::Text {
        quoted,
        has_escapes,
    } = value
    else {
        return None;
    };
    let written = &quoted[1..quoted.len() - 1];
    if !has_escapes {
        return Some(written.into());
    }
    let end = end_of_beginning(written);
    let meant = |end| serde_json::from_str(&format!("\"{}\"", written.get(..end)?)).ok();
    // A cut may part the two escapes of one character.
    let is_cut = end < written.len();
    let meant = meant(end).or_else(|| meant(end.checked_sub(6).filter(|_| is_cut)?));
    meant.map(Cow::Owned)
}

/// Where to cut a text that is written with escapes, so that no escape is cut.
fn end_of_beginning(written: &str) -> usize {
    let bytes = written.as_bytes();
    let mut end = 0;
    while end < bytes.len() {
        let length = match bytes[end..] {
            [b'\\', b'u', ..] => 6,
            [b'\\', ..] => 2,
            _ => 1,
        };
        if end + length > LONGEST_WRITTEN {
            break;
        }
        end += length;
    }
    boundary(written, end)
}

/// Adds as much of a text as there is room for. Returns whether that is all of it.
fn add(words: &mut String, text: &str) -> bool {
    let end = boundary(text, text.len().min(LONGEST - words.len()));
    words.push_str(&text[..end]);
    end == text.len()
}

/// The last place up to `end` that is not inside of a character.
fn boundary(text: &str, mut end: usize) -> usize {
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    end
}

#[cfg(test)]
mod tests;
