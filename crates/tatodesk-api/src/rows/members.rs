//! The members of a row as the reader found them, for programs that copy rows into files.
use super::cells::{Cell, Column, Kind};

/// The members of a row as the reader found them.
///
/// It is for `tatodesk-export`, which copies them without reading the row's JSON again.
#[derive(Clone, Copy, Debug)]
pub struct Members<'a> {
    pub(super) text: &'a str,
    pub(super) cells: &'a [Cell],
    pub(super) columns: &'static [Column],
    pub(super) unknown: &'a [Unknown],
}

/// A member that the row type does not know.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unknown {
    /// Where its row begins in the batch.
    pub(super) row: u32,
    /// Its name, in quotes. [`Cell::NONE`] says that the members of the row are not kept.
    pub(super) name: Cell,
    pub(super) value: Cell,
}

/// The unknown members that a batch keeps. They bound its memory.
const MOST: usize = 1024;
/// How many of them a batch has room for as soon as it has one.
const ROOM: usize = 128;

impl Unknown {
    /// Says of a row that its members are not kept.
    pub(super) fn not_kept(row: usize) -> Self {
        Self::new(row, Cell::NONE, Cell::NONE)
    }

    fn new(row: usize, name: Cell, value: Cell) -> Self {
        let row = row as u32;
        Self { row, name, value }
    }

    /// Keeps a member of the row that begins at `row`, if there is room.
    pub(super) fn push(all: &mut Vec<Self>, row: usize, name: Cell, value: Cell) {
        if all.capacity() == 0 {
            all.reserve_exact(ROOM);
        }
        if all.len() < MOST {
            all.push(Self::new(row, name, value));
        } else if all
            .last()
            .is_none_or(|last| last.row != row as u32 || last.name != Cell::NONE)
        {
            all.push(Self::not_kept(row));
        }
    }
}

/// The value of a member that is not null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Member<'a> {
    /// What a text means, without quotes and escapes.
    Text(&'a str),
    /// JSON, which may be a text as well.
    Json(&'a str),
}

impl<'a> Members<'a> {
    /// The members that the row type knows, in the order of the spec.
    ///
    /// Each comes with its name; `None` where it is absent or null.
    #[inline]
    pub fn known(self) -> impl Iterator<Item = (&'static str, Option<Member<'a>>)> {
        let columns = self.columns.iter().zip(self.cells);
        columns.map(move |(column, cell)| {
            let value = cell.of(self.text).map(|text| match column.kind {
                Kind::Text => Member::Text(text),
                Kind::Integer | Kind::Checked(_) => Member::Json(text),
            });
            (column.name, value)
        })
    }

    /// The members that the row type does not know, in their order.
    ///
    /// Each is the name in its quotes, and the value, both as JSON.
    pub fn unknown(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let unknown = self.unknown.iter();
        unknown.filter_map(move |it| Some((it.name.of(self.text)?, it.value.of(self.text)?)))
    }
}
