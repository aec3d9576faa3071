//! The fast path: reads a row into cells and predicts the order of its members. The module's root says why it is right.
use super::cells::{Cell, Column, Kind};
use super::learned::Learned;
use super::members::Unknown;
use super::scan::{self, Fail, Step};
use crate::wire::special::quote;

/// What was learned from the rows so far.
#[derive(Debug)]
pub(super) struct Parser {
    columns: &'static [Column],
    /// The members that must be there, as bits.
    required: u64,
    /// One for each member. The last one stands for the beginning of a row.
    learned: Vec<Learned>,
}

/// What stands where a member was expected.
enum Found {
    /// A member, and where its value begins.
    Member(usize, usize),
    /// The name of a member that the row type does not know, and where its value begins.
    Unknown(Cell, usize),
    /// The end of the row.
    End(usize),
}

impl Parser {
    pub(super) fn new(columns: &'static [Column]) -> Self {
        let required = columns.iter().rev();
        let required = required.fold(0, |bits, column| bits << 1 | u64::from(column.required));
        let learned = columns.iter().enumerate();
        let learned = learned.map(|(member, column)| Learned::new(column, member));
        Self {
            columns,
            required,
            learned: learned.chain([Learned::BEGINNING]).collect(),
        }
    }

    /// Reads the row that begins at `start`. Returns its end.
    ///
    /// `CLEAN` says that the bytes have neither a backslash nor a control character. `cells` has one place for the row and one for
    /// each member, all of them empty; `aside` takes the texts that have escapes, and `unknown` the members that the row type does not
    /// know.
    pub(super) fn row<const CLEAN: bool>(
        &mut self,
        bytes: &[u8],
        start: usize,
        cells: &mut [Cell],
        aside: &mut String,
        unknown: &mut Vec<Unknown>,
    ) -> Step<usize> {
        let Some((whole, members)) = cells.split_first_mut() else {
            return Err(Fail::Odd);
        };
        if scan::byte(bytes, start)? != b'{' {
            return Err(Fail::Odd);
        }
        let learned = &mut self.learned[..];
        let mut rest = &bytes[start + 1..];
        let (mut last, mut seen) = (self.columns.len(), 0_u64);
        let mut next = learned[last].next;
        let end = loop {
            let guess = &learned[next];
            let (member, known, value) = match guess.behind(rest) {
                Some(value) => (next, guess, value),
                None => {
                    let at = bytes.len() - rest.len();
                    let first = at == start + 1;
                    match search(self.columns, learned, bytes, at, last, first)? {
                        Found::Member(member, value) => (member, &learned[member], &bytes[value..]),
                        Found::Unknown(name, value) => {
                            let end = scan::value(bytes, value, 1)?;
                            Unknown::push(unknown, start, name, Cell::new(value, end - value));
                            rest = &bytes[end..];
                            match separator(&mut rest)? {
                                true => continue,
                                false => break bytes.len() - rest.len(),
                            }
                        }
                        Found::End(end) => break end,
                    }
                }
            };
            if seen & known.bit != 0 {
                return Err(Fail::Odd);
            }
            seen |= known.bit;
            (last, next) = (member, known.next);
            let at = bytes.len() - value.len();
            rest = match value {
                [b'"', text @ ..] if known.is_text => {
                    let (behind, has_escapes) = match CLEAN {
                        true => (quote(text).ok_or(Fail::Incomplete)?, false),
                        false => {
                            let (end, has_escapes) = scan::text(bytes, at + 1)?;
                            (&bytes[end..], has_escapes)
                        }
                    };
                    let length = text.len() - behind.len();
                    members[member] = match has_escapes {
                        false => Cell::new(at + 1, length),
                        true => unescaped(&bytes[at..at + length + 2], aside)?,
                    };
                    &behind[1..]
                }
                [b'n', ..] if known.is_optional => &bytes[scan::word(bytes, at, b"null")?..],
                [b'0'..=b'9', ..] if known.is_integer => {
                    let behind = match scan::digits(value) {
                        Some(behind) => behind,
                        None => &bytes[scan::integer(bytes, at)?..],
                    };
                    members[member] = Cell::new(at, value.len() - behind.len());
                    behind
                }
                _ => {
                    let end = other(&self.columns[member], bytes, at)?;
                    members[member] = Cell::new(at, end - at);
                    &bytes[end..]
                }
            };
            if !separator(&mut rest)? {
                break bytes.len() - rest.len();
            }
        };
        if seen & self.required != self.required {
            return Err(Fail::Odd);
        }
        *whole = Cell::new(start, end - start);
        Ok(end)
    }
}

/// Reads a name that was not predicted, and remembers it.
#[inline(never)]
fn search(
    columns: &[Column],
    learned: &mut [Learned],
    bytes: &[u8],
    at: usize,
    last: usize,
    first: bool,
) -> Step<Found> {
    let quote = scan::blanks(bytes, at)?;
    match bytes[quote] {
        b'"' => {}
        b'}' if first => return Ok(Found::End(quote + 1)),
        _ => return Err(Fail::Odd),
    }
    let (end, has_escapes) = scan::text(bytes, quote + 1)?;
    let colon = scan::blanks(bytes, end + 1)?;
    if bytes[colon] != b':' {
        return Err(Fail::Odd);
    }
    let value = scan::blanks(bytes, colon + 1)?;
    let unescaped;
    let name = match has_escapes {
        false => &bytes[quote + 1..end],
        true => {
            unescaped = scan::unescape(&bytes[quote..=end])?;
            unescaped.as_bytes()
        }
    };
    let mut names = columns.iter();
    let Some(member) = names.position(|column| column.name.as_bytes() == name) else {
        return Ok(Found::Unknown(Cell::new(quote, end + 1 - quote), value));
    };
    learned[last].next = member;
    learned[member].name(&bytes[at..value]);
    Ok(Found::Member(member, value))
}

/// The end of a value that is neither a text nor null.
#[inline(never)]
fn other(column: &Column, bytes: &[u8], at: usize) -> Step<usize> {
    match column.kind {
        Kind::Text => Err(Fail::Odd),
        Kind::Integer => scan::integer(bytes, at),
        Kind::Checked(fits) => {
            let end = scan::value(bytes, at, 1)?;
            match std::str::from_utf8(&bytes[at..end]).is_ok_and(fits) {
                true => Ok(end),
                false => Err(Fail::Odd),
            }
        }
    }
}

/// Goes past what stands behind a value. False behind the end of the row.
#[inline(always)]
fn separator(rest: &mut &[u8]) -> Step<bool> {
    let is_more = match rest {
        [b',', ..] => true,
        [b'}', ..] => false,
        _ => {
            *rest = &rest[scan::blanks(rest, 0)?..];
            match rest[0] {
                b',' => true,
                b'}' => false,
                _ => return Err(Fail::Odd),
            }
        }
    };
    *rest = &rest[1..];
    Ok(is_more)
}

/// Puts the meaning of a text with escapes aside.
#[cold]
fn unescaped(quoted: &[u8], aside: &mut String) -> Step<Cell> {
    let text = scan::unescape(quoted)?;
    let cell = Cell::aside(aside.len(), text.len());
    aside.push_str(&text);
    Ok(cell)
}
