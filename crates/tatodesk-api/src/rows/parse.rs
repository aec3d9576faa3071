//! The fast path: reads a row into cells and predicts the order of its members. The module's root says why it is right.
use super::cells::{Cell, Column, Kind, Place};
use super::scan::{self, Fail, Step};

/// The longest name, with its blanks, that is remembered.
const LONGEST_NAME: usize = 64;

/// Where the cells of a row point to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Target {
    /// The batch's text, which begins at this byte of what is read.
    Text(usize),
    /// The batch's second text, in which what is read begins at this byte.
    Side(usize),
}

impl Target {
    pub(super) fn cell(self, start: usize, end: usize) -> Cell {
        let place = match self {
            Self::Text(base) => Place::Text(start - base),
            Self::Side(base) => Place::Side(base + start),
        };
        Cell::new(place, end - start)
    }
}

/// What was learned from the rows so far.
#[derive(Debug)]
pub(super) struct Parser {
    columns: &'static [Column],
    /// The members that must be there, as bits.
    required: u64,
    /// The bytes between the comma and the value, for each member.
    names: Vec<Vec<u8>>,
    /// Which member followed each member; the last entry is the first member of a row.
    next: Vec<usize>,
}

/// What stands where a member was expected.
enum Found {
    /// A member, and where its value begins. `None` if the row type does not know it.
    Member(Option<usize>, usize),
    /// The end of the row.
    End(usize),
}

impl Parser {
    pub(super) fn new(columns: &'static [Column]) -> Self {
        let required = columns.iter().rev();
        let required = required.fold(0, |bits, column| bits << 1 | u64::from(column.required));
        let names = columns.iter();
        let names = names.map(|column| format!("\"{}\":", column.name).into_bytes());
        Self {
            columns,
            required,
            names: names.collect(),
            next: (1..=columns.len()).chain([0]).collect(),
        }
    }

    /// Reads the row that begins at `start`. Returns its end.
    ///
    /// `cells` has one place for the row and one for each member; `side` takes the texts that have escapes.
    pub(super) fn row(
        &mut self,
        bytes: &[u8],
        start: usize,
        target: Target,
        cells: &mut [Cell],
        side: &mut String,
    ) -> Step<usize> {
        let Some((whole, members)) = cells.split_first_mut() else {
            return Err(Fail::Odd);
        };
        members.fill(Cell::NONE);
        if scan::byte(bytes, start)? != b'{' {
            return Err(Fail::Odd);
        }
        let (mut at, mut seen) = (start, 0_u64);
        let mut last = self.columns.len();
        let end = loop {
            let (member, value) = match self.member(bytes, at, last, at == start)? {
                Found::Member(member, value) => (member, value),
                Found::End(end) => break end,
            };
            let Some(member) = member else {
                at = scan::value(bytes, value, 1)?;
                continue;
            };
            if seen >> member & 1 == 1 {
                return Err(Fail::Odd);
            }
            seen |= 1 << member;
            last = member;
            (members[member], at) = self.cell(bytes, value, member, target, side)?;
        };
        if seen & self.required != self.required {
            return Err(Fail::Odd);
        }
        *whole = target.cell(start, end);
        Ok(end)
    }

    /// Finds the next member. `at` is behind the value before it, or at the row's brace.
    #[inline(always)]
    fn member(&mut self, bytes: &[u8], at: usize, last: usize, first: bool) -> Step<Found> {
        let separator = if first { b'{' } else { b',' };
        let found = scan::byte(bytes, at)?;
        if found == separator {
            let next = self.next[last];
            if let Some(name) = self.names.get(next)
                && bytes[at + 1..].starts_with(name)
            {
                return Ok(Found::Member(Some(next), at + 1 + name.len()));
            }
        } else if found == b'}' {
            return Ok(Found::End(at + 1));
        }
        self.search(bytes, at, last, first)
    }

    /// Reads a name that was not predicted, and remembers it.
    #[inline(never)]
    fn search(&mut self, bytes: &[u8], at: usize, last: usize, first: bool) -> Step<Found> {
        let at = scan::blanks(bytes, at)?;
        let separator = if first { b'{' } else { b',' };
        match bytes[at] {
            b'}' => return Ok(Found::End(at + 1)),
            found if found == separator => {}
            _ => return Err(Fail::Odd),
        }
        let quote = scan::blanks(bytes, at + 1)?;
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
        let mut columns = self.columns.iter();
        let member = columns.position(|column| column.name.as_bytes() == name);
        if let Some(member) = member {
            self.next[last] = member;
            let written = &bytes[at + 1..value];
            if written.len() <= LONGEST_NAME && self.names[member] != written {
                self.names[member].clear();
                self.names[member].extend_from_slice(written);
            }
        }
        Ok(Found::Member(member, value))
    }

    /// Reads the value of a member. Returns its cell and its end.
    #[inline(always)]
    fn cell(
        &self,
        bytes: &[u8],
        at: usize,
        member: usize,
        target: Target,
        side: &mut String,
    ) -> Step<(Cell, usize)> {
        let column = &self.columns[member];
        let first = scan::byte(bytes, at)?;
        if first == b'n' && !column.required {
            return Ok((Cell::NONE, scan::word(bytes, at, b"null")?));
        }
        match column.kind {
            Kind::Text if first == b'"' => {
                let (end, has_escapes) = scan::text(bytes, at + 1)?;
                let cell = match has_escapes {
                    false => target.cell(at + 1, end),
                    true => {
                        let text = scan::unescape(&bytes[at..=end])?;
                        let cell = Cell::new(Place::Side(side.len()), text.len());
                        side.push_str(&text);
                        cell
                    }
                };
                Ok((cell, end + 1))
            }
            Kind::Text => Err(Fail::Odd),
            Kind::Integer => {
                let end = scan::integer(bytes, at)?;
                Ok((target.cell(at, end), end))
            }
            Kind::Checked(fits) => {
                let end = scan::value(bytes, at, 1)?;
                match std::str::from_utf8(&bytes[at..end]).is_ok_and(fits) {
                    true => Ok((target.cell(at, end), end)),
                    false => Err(Fail::Odd),
                }
            }
        }
    }
}
