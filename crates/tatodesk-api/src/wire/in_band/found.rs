//! A value of an answer, found in its text and not yet read.
use crate::wire::decode::Cursor;

/// A value of the answer, as its text.
#[derive(Clone, Copy)]
pub(super) enum Found<'a> {
    /// A text, with its quotes.
    Text { quoted: &'a str, has_escapes: bool },
    /// Anything else.
    Other(&'a str),
}

impl<'a> Found<'a> {
    /// Goes past the value that comes next.
    pub(super) fn next(cursor: &mut Cursor<'a>) -> Option<Self> {
        if cursor.peek().ok()? != b'"' {
            return cursor.skip().ok().map(Self::Other);
        }
        let start = cursor.at;
        let (_, has_escapes) = cursor.quoted().ok()?;
        Some(Self::Text {
            quoted: cursor.since(start),
            has_escapes,
        })
    }
}
