//! What the logs keep of what callers write: a bounded part of it, and no key.

/// The longest text that the log keeps of a path, a method or a pointer, in bytes.
pub(crate) const MAX_TEXT: usize = 256;

/// The longest text that the log keeps of a body, in bytes.
pub(crate) const MAX_BODY: usize = 4096;

/// What stands where a key stood.
const MASK: &str = "[key]";

/// What stands at the end of a text that was cut.
const CUT: char = '…';

/// The shortest text that is a key though the world does not know it: a shorter one would take words out of bodies.
const MIN_UNKNOWN: usize = 8;

/// The keys that no log shows: those that the world knows, and the one that came with the request.
pub(crate) struct Keys(Vec<String>);

impl Keys {
    pub(crate) fn new<'k>(known: impl Iterator<Item = &'k str>, sent: Option<&'k str>) -> Self {
        let sent = sent.filter(|key| key.len() >= MIN_UNKNOWN);
        let mut keys: Vec<String> = known.chain(sent).map(str::to_owned).collect();
        // The longest first: another one can be a part of it.
        keys.sort_unstable_by_key(|key| std::cmp::Reverse(key.len()));
        keys.retain(|key| !key.is_empty());
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

    /// The beginning of a text without the keys in it. What is behind the beginning is not looked at.
    fn cut(&self, bytes: &[u8], most: usize) -> String {
        let mut kept = String::new();
        for chunk in bytes.utf8_chunks() {
            let mut rest = chunk.valid();
            while let Some(letter) = rest.chars().next() {
                let key = self.0.iter().find_map(|key| begins_with(rest, key));
                let length = key.unwrap_or(letter.len_utf8());
                let shown = if key.is_some() { MASK } else { &rest[..length] };
                if kept.len() + shown.len() > most {
                    kept.push(CUT);
                    return kept;
                }
                kept.push_str(shown);
                rest = &rest[length..];
            }
            if !chunk.invalid().is_empty() {
                kept.push(char::REPLACEMENT_CHARACTER);
            }
        }
        kept
    }
}

/// How long the key is at the beginning of a text, if it is there: as it is, or escaped as JSON, a JSON pointer or an
/// address does.
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
    let hex = |from: usize, to: usize| {
        let letter = char::from_u32(u32::from_str_radix(text.get(from..to)?, 16).ok()?)?;
        Some((letter, &text[to..]))
    };
    match text.as_bytes() {
        [b'\\', b'u', ..] => hex(2, 6),
        [b'%', ..] => hex(1, 3),
        [b'\\', b'"' | b'\\' | b'/', ..] => Some((text[1..].chars().next()?, &text[2..])),
        [b'~', b'0', ..] => Some(('~', &text[2..])),
        [b'~', b'1', ..] => Some(('/', &text[2..])),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
