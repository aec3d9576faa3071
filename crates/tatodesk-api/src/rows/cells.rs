//! Where the values of a row stand, and what its members are.
use crate::wire;
use serde::de::DeserializeOwned;

/// The bit of a start that says that the value stands in the batch's second text.
const SIDE: u32 = 1 << 31;

/// Where one value stands in its batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    start: u32,
    length: u32,
}

/// Which text of the batch a value stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The rows as they came.
    Text(usize),
    /// Texts without their escapes, and rows that were written anew.
    Side(usize),
}

impl Cell {
    /// No value: the member is absent or null.
    pub(super) const NONE: Self = Self {
        start: u32::MAX,
        length: 0,
    };

    /// A value of this length. Batches are far shorter than 2 GiB.
    pub(super) fn new(place: Place, length: usize) -> Self {
        let (bit, start) = match place {
            Place::Text(start) => (0, start),
            Place::Side(start) => (SIDE, start),
        };
        Self {
            start: start as u32 | bit,
            length: length as u32,
        }
    }

    /// Where the value begins, and its length.
    pub(super) fn get(self) -> Option<(Place, usize)> {
        if self == Self::NONE {
            return None;
        }
        let start = (self.start & !SIDE) as usize;
        let place = match self.start & SIDE {
            0 => Place::Text(start),
            _ => Place::Side(start),
        };
        Some((place, self.length as usize))
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
