//! What others say and may be printed: an answer's message on one line, an id that looks like one, and causes in the words of
//! the system, of TLS and of HTTP.

use std::{borrow::Cow, error::Error as StdError, fmt, io};

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
    for name in REQUEST_IDS {
        if let Some(id) = headers.get_mut(name) {
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

/// The innermost cause whose words are known to be nobody's own. A resolver, a connector, a body or a certificate's judge of
/// the caller's may say anything, so what they say stays in the chain.
pub(crate) fn known_cause(error: &(dyn StdError + 'static)) -> Option<String> {
    let mut known = None;
    for error in std::iter::successors(Some(error), |&error| error.source()) {
        let http = error.downcast_ref::<reqwest::Error>();
        if http.is_some_and(reqwest::Error::is_dns) {
            return Some("its name does not resolve".to_owned());
        }
        known = known_words(error).or(known);
    }
    known
}

fn known_words(error: &(dyn StdError + 'static)) -> Option<String> {
    // All that hyper says of itself is fixed; what it was told is its source.
    if error.is::<hyper::Error>() {
        return Some(error.to_string());
    }
    let error = error.downcast_ref::<io::Error>()?;
    match error.get_ref() {
        None => Some(error.to_string()),
        Some(inner) => tls_words(inner).or_else(|| {
            let kind = error.kind();
            (kind != io::ErrorKind::Other).then(|| kind.to_string())
        }),
    }
}

#[cfg(feature = "rustls")]
fn tls_words(error: &(dyn StdError + 'static)) -> Option<String> {
    use rustls::{CertificateError, Error};

    match error.downcast_ref::<Error>()? {
        Error::General(_) | Error::Other(_) | Error::InvalidCertRevocationList(_) => None,
        Error::InvalidCertificate(CertificateError::Other(_)) => {
            Some("invalid peer certificate".to_owned())
        }
        error => Some(error.to_string()),
    }
}

#[cfg(not(feature = "rustls"))]
fn tls_words(_error: &(dyn StdError + 'static)) -> Option<String> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_the_system_are_known() {
        let refused = io::Error::from_raw_os_error(111);
        let words = refused.to_string();
        assert_eq!(known_cause(&refused), Some(words));
        let cut = io::Error::from(io::ErrorKind::UnexpectedEof);
        assert_eq!(known_cause(&cut).as_deref(), Some("unexpected end of file"));
    }

    #[test]
    fn words_of_the_callers_are_not() {
        let words = "no route for Marina Duarte";
        assert_eq!(known_cause(&io::Error::other(words)), None);
        let reset = io::Error::new(io::ErrorKind::ConnectionReset, words);
        assert_eq!(known_cause(&reset).as_deref(), Some("connection reset"));
        let inside = io::Error::other(io::Error::other(words));
        assert_eq!(known_cause(&inside), None);
    }

    #[cfg(feature = "rustls")]
    #[test]
    fn the_words_of_tls_are_known_and_those_of_a_judge_of_the_callers_are_not() {
        use std::sync::Arc;

        use rustls::{CertificateError, Error, OtherError};

        let cause = |error: Error| known_cause(&io::Error::new(io::ErrorKind::InvalidData, error));
        let other = || OtherError(Arc::new(io::Error::other("Marina Duarte")));
        for (error, words) in [
            (
                Error::InvalidCertificate(CertificateError::Expired),
                "invalid peer certificate: Expired",
            ),
            (
                Error::InvalidCertificate(CertificateError::Other(other())),
                "invalid peer certificate",
            ),
            (Error::General("Marina Duarte".into()), "invalid data"),
            (Error::Other(other()), "invalid data"),
            (
                Error::InvalidCertRevocationList(rustls::CertRevocationListError::Other(other())),
                "invalid data",
            ),
        ] {
            assert_eq!(cause(error).as_deref(), Some(words));
        }
    }
}
