//! The fast path: reads a row into cells and predicts the order of its members. The module's root says why it is right.
use super::cells::{Cell, Column, Kind};
use super::learned::Learned;
use super::scan::{self, Fail, Step};

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
    /// A member, and where its value begins. `None` if the row type does not know it.
    Member(Option<usize>, usize),
    /// The end of the row.
    End(usize),
}

impl Parser {
    pub(super) fn new(columns: &'static [Column]) -> Self {
        let required = columns.iter().rev();
        let required = required.fold(0, |bits, column| bits << 1 | u64::from(column.required));
        let learned = columns.iter().zip(1..);
        let learned = learned.map(|(column, next)| Learned::new(column, next));
        Self {
            columns,
            required,
            learned: learned.chain([Learned::BEGINNING]).collect(),
        }
    }

    /// Reads the row that begins at `start`. Returns its end.
    ///
    /// `CLEAN` says that the bytes have neither a backslash nor a control character. `cells` has one place for the row and one for
    /// each member, all of them empty; `aside` takes the texts that have escapes.
    pub(super) fn row<const CLEAN: bool>(
        &mut self,
        bytes: &[u8],
        start: usize,
        cells: &mut [Cell],
        aside: &mut String,
    ) -> Step<usize> {
        let Some((whole, members)) = cells.split_first_mut() else {
            return Err(Fail::Odd);
        };
        if scan::byte(bytes, start)? != b'{' {
            return Err(Fail::Odd);
        }
        let (mut at, mut seen) = (start + 1, 0_u64);
        let mut last = self.columns.len();
        let end = loop {
            let next = self.learned[last].next;
            let (member, value) = match self.learned[next].behind(bytes, at) {
                Some(value) => (next, value),
                None => match self.search(bytes, at, last, at == start + 1)? {
                    Found::Member(Some(member), value) => (member, value),
                    Found::Member(None, value) => {
                        at = scan::value(bytes, value, 1)?;
                        match separator(bytes, &mut at)? {
                            true => continue,
                            false => break at,
                        }
                    }
                    Found::End(end) => break end,
                },
            };
            if seen >> member & 1 == 1 {
                return Err(Fail::Odd);
            }
            seen |= 1 << member;
            last = member;
            let learned = &self.learned[member];
            at = match scan::byte(bytes, value)? {
                b'"' if learned.is_text => {
                    let (end, has_escapes) = scan::text::<CLEAN>(bytes, value + 1)?;
                    members[member] = match has_escapes {
                        false => Cell::new(value + 1, end - value - 1),
                        true => unescaped(&bytes[value..=end], aside)?,
                    };
                    end + 1
                }
                b'n' if learned.is_optional => scan::word(bytes, value, b"null")?,
                _ => {
                    let end = self.other(bytes, value, member)?;
                    members[member] = Cell::new(value, end - value);
                    end
                }
            };
            if !separator(bytes, &mut at)? {
                break at;
            }
        };
        if seen & self.required != self.required {
            return Err(Fail::Odd);
        }
        *whole = Cell::new(start, end - start);
        Ok(end)
    }

    /// Reads a name that was not predicted, and remembers it.
    #[inline(never)]
    fn search(&mut self, bytes: &[u8], at: usize, last: usize, first: bool) -> Step<Found> {
        let quote = scan::blanks(bytes, at)?;
        match bytes[quote] {
            b'"' => {}
            b'}' if first => return Ok(Found::End(quote + 1)),
            _ => return Err(Fail::Odd),
        }
        let (end, has_escapes) = scan::text::<false>(bytes, quote + 1)?;
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
            self.learned[last].next = member;
            self.learned[member].name(&bytes[at..value]);
        }
        Ok(Found::Member(member, value))
    }

    /// The end of a value that is neither a text nor null.
    #[inline(never)]
    fn other(&self, bytes: &[u8], at: usize, member: usize) -> Step<usize> {
        match self.columns[member].kind {
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
}

/// Goes past what stands behind a value. False behind the end of the row.
#[inline(always)]
fn separator(bytes: &[u8], at: &mut usize) -> Step<bool> {
    let mut found = scan::byte(bytes, *at)?;
    if !matches!(found, b',' | b'}') {
        *at = scan::blanks(bytes, *at)?;
        found = bytes[*at];
    }
    *at += 1;
    match found {
        b',' => Ok(true),
        b'}' => Ok(false),
        _ => Err(Fail::Odd),
    }
}

/// Puts the meaning of a text with escapes aside.
#[cold]
fn unescaped(quoted: &[u8], aside: &mut String) -> Step<Cell> {
    let text = scan::unescape(quoted)?;
    let cell = Cell::aside(aside.len(), text.len());
    aside.push_str(&text);
    Ok(cell)
}
