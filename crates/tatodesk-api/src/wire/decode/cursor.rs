//! A place in a JSON text, and the steps that are made from it: blanks, scalars, whole values that are skipped.
//!
//! What is not simple is left to `serde_json`: texts with escapes, numbers that are no short integers, skipped values.
use super::DecodeError;
use super::budget::{Budget, Deadline};
use super::fault::Fault;
use super::order::Order;
use crate::wire::special::special;
use serde::Deserialize;
use serde::de::{Unexpected, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::time::Instant;

/// The deepest nesting that is read, as in `serde_json`.
const DEEPEST: u8 = 127;

/// Why reading stopped before the text was at its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// The time is over.
    Time,
    /// What was read takes too much memory.
    Memory,
}

/// Reads one JSON text from front to back.
pub(in crate::wire) struct Cursor<'de> {
    pub(super) text: &'de str,
    pub(in crate::wire) at: usize,
    pub(super) depth: u8,
    pub(super) budget: Budget,
    /// The order of the members in the elements of the list that is read.
    pub(super) order: Order,
    /// Where a value without parts ends that was read and did not fit: it need not be read again to be skipped.
    pub(super) behind: usize,
    deadline: Deadline,
    pub(super) ended: Option<Ended>,
}

/// A value without parts.
pub(super) enum Scalar<'de> {
    Null,
    Bool(bool),
    Unsigned(u64),
    Signed(i64),
    Float(f64),
    Text(Cow<'de, str>),
}

impl<'de> Cursor<'de> {
    pub(in crate::wire) fn new(text: &'de str, deadline: Option<Instant>) -> Self {
        Self {
            text,
            at: 0,
            depth: 0,
            budget: Budget::of(text),
            order: Order::UNKNOWN,
            behind: 0,
            deadline: Deadline::new(deadline),
            ended: None,
        }
    }

    /// Whether reading may go on.
    #[inline]
    pub(super) fn step(&mut self) -> Result<(), Fault> {
        if self.deadline.is_over() {
            self.ended = Some(Ended::Time);
        }
        self.goes_on()
    }

    /// Fails where reading ended before the text did.
    pub(in crate::wire) fn checked(&self) -> Result<(), DecodeError> {
        self.ended
            .map_or(Ok(()), |ended| Err(DecodeError::ended(ended)))
    }

    /// Fails once reading has ended, and ends it when it has become too dear.
    #[inline]
    pub(super) fn goes_on(&mut self) -> Result<(), Fault> {
        if self.ended.is_none() && self.budget.is_exceeded() {
            self.ended = Some(Ended::Memory);
        }
        match self.ended {
            Some(_) => Err(Fault::NotRead),
            None => Ok(()),
        }
    }

    /// The first byte of what comes next, behind blanks.
    #[inline]
    pub(in crate::wire) fn peek(&mut self) -> Result<u8, Fault> {
        match self.text.as_bytes().get(self.at) {
            // The API writes no blanks.
            Some(byte) if *byte > b' ' => Ok(*byte),
            _ => self.behind_blanks(),
        }
    }

    #[cold]
    fn behind_blanks(&mut self) -> Result<u8, Fault> {
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(self.at) {
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return Ok(*byte);
            }
            self.at += 1;
        }
        Err(Fault::NotRead)
    }

    /// The text between a place that was passed and this one.
    pub(in crate::wire) fn since(&self, start: usize) -> &'de str {
        &self.text[start..self.at]
    }

    /// Whether nothing but blanks is left.
    pub(in crate::wire) fn is_at_end(&mut self) -> bool {
        self.peek().is_err()
    }

    /// Goes past one byte of structure.
    #[inline]
    pub(in crate::wire) fn expect(&mut self, byte: u8) -> Result<(), Fault> {
        if self.peek()? != byte {
            return Err(Fault::NotRead);
        }
        self.at += 1;
        Ok(())
    }

    /// Goes to the next part of a list or an object; false, and past its end, where there is none.
    #[inline]
    pub(in crate::wire) fn next_part(&mut self, first: bool, close: u8) -> Result<bool, Fault> {
        let next = self.peek()?;
        if next == close {
            self.at += 1;
            return Ok(false);
        }
        if !first {
            if next != b',' {
                return Err(Fault::NotRead);
            }
            self.at += 1;
        }
        self.step().map(|()| true)
    }

    /// Goes into a list or an object.
    #[inline]
    pub(super) fn enter(&mut self) -> Result<(), Fault> {
        if self.depth == DEEPEST {
            return Err(Fault::NotRead);
        }
        self.depth += 1;
        self.at += 1;
        Ok(())
    }

    /// Goes back to the start of a value that was read and did not fit.
    pub(super) fn back(&mut self, start: usize) {
        let parts = matches!(self.text.as_bytes().get(start), Some(b'[' | b'{'));
        self.behind = if parts { 0 } else { self.at };
        self.at = start;
    }

    /// Goes to the end: behind what is no JSON nothing can be read.
    pub(super) fn give_up(&mut self) {
        self.at = self.text.len();
    }

    /// Goes past a whole value, whatever it is, and returns its text.
    pub(in crate::wire) fn skip(&mut self) -> Result<&'de str, Fault> {
        let first = self.peek()?;
        let start = self.at;
        if self.behind > start {
            self.at = self.behind;
            return Ok(self.since(start));
        }
        if first == b'"' {
            self.quoted()?;
            return Ok(self.since(start));
        }
        let mut rest = serde_json::Deserializer::from_str(&self.text[self.at..]);
        let raw = <&'de RawValue>::deserialize(&mut rest).map_err(|_| Fault::NotRead)?;
        self.at += raw.get().len();
        Ok(raw.get())
    }

    /// Reads a value that is no list and no object.
    #[inline]
    pub(super) fn scalar(&mut self) -> Result<Scalar<'de>, Fault> {
        match self.peek()? {
            b'"' => self.string().map(Scalar::Text),
            b'n' => self.word("null", Scalar::Null),
            b't' => self.word("true", Scalar::Bool(true)),
            b'f' => self.word("false", Scalar::Bool(false)),
            b'-' | b'0'..=b'9' => self.number(),
            _ => Err(Fault::NotRead),
        }
    }

    fn word(&mut self, word: &str, meaning: Scalar<'de>) -> Result<Scalar<'de>, Fault> {
        if !self.text[self.at..].starts_with(word) {
            return Err(Fault::NotRead);
        }
        self.at += word.len();
        Ok(meaning)
    }

    /// Reads a text. `at` is at its quote.
    #[inline]
    pub(super) fn string(&mut self) -> Result<Cow<'de, str>, Fault> {
        let start = self.at;
        match self.quoted()? {
            (inside, false) => Ok(Cow::Borrowed(inside)),
            (_, true) => self.unescaped(start).map(Cow::Owned),
        }
    }

    /// The meaning of the text with escapes that was passed since `start`.
    #[cold]
    pub(super) fn unescaped(&self, start: usize) -> Result<String, Fault> {
        serde_json::from_str(self.since(start)).map_err(|_| Fault::NotRead)
    }

    /// Goes past a text and returns what stands between its quotes, and whether escapes are in it. `at` is at the first quote.
    ///
    /// All texts of an answer go through it, and a call costs a tenth of a short one. Without `always` the compiler decides that by what
    /// else a program has.
    #[inline(always)]
    pub(in crate::wire) fn quoted(&mut self) -> Result<(&'de str, bool), Fault> {
        let start = self.at + 1;
        match special(self.text.as_bytes(), start) {
            None => Err(Fault::NotRead),
            Some((end, b'"')) => {
                self.at = end + 1;
                Ok((&self.text[start..end], false))
            }
            Some((end, _)) => self.escaped(start, end),
        }
    }

    /// Goes on in a text with escapes, of which the first stands at `end`, if it is one.
    #[cold]
    fn escaped(&mut self, start: usize, mut end: usize) -> Result<(&'de str, bool), Fault> {
        let bytes = self.text.as_bytes();
        loop {
            let escape = match bytes[end..] {
                [b'"', ..] => break,
                [
                    b'\\',
                    b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't',
                    ..,
                ] => 2,
                [b'\\', b'u', a, b, c, d, ..] if [a, b, c, d].iter().all(u8::is_ascii_hexdigit) => {
                    6
                }
                // Escapes often follow each other, so the search begins behind something else.
                [0x20..=0xff, ..] if bytes[end] != b'\\' => {
                    end = special(bytes, end + 1).map_or(bytes.len(), |(end, _)| end);
                    continue;
                }
                _ => return Err(Fault::NotRead),
            };
            end += escape;
        }
        self.at = end + 1;
        Ok((&self.text[start..end], true))
    }

    /// Goes past this text, if it stands here as it is, in quotes.
    #[inline]
    pub(super) fn is_quoted(&mut self, text: &str) -> bool {
        let end = self.at + 1 + text.len();
        let is_here = matches!(self.text.as_bytes().get(self.at..=end), Some([b'"', inside @ .., b'"']) if inside == text.as_bytes());
        if is_here {
            self.at = end + 1;
        }
        is_here
    }

    /// What is found here, for a message; values are left out of it.
    pub(super) fn unexpected(&mut self) -> Result<Unexpected<'static>, Fault> {
        Ok(match self.peek()? {
            b'[' => Unexpected::Seq,
            b'{' => Unexpected::Map,
            _ => match self.scalar()? {
                Scalar::Null => Unexpected::Unit,
                Scalar::Bool(value) => Unexpected::Bool(value),
                Scalar::Float(value) => Unexpected::Float(value),
                Scalar::Unsigned(_) | Scalar::Signed(_) => Unexpected::Signed(0),
                Scalar::Text(_) => Unexpected::Str(""),
            },
        })
    }
}

impl<'de> Scalar<'de> {
    pub(super) fn visit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self {
            Self::Null => visitor.visit_unit(),
            Self::Bool(value) => visitor.visit_bool(value),
            Self::Unsigned(value) => visitor.visit_u64(value),
            Self::Signed(value) => visitor.visit_i64(value),
            Self::Float(value) => visitor.visit_f64(value),
            Self::Text(Cow::Borrowed(text)) => visitor.visit_borrowed_str(text),
            Self::Text(Cow::Owned(text)) => visitor.visit_string(text),
        }
    }
}
