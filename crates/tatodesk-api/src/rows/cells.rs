//! Where the values of a row stand, and what its members are.
use crate::wire;
use serde::de::DeserializeOwned;

/// The bit of a start that says that the value stands in the texts that are put behind those of the batch.
const ASIDE: u32 = 1 << 31;

/// Where one value stands in its batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    start: u32,
    length: u32,
}

impl Cell {
    /// No value: the member is absent or null. No batch is so long that a value begins there.
    pub(super) const NONE: Self = Self {
        start: u32::MAX,
        length: 0,
    };

    /// A value of this length. Batches are far shorter than 2 GiB.
    #[inline(always)]
    pub(super) fn new(start: usize, length: usize) -> Self {
        Self {
            start: start as u32,
            length: length as u32,
        }
    }

    /// A value that begins at this place of the texts aside.
    pub(super) fn aside(start: usize, length: usize) -> Self {
        Self::new(start | ASIDE as usize, length)
    }

    /// The cell of the same value once the texts aside stand behind `length` bytes.
    pub(super) fn behind(self, length: usize) -> Self {
        match self.start & ASIDE {
            0 => self,
            _ if self == Self::NONE => self,
            _ => Self::new(
                (self.start & !ASIDE) as usize + length,
                self.length as usize,
            ),
        }
    }

    /// The cell of the same value once what was read stands at this place of the texts aside.
    pub(super) fn aside_from(self, base: usize) -> Self {
        match self.start & ASIDE {
            0 => Self::aside(self.start as usize + base, self.length as usize),
            _ => self,
        }
    }

    /// The value. `None` if there is none.
    #[inline(always)]
    pub(super) fn of(self, text: &str) -> Option<&str> {
        let start = self.start as usize;
        text.get(start..start + self.length as usize)
    }

    /// Where the value begins, and its length.
    pub(super) fn place(self) -> (usize, usize) {
        (self.start as usize, self.length as usize)
    }
}

/// A member of a row.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name on the wire.
    pub(crate) name: &'static str,
    /// What values it takes.
    pub(crate) kind: Kind,
    /// Whether it must be there and must not be null.
    pub(crate) required: bool,
}

/// What values a member takes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// Any text. Its cell is what stands between the quotes, without escapes.
    Text,
    /// An integer of 64 bits.
    Integer,
    /// Whatever this function takes, as its JSON text.
    Checked(fn(&str) -> bool),
}

impl Column {
    /// A text, or any scalar that decodes from every text.
    pub(crate) const fn text(name: &'static str, required: bool) -> Self {
        let kind = Kind::Text;
        Self {
            name,
            kind,
            required,
        }
    }

    /// An integer of 64 bits.
    pub(crate) const fn integer(name: &'static str, required: bool) -> Self {
        let kind = Kind::Integer;
        Self {
            name,
            kind,
            required,
        }
    }

    /// A value that serde reads as this type.
    pub(crate) const fn checked<T: DeserializeOwned>(name: &'static str, required: bool) -> Self {
        Self {
            name,
            kind: Kind::Checked(fits::<T>),
            required,
        }
    }
}

fn fits<T: DeserializeOwned>(json: &str) -> bool {
    read::<T>(Some(json)).is_some()
}

/// Reads the value of a cell that was checked.
pub(crate) fn read<T: DeserializeOwned>(json: Option<&str>) -> Option<T> {
    wire::decode(json?.as_bytes()).ok()
}

/// Reads the value of a cell that was checked to be an integer.
pub(crate) fn integer(digits: Option<&str>) -> Option<i64> {
    digits?.parse().ok()
}
