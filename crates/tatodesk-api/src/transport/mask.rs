//! Hides a client's own API keys in texts of a server: whatever received a key may repeat it.
use super::key::{ApiKey, Keys};
use std::borrow::Cow;
use std::sync::Arc;
use zeroize::Zeroizing;

/// Replaces the keys of one [`Transport`](super::Transport) in texts that a server wrote.
///
/// A key is found as it was configured, and also:
///
/// - in upper or lower case,
/// - without its hyphens, or with blanks, hyphens, commas, semicolons or invisible characters between its characters,
/// - escaped as in JSON, in source code, in URLs (`%2F`) or in HTML (`&#x2f;`),
/// - as Base64 of the whole key.
///
/// A part of a key is not found: servers show the first few characters on purpose.
///
/// ```
/// use tatodesk_api::Transport;
///
/// let transport = Transport::builder().key("00000000-0000-4000-8000-000000000001").build()?;
/// let mask = transport.key_mask();
/// assert_eq!(mask.mask("no such key: 00000000-0000-4000-8000-000000000001!"), "no such key: [key]!");
/// assert_eq!(mask.mask("no such unit"), "no such unit");
/// # Ok::<(), tatodesk_api::transport::TransportError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct KeyMask(Arc<Keys>);

impl KeyMask {
    /// What stands in the place of a key.
    pub const PLACEHOLDER: &'static str = "[key]";

    pub(super) fn new(keys: &Arc<Keys>) -> Self {
        Self(Arc::clone(keys))
    }

    /// The text with every key in it replaced; borrowed where there is none.
    #[must_use]
    pub fn mask<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let patterns: Vec<Pattern> = self.0.all().flat_map(Pattern::of).collect();
        let (mut masked, mut copied, mut at) = (String::new(), 0, 0);
        let begins = |c: char| patterns.iter().any(|pattern| pattern.may_begin_with(c));
        while let Some(skipped) = text[at..].find(begins) {
            at += skipped;
            let found = patterns
                .iter()
                .filter_map(|pattern| pattern.length_in(&text[at..]));
            match found.max() {
                Some(length) => {
                    masked.push_str(&text[copied..at]);
                    masked.push_str(Self::PLACEHOLDER);
                    at += length;
                    copied = at;
                }
                // Every character that a key may begin with is ASCII.
                None => at += 1,
            }
        }
        if copied == 0 {
            return Cow::Borrowed(text);
        }
        masked.push_str(&text[copied..]);
        Cow::Owned(masked)
    }
}

/// One spelling of a key.
struct Pattern {
    /// As it is.
    plain: Zeroizing<String>,
    /// Without the characters that may be missing or added.
    core: Zeroizing<String>,
}

impl Pattern {
    fn of(key: &ApiKey) -> [Self; 3] {
        use base64::Engine as _;
        use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

        let key = key.text();
        [
            Self::new(key.to_owned()),
            Self::new(STANDARD_NO_PAD.encode(key)),
            Self::new(URL_SAFE_NO_PAD.encode(key)),
        ]
    }

    fn new(plain: String) -> Self {
        let core = plain.chars().filter(|c| !is_gap(*c)).collect::<String>();
        Self {
            plain: Zeroizing::new(plain),
            core: Zeroizing::new(core),
        }
    }

    /// Whether the key may begin with this character, as it is or escaped.
    fn may_begin_with(&self, character: char) -> bool {
        let firsts = [&self.plain, &self.core].map(|text| text.chars().next());
        let plain = firsts.iter().flatten();
        matches!(character, '%' | '\\' | '&')
            || plain
                .into_iter()
                .any(|first| first.eq_ignore_ascii_case(&character))
    }

    /// The length of the key at the beginning of `text`, if it stands there.
    fn length_in(&self, text: &str) -> Option<usize> {
        let plain = text.get(..self.plain.len());
        if plain.is_some_and(|text| text.eq_ignore_ascii_case(&self.plain)) {
            return Some(self.plain.len());
        }
        let mut rest = text;
        for (position, wanted) in self.core.chars().enumerate() {
            loop {
                let literal = rest.chars().next()?;
                let literal = (literal, literal.len_utf8());
                let unescaped = unescaped(rest).unwrap_or(literal);
                let right = [unescaped, literal]
                    .into_iter()
                    .find(|(found, _)| found.eq_ignore_ascii_case(&wanted));
                if let Some((_, length)) = right {
                    rest = &rest[length..];
                    break;
                }
                if position == 0 || !is_gap(unescaped.0) {
                    return None;
                }
                rest = &rest[unescaped.1..];
            }
        }
        (!self.core.is_empty()).then_some(text.len() - rest.len())
    }
}

/// What may stand between the characters of a key, or be missing there.
fn is_gap(character: char) -> bool {
    let hyphen = matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}');
    let invisible = matches!(character, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    let blank = character.is_whitespace() || character.is_control();
    hyphen || invisible || blank || matches!(character, '\\' | ';' | ',')
}

/// The escaped character at the beginning of `text`, and how many bytes it takes there.
fn unescaped(text: &str) -> Option<(char, usize)> {
    match text.as_bytes().first()? {
        b'%' => code(text, 1, 2, 16),
        b'\\' => backslashed(text),
        b'&' => entity(text),
        _ => None,
    }
}

/// The character whose number stands in `digits` digits after `start` bytes of `text`.
fn code(text: &str, start: usize, digits: usize, radix: u32) -> Option<(char, usize)> {
    let end = start + digits;
    let number = u32::from_str_radix(text.get(start..end)?, radix).ok()?;
    Some((char::from_u32(number)?, end))
}

/// `\u002f`, `\u{2f}`, `\x2f`, `\n`, `\"`; a text that was quoted several times has several backslashes.
fn backslashed(text: &str) -> Option<(char, usize)> {
    // Not the whole of a run that may be as long as the text.
    let run = text.bytes().take(16).take_while(|byte| *byte == b'\\');
    let start = run.count();
    let rest = text.get(start..)?;
    if rest.starts_with("u{") {
        let digits = rest.bytes().take(9).position(|byte| byte == b'}')? - 2;
        let (character, end) = code(text, start + 2, digits, 16)?;
        return Some((character, end + 1));
    }
    match rest.chars().next()? {
        'u' => code(text, start + 1, 4, 16),
        'x' => code(text, start + 1, 2, 16),
        'n' | 'r' | 't' => Some((' ', start + 1)),
        other => Some((other, start + other.len_utf8())),
    }
}

/// `&#47;`, `&#x2f;`, `&amp;`.
fn entity(text: &str) -> Option<(char, usize)> {
    let end = text.bytes().take(10).position(|byte| byte == b';')?;
    let character = match text.get(1..end)? {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        hex if hex.starts_with("#x") || hex.starts_with("#X") => code(text, 3, end - 3, 16)?.0,
        decimal if decimal.starts_with('#') => code(text, 2, end - 2, 10)?.0,
        _ => return None,
    };
    Some((character, end + 1))
}

#[cfg(test)]
mod tests {
    use super::super::Transport;
    use super::*;
    use crate::operation::Product;
    use proptest::prelude::*;

    const KEY: &str = "9f3c1d20-4b5e-4c6d-8e7f-0a1b2c3d4e5f";

    fn mask(key: &str, text: &str) -> String {
        let transport = Transport::builder().key(key).build().unwrap();
        transport.key_mask().mask(text).into_owned()
    }

    #[test]
    fn a_key_is_masked_wherever_it_stands_and_however_often() {
        for (text, masked) in [
            (KEY.to_owned(), "[key]"),
            (
                format!("chave {KEY} recusada, {KEY}."),
                "chave [key] recusada, [key].",
            ),
            (format!("é{KEY}ç{KEY}{KEY}"), "é[key]ç[key][key]"),
            (format!("{}{KEY}", &KEY[..9]), "9f3c1d20-[key]"),
        ] {
            assert_eq!(mask(KEY, &text), masked);
        }
    }

    #[test]
    fn the_spellings_of_a_key_are_masked() {
        use base64::{Engine as _, engine::general_purpose::STANDARD};

        let spaced: String = KEY.chars().flat_map(|c| [c, ' ']).collect();
        for text in [
            KEY.to_uppercase(),
            KEY.replace('-', ""),
            KEY.replace('-', " \r\n\t"),
            KEY.replace('-', "\\n"),
            KEY.replace('-', "\u{200b}"),
            KEY.replace('-', "\u{2011}"),
            KEY.replace('-', "%2D"),
            KEY.replace('-', "%20"),
            KEY.replace('-', "\\u002d"),
            KEY.replace('-', "\\\\u002D"),
            KEY.replace('-', "\\u{2d}\\u{200b}"),
            KEY.replace('-', "&#45;"),
            KEY.replace('9', "%39")
                .replace('f', "&#x66;")
                .replace('c', "\\x63"),
            spaced.trim().to_owned(),
            STANDARD.encode(KEY),
        ] {
            assert_eq!(mask(KEY, &format!("<{text}>")), "<[key]>", "{text}");
        }
    }

    #[test]
    fn a_key_of_odd_characters_is_masked() {
        const ODD: &str = r#"a"b\c%2F+/=<&> d"#;
        for text in [
            ODD.to_owned(),
            serde_json::to_string(ODD)
                .unwrap()
                .trim_matches('"')
                .to_owned(),
            format!("{ODD:?}").trim_matches('"').to_owned(),
            ODD.replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('>', "&gt;"),
        ] {
            assert_eq!(
                mask(ODD, &format!("no {text}, no")),
                "no [key], no",
                "{text}"
            );
        }
    }

    #[test]
    fn every_key_of_the_client_is_masked_and_the_longest_first() {
        let transport = Transport::builder()
            .key("common")
            .product_key(Product::Crm, "common-of-the-crm")
            .product_key(Product::Data, "datakey1");
        let mask = transport.build().unwrap().key_mask();
        assert_eq!(
            mask.mask("common, common-of-the-crm, DATAKEY1"),
            "[key], [key], [key]"
        );
    }

    #[test]
    fn other_text_stays_as_it_is() {
        let cut = &KEY[..KEY.len() - 1];
        let texts = [
            "",
            "no such unit",
            cut,
            "%",
            "%9",
            "\\",
            "\\u00",
            "&",
            "&#;",
            "&#x;",
            "%é\\é&é;",
            "9\\u{",
            "9\\u{}",
            "9\\u{é}",
        ];
        for text in texts {
            let transport = Transport::builder().key(KEY).build().unwrap();
            let masked = transport.key_mask().mask(text).into_owned();
            assert_eq!(masked, text);
        }
        assert_eq!(KeyMask::default().mask(KEY), KEY);
        assert_eq!(mask("-", "a - b"), "a [key] b");
    }

    #[test]
    fn no_text_takes_longer_than_its_length() {
        for piece in [
            "\\",
            "%",
            "&",
            " ",
            "9",
            "9 ",
            "9f3c1d20-",
            "9f3c1d20 4b5e\\",
        ] {
            let text = piece.repeat(10_000);
            assert_eq!(mask(KEY, &text).len(), text.len());
        }
        let text = format!("9{}", " ".repeat(100_000));
        assert_eq!(mask(KEY, &text).len(), text.len());
    }

    proptest! {
        #[test]
        fn no_key_survives(key in "[!-~]{1,40}", before in "\\PC{0,20}", after in "\\PC{0,20}") {
            let masked = mask(&key, &format!("{before}{key}{after}"));
            prop_assert!(masked.contains(KeyMask::PLACEHOLDER), "{}", masked);
            let left = masked.replace(KeyMask::PLACEHOLDER, "\n");
            prop_assert!(!left.to_lowercase().contains(&key.to_lowercase()), "{}", masked);
        }
    }
}
