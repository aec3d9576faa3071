//! What of an answer may be printed: its message on one line, and an id that looks like one.

use std::fmt;

use reqwest::header::HeaderMap;

/// The first header that names an answer, if it looks like an id: it is printed, so a server must not smuggle more into it.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    const NAMES: [&str; 6] = [
        "x-request-id",
        "request-id",
        "x-correlation-id",
        "x-amzn-requestid",
        "x-amz-cf-id",
        "cf-ray",
    ];
    let id = NAMES.iter().find_map(|name| headers.get(*name))?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:=+/".contains(&byte);
    id.to_str()
        .ok()
        .filter(|id| !id.is_empty() && id.len() <= 128 && id.bytes().all(plain))
}

/// Text of the server's choosing, kept on one line and to a length that a log can bear.
pub(crate) struct OneLine<'a>(pub(crate) &'a str);

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write as _;

        const LONGEST: usize = 500;
        for (count, character) in self.0.chars().enumerate() {
            if count == LONGEST {
                return f.write_str("...");
            }
            let plain = !character.is_control() && !matches!(character, '\u{2028}' | '\u{2029}');
            f.write_char(if plain { character } else { ' ' })?;
        }
        Ok(())
    }
}
