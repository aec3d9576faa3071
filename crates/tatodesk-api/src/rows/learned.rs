//! What is predicted of one member: how its name is written, and which member follows it.
use super::cells::{Column, Kind};

/// The longest name, with its quotes, colon and blanks, that is predicted.
const LONGEST: usize = 32;

/// What the rows so far show of one member.
#[derive(Clone, Copy, Debug)]
pub(super) struct Learned {
    /// The bytes from the separator to the value, and zeros behind them.
    written: [u8; LONGEST],
    /// All bits of the bytes that are compared.
    mask: [u8; LONGEST],
    length: usize,
    /// The bit of the member.
    pub(super) bit: u64,
    /// The member that followed this one.
    pub(super) next: usize,
    /// Whether its value is a text.
    pub(super) is_text: bool,
    /// Whether its value is an integer.
    pub(super) is_integer: bool,
    /// Whether it may be null.
    pub(super) is_optional: bool,
}

impl Learned {
    /// The beginning of a row, which is followed by the first member and is no member: no bytes are equal to it.
    pub(super) const BEGINNING: Self = Self {
        written: [1; LONGEST],
        mask: [0; LONGEST],
        length: 0,
        bit: 0,
        next: 0,
        is_text: false,
        is_integer: false,
        is_optional: false,
    };

    /// A member that no row has shown yet.
    pub(super) fn new(column: &Column, member: usize) -> Self {
        let mut learned = Self {
            bit: 1 << member,
            next: member + 1,
            is_text: matches!(column.kind, Kind::Text),
            is_integer: matches!(column.kind, Kind::Integer),
            is_optional: !column.required,
            ..Self::BEGINNING
        };
        learned.name(format!("\"{}\":", column.name).as_bytes());
        learned
    }

    /// Remembers how the name is written, if it is not too long.
    pub(super) fn name(&mut self, name: &[u8]) {
        let Some(unused) = LONGEST.checked_sub(name.len()) else {
            return;
        };
        if self.length == name.len() && self.written.starts_with(name) {
            return;
        }
        (self.written, self.mask) = ([0; LONGEST], [0; LONGEST]);
        self.written[..LONGEST - unused].copy_from_slice(name);
        self.mask[..LONGEST - unused].fill(u8::MAX);
        self.length = name.len();
    }

    /// What stands behind the name, if the name stands here as it was remembered.
    #[inline(always)]
    pub(super) fn behind<'a>(&self, rest: &'a [u8]) -> Option<&'a [u8]> {
        let found: &[u8; LONGEST] = rest.first_chunk()?;
        let words = found.as_chunks::<8>().0.iter();
        let words = words.zip(self.mask.as_chunks::<8>().0);
        let words = words.zip(self.written.as_chunks::<8>().0);
        let differ = words.fold(0, |differ, ((found, mask), written)| {
            let [found, mask, written] =
                [found, mask, written].map(|word| u64::from_le_bytes(*word));
            differ | found & mask ^ written
        });
        match differ {
            0 => rest.get(self.length..),
            _ => None,
        }
    }
}
