//! What the logs keep of a caller's texts: a bounded part, without keys.

use crate::spec::breach::Breach;
use crate::spec::validate::Violation;

/// The longest text that the log keeps of a path, a method or a pointer, in bytes.
pub(crate) const MAX_TEXT: usize = 256;

/// The longest text that the log keeps of a body, in bytes.
pub(crate) const MAX_BODY: usize = 4096;

/// What stands where a key stood.
const MASK: &str = "[key]";

/// What stands at the end of a text that was cut.
const CUT: char = '…';

/// A key with fewer bytes than this is left out only where it is a whole word, because it is part of many other words.
const MIN_ANYWHERE: usize = 4;

/// The keys that no log shows: those of the world, and those of the request.
pub(crate) struct Keys(Vec<String>);

impl Keys {
    pub(crate) fn new<'k>(keys: impl Iterator<Item = &'k str>) -> Self {
        let keys = keys.filter(|key| !key.is_empty()).map(str::to_owned);
        let mut keys: Vec<String> = keys.collect();
        // Longest first, because a key can be a part of another.
        keys.sort_unstable_by_key(|key| std::cmp::Reverse(key.len()));
        Self(keys)
    }

    /// A path, a method or a pointer as the log keeps it.
    pub(crate) fn text(&self, text: &str) -> String {
        self.cut(text.as_bytes(), MAX_TEXT)
    }

    /// A body as the log keeps it.
    pub(crate) fn body(&self, body: &[u8]) -> String {
        self.cut(body, MAX_BODY)
    }

    /// The breaches of a request as the log keeps them.
    pub(crate) fn breaches(&self, violation: &Violation) -> Vec<Breach> {
        let breaches = violation.breaches().iter().map(|breach| {
            let pointer = breach.pointer.as_deref().map(|it| self.text(it));
            let public = breach.public_pointer.as_deref().map(|it| self.text(it));
            Breach {
                message: self.text(&breach.message),
                public_pointer: public.filter(|it| pointer.as_ref() != Some(it)),
                pointer,
            }
        });
        breaches.collect()
    }

    /// The beginning of a text without the keys in it. The rest of the text is not searched.
    fn cut(&self, bytes: &[u8], most: usize) -> String {
        let mut kept = String::new();
        for chunk in bytes.utf8_chunks() {
            let mut rest = chunk.valid();
            let mut before = None;
            while let Some(letter) = rest.chars().next() {
                let key = self.0.iter().find_map(|key| key_at(before, rest, key));
                let length = key.unwrap_or(letter.len_utf8());
                let shown = if key.is_some() { MASK } else { &rest[..length] };
                if kept.len() + shown.len() > most {
                    kept.push(CUT);
                    return kept;
                }
                kept.push_str(shown);
                before = rest[..length].chars().next_back();
                rest = &rest[length..];
            }
            if !chunk.invalid().is_empty() {
                kept.push(char::REPLACEMENT_CHARACTER);
            }
        }
        kept
    }
}

/// The length of the key if the text begins with it. `before` is the letter before the text.
fn key_at(before: Option<char>, text: &str, key: &str) -> Option<usize> {
    let length = begins_with(text, key)?;
    let in_word = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    let is_part = in_word(before) || in_word(text[length..].chars().next());
    (key.len() >= MIN_ANYWHERE || !is_part).then_some(length)
}

/// The length of the key if the text begins with it: as it is, or escaped as in JSON, a JSON pointer or a URL.
fn begins_with(text: &str, key: &str) -> Option<usize> {
    let mut rest = text;
    for wanted in key.chars() {
        rest = match unescaped(rest) {
            Some((letter, behind)) if letter == wanted => behind,
            _ => rest.strip_prefix(wanted)?,
        };
    }
    Some(text.len() - rest.len())
}

/// The letter that an escape at the beginning of a text stands for, and the rest.
fn unescaped(text: &str) -> Option<(char, &str)> {
    match text.as_bytes() {
        [b'\\', b'u', ..] => json_escape(text),
        [b'%', ..] => percent_escape(text),
        [b'\\', b'"' | b'\\' | b'/', ..] => Some((text[1..].chars().next()?, &text[2..])),
        [b'~', b'0', ..] => Some(('~', &text[2..])),
        [b'~', b'1', ..] => Some(('/', &text[2..])),
        _ => None,
    }
}

/// A letter as JSON escapes it: one unit of UTF-16, or a pair of them.
fn json_escape(text: &str) -> Option<(char, &str)> {
    let unit = |text: &str| u16::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok();
    let (first, rest) = (unit(text)?, &text[6..]);
    if let Some(Ok(letter)) = char::decode_utf16([first]).next() {
        return Some((letter, rest));
    }
    let letter = char::decode_utf16([first, unit(rest)?]).next()?.ok()?;
    Some((letter, &rest[6..]))
}

/// A letter as a URL escapes it: each of its bytes in UTF-8.
fn percent_escape(text: &str) -> Option<(char, &str)> {
    let (mut bytes, mut rest) = (Vec::new(), text);
    while bytes.len() < 4 {
        let behind = rest.strip_prefix('%')?;
        bytes.push(u8::from_str_radix(behind.get(..2)?, 16).ok()?);
        rest = &behind[2..];
        if let Ok(letter) = str::from_utf8(&bytes) {
            return Some((letter.chars().next()?, rest));
        }
    }
    None
}

#[cfg(test)]
mod tests;
