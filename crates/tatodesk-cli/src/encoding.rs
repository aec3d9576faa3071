//! Decodes text from files, pipes and arguments: UTF-8, or UTF-16 with a byte-order mark. The mark is no part of the text.

const MARK: char = '\u{feff}';

/// Decodes the bytes. The error says why they are no text.
pub(crate) fn text(bytes: Vec<u8>) -> Result<String, String> {
    let text = match bytes.as_slice() {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => {
            Err("the text is UTF-32; save it as UTF-8".to_owned())
        }
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => utf8(bytes),
    }?;
    match text.find('\0') {
        Some(at) => Err(format!(
            "byte {} of the text is zero, as in UTF-16 without a byte-order mark; save it as UTF-8",
            at + 1
        )),
        None => Ok(unmarked(text)),
    }
}

/// Removes the byte-order marks at the beginning of the text.
pub(crate) fn unmarked(text: String) -> String {
    match text.strip_prefix(MARK) {
        Some(rest) => rest.trim_start_matches(MARK).to_owned(),
        None => text,
    }
}

/// Whether the text contains a byte-order mark.
pub(crate) fn is_marked(text: &str) -> bool {
    text.contains(MARK)
}

fn utf8(bytes: Vec<u8>) -> Result<String, String> {
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..at]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count()
            + 1;
        format!(
            "the text is not UTF-8: byte {}, in line {line}; save it as UTF-8",
            at + 1
        )
    })
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return Err("the text is UTF-16 that ends within a character".to_owned());
    }
    let mut at = 2;
    let mut text = String::with_capacity(bytes.len());
    for character in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        let character = character.map_err(|_| {
            format!(
                "the text is UTF-16 with half of a surrogate pair: byte {}",
                at + 1
            )
        })?;
        at += 2 * character.len_utf16();
        text.push(character);
    }
    Ok(text)
}

#[cfg(test)]
mod tests;
