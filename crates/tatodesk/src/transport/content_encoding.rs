//! The content encodings of answers: which a request asks for, and which an answer has.

use std::fmt;

use reqwest::header::{CONTENT_ENCODING, HeaderMap, HeaderValue};

/// How the body of an answer may be compressed on its way: [`Builder::accept_encoding`](crate::Builder::accept_encoding).
///
/// `Display` gives the name in `Accept-Encoding`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ContentEncoding {
    /// `gzip` (RFC 1952). Feature `gzip`.
    #[cfg(feature = "gzip")]
    Gzip,
    /// `zstd` (RFC 8878), with windows of 8 MiB at most (RFC 9659). Feature `zstd`.
    #[cfg(feature = "zstd")]
    Zstd,
}

impl ContentEncoding {
    /// All that this program decodes. What costs the least comes first.
    pub(crate) const ALL: &'static [Self] = &[
        #[cfg(feature = "zstd")]
        Self::Zstd,
        #[cfg(feature = "gzip")]
        Self::Gzip,
    ];

    /// The name in `Accept-Encoding` and `Content-Encoding`.
    pub const fn as_str(self) -> &'static str {
        match self {
            #[cfg(feature = "gzip")]
            Self::Gzip => "gzip",
            #[cfg(feature = "zstd")]
            Self::Zstd => "zstd",
        }
    }

    /// The encoding with this name.
    fn find(name: &str) -> Option<Self> {
        let name = if is(name, "x-gzip") { "gzip" } else { name };
        let mut all = Self::ALL.iter().copied();
        all.find(|encoding| is(encoding.as_str(), name))
    }

    /// How the body of an answer with these headers is encoded, or why it cannot be decoded.
    pub(crate) fn of(headers: &HeaderMap) -> Result<Option<Self>, &'static str> {
        if !headers.contains_key(CONTENT_ENCODING) {
            return Ok(None);
        }
        let mut found = None;
        for value in headers.get_all(CONTENT_ENCODING) {
            let names = value.to_str().map_err(|_| UNKNOWN)?.split(',');
            let names = names.map(str::trim);
            for name in names.filter(|name| !name.is_empty() && !is(name, "identity")) {
                if found.is_some() {
                    return Err("the answer is encoded more than once, which is never decoded");
                }
                found = Some(Self::find(name).ok_or(UNKNOWN)?);
            }
        }
        Ok(found)
    }
}

/// The name is not told: it is a text of the server.
const UNKNOWN: &str = "the answer has a content encoding that this program does not decode";

fn is(name: &str, other: &str) -> bool {
    name.eq_ignore_ascii_case(other)
}

impl fmt::Display for ContentEncoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The `Accept-Encoding` of requests that ask for these encodings, the first one preferred.
pub(crate) fn accept_encoding(encodings: &[ContentEncoding]) -> Option<HeaderValue> {
    let names: Vec<&str> = encodings.iter().map(|encoding| encoding.as_str()).collect();
    (!names.is_empty()).then(|| HeaderValue::try_from(names.join(", ")).ok())?
}

#[cfg(test)]
mod tests;
