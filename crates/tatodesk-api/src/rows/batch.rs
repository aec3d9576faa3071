//! Several rows in one text, and the two ways to hold one of them: shared or borrowed.
use super::cells::{Cell, Column};
use super::members::{Members, Unknown};
use std::sync::Arc;

/// Rows that were decoded together.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// The rows as they came with what stands between them. Texts without their escapes, and rows that were written anew, stand behind.
    pub(super) text: String,
    /// For each row one cell for the whole row, and one for each of its members.
    pub(super) cells: Vec<Cell>,
    /// The members of the rows that their type does not know, in the order of the rows.
    pub(super) unknown: Vec<Unknown>,
    /// Whether it is one row that was copied without its unknown members.
    is_detached: bool,
}

impl Batch {
    /// Drops all rows, and keeps the room for others.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.cells.clear();
        self.unknown.clear();
    }

    /// The cells from this one on.
    #[inline]
    fn cells_from(&self, first: usize) -> &[Cell] {
        self.cells.get(first..).unwrap_or_default()
    }

    /// The unknown members of the row whose cells begin here.
    fn unknown_of(&self, first: usize) -> &[Unknown] {
        let row = match self.cells.get(first) {
            Some(whole) if !self.unknown.is_empty() => whole.place().0 as u32,
            _ => return &[],
        };
        let from = self.unknown.partition_point(|it| it.row < row);
        let length = self.unknown[from..].partition_point(|it| it.row == row);
        &self.unknown[from..from + length]
    }
}

/// How a row holds its text: [`Shared`] or [`Borrowed`].
pub trait Backing: Clone + sealed::Values {}

pub(crate) mod sealed {
    use super::Cell;

    /// The values of one row.
    pub trait Values {
        /// The batch's text, and the batch's cells from the row's first one on.
        fn parts(&self) -> (&str, &[Cell]);

        /// The row's JSON text.
        fn json(&self) -> &str {
            let (text, cells) = self.parts();
            let whole = cells.first().and_then(|cell| cell.of(text));
            whole.unwrap_or_default()
        }

        /// The value of a member by its place in the row type.
        #[inline]
        fn value(&self, column: usize) -> Option<&str> {
            let (text, cells) = self.parts();
            cells.get(1 + column)?.of(text)
        }
    }
}

/// A row that shares the text of its batch.
///
/// It keeps the whole batch in memory as long as it lives.
#[derive(Clone, Debug)]
pub struct Shared {
    batch: Arc<Batch>,
    first: usize,
}

impl Shared {
    pub(super) fn new(batch: Arc<Batch>, first: usize) -> Self {
        Self { batch, first }
    }

    /// The row's members. `None` if they are not kept.
    pub(crate) fn members(&self, columns: &'static [Column]) -> Option<Members<'_>> {
        let unknown = self.batch.unknown_of(self.first);
        let is_kept = !self.batch.is_detached && unknown.iter().all(|it| it.name != Cell::NONE);
        is_kept.then(|| Members {
            text: &self.batch.text,
            cells: self.batch.cells_from(self.first + 1),
            columns,
            unknown,
        })
    }
}

impl Backing for Shared {}

impl sealed::Values for Shared {
    #[inline]
    fn parts(&self) -> (&str, &[Cell]) {
        (&self.batch.text, self.batch.cells_from(self.first))
    }
}

/// A row that borrows the text of its batch.
#[derive(Clone, Copy, Debug)]
pub struct Borrowed<'a> {
    text: &'a str,
    cells: &'a [Cell],
}

impl<'a> Borrowed<'a> {
    #[inline]
    pub(super) fn new(batch: &'a Batch, first: usize) -> Self {
        Self {
            text: &batch.text,
            cells: batch.cells_from(first),
        }
    }
}

impl Backing for Borrowed<'_> {}

impl sealed::Values for Borrowed<'_> {
    #[inline]
    fn parts(&self) -> (&str, &[Cell]) {
        (self.text, self.cells)
    }
}

/// Copies a row of `columns` members out of its batch. It keeps the unknown members in its JSON only.
pub(crate) fn detach(row: &impl Backing, columns: usize) -> Shared {
    let (text, cells) = row.parts();
    let cells = cells.get(..=columns).unwrap_or_default();
    let base = cells.first().map_or(0, |whole| whole.place().0);
    let mut batch = Batch {
        text: row.json().to_owned(),
        cells: Vec::with_capacity(cells.len()),
        unknown: Vec::new(),
        is_detached: true,
    };
    let inside = base..base + batch.text.len();
    for cell in cells {
        let (start, length) = cell.place();
        batch.cells.push(match cell.of(text) {
            None => Cell::NONE,
            Some(_) if inside.contains(&start) => Cell::new(start - base, length),
            Some(value) => {
                let start = batch.text.len();
                batch.text.push_str(value);
                Cell::new(start, length)
            }
        });
    }
    batch.text.shrink_to_fit();
    Shared::new(Arc::new(batch), 0)
}
