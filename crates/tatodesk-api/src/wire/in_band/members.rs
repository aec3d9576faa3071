//! The members `error` and `message` of an answer, found in one pass over its text, without a tree of the rest.
use super::found::Found;
use super::words::words;
use crate::wire::decode::{Cursor, DecodeError};
use std::time::Instant;

/// How far in `error.error` is looked for.
const LEVELS: u8 = 2;

/// What an object says about failure. Of members that stand twice the last counts, as in other JSON readers.
#[derive(Default)]
pub(super) struct Said<'a> {
    /// The words of its message.
    pub(super) message: Option<String>,
    pub(super) error: Option<Found<'a>>,
    /// What the error says, where it is an object.
    pub(super) inside: Option<Box<Said<'a>>>,
}

impl<'a> Said<'a> {
    /// Reads an answer until `deadline`; nothing where it is not one JSON object.
    pub(super) fn of(
        answer: &'a str,
        deadline: Option<Instant>,
    ) -> Result<Option<Self>, DecodeError> {
        let mut cursor = Cursor::new(answer, deadline);
        let said = Self::read(&mut cursor, LEVELS);
        cursor.checked()?;
        Ok(said.filter(|_| cursor.is_at_end()))
    }

    fn read(cursor: &mut Cursor<'a>, levels: u8) -> Option<Self> {
        let mut said = Self::default();
        cursor.expect(b'{').ok()?;
        let mut is_first = true;
        while cursor.next_part(is_first, b'}').ok()? {
            is_first = false;
            if cursor.peek().ok()? != b'"' {
                return None;
            }
            let name = cursor.quoted().ok()?;
            cursor.expect(b':').ok()?;
            if is_name(name, "message") {
                said.message = words(cursor)?;
            } else if !is_name(name, "error") {
                cursor.skip().ok()?;
            } else if levels > 0 && cursor.peek().ok()? == b'{' {
                let start = cursor.at;
                said.inside = Some(Box::new(Self::read(cursor, levels - 1)?));
                said.error = Some(Found::Other(cursor.since(start)));
            } else {
                said.inside = None;
                said.error = Some(Found::next(cursor)?);
            }
        }
        Some(said)
    }
}

/// Whether a name, which may be written with escapes, is `known`. It may be one that no text can hold: half of a surrogate pair.
fn is_name((written, has_escapes): (&str, bool), known: &str) -> bool {
    if !has_escapes {
        return written == known;
    }
    serde_json::from_str::<String>(&format!("\"{written}\"")).is_ok_and(|name| name == known)
}
