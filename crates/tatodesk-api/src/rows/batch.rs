//! Several rows in one text, and the two ways to hold one of them: shared or borrowed.
use super::cells::{Cell, Place};
use std::sync::Arc;

/// Rows that were decoded together.
#[derive(Debug, Default)]
pub struct Batch {
    /// The rows as they came, with what stands between them.
    pub(super) text: String,
    /// Texts without their escapes, and rows that were written anew.
    pub(super) side: String,
    /// For each row one cell for the whole row, and one for each of its members.
    pub(super) cells: Vec<Cell>,
}

impl Batch {
    /// Drops all rows, and keeps the room for others.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.side.clear();
        self.cells.clear();
    }

    #[inline]
    fn value(&self, cell: usize) -> Option<&str> {
        let (place, length) = self.cells.get(cell)?.get()?;
        match place {
            Place::Text(start) => self.text.get(start..start + length),
            Place::Side(start) => self.side.get(start..start + length),
        }
    }
}

/// How a row holds its text: [`Shared`] or [`Borrowed`].
pub trait Backing: Clone + sealed::Values {}

pub(crate) mod sealed {
    use super::Batch;

    /// The values of one row.
    pub trait Values {
        /// The batch, and the first cell of the row.
        fn place(&self) -> (&Batch, usize);

        /// The row's JSON text.
        fn json(&self) -> &str {
            let (batch, first) = self.place();
            batch.value(first).unwrap_or_default()
        }

        /// The value of a member by its place in the row type.
        #[inline]
        fn value(&self, column: usize) -> Option<&str> {
            let (batch, first) = self.place();
            batch.value(first + 1 + column)
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
}

impl Backing for Shared {}

impl sealed::Values for Shared {
    fn place(&self) -> (&Batch, usize) {
        (&self.batch, self.first)
    }
}

/// A row that borrows the text of its batch.
#[derive(Clone, Copy, Debug)]
pub struct Borrowed<'a> {
    batch: &'a Batch,
    first: usize,
}

impl<'a> Borrowed<'a> {
    pub(super) fn new(batch: &'a Batch, first: usize) -> Self {
        Self { batch, first }
    }
}

impl Backing for Borrowed<'_> {}

impl sealed::Values for Borrowed<'_> {
    fn place(&self) -> (&Batch, usize) {
        (self.batch, self.first)
    }
}

/// Copies a row of `columns` members out of its batch.
pub(crate) fn detach(row: &impl Backing, columns: usize) -> Shared {
    let (from, first) = row.place();
    let mut batch = Batch::default();
    let cells = from.cells.get(first..=first + columns).unwrap_or_default();
    let base = match cells.first().and_then(|cell| cell.get()) {
        Some((Place::Text(start), length)) => {
            let row = from.text.get(start..start + length);
            batch.text.push_str(row.unwrap_or_default());
            start
        }
        _ => 0,
    };
    batch.cells.reserve_exact(cells.len());
    for cell in cells {
        let cell = match cell.get() {
            None => Cell::NONE,
            Some((Place::Text(start), length)) => Cell::new(Place::Text(start - base), length),
            Some((Place::Side(start), length)) => {
                let place = Place::Side(batch.side.len());
                let text = from.side.get(start..start + length);
                batch.side.push_str(text.unwrap_or_default());
                Cell::new(place, length)
            }
        };
        batch.cells.push(cell);
    }
    batch.side.shrink_to_fit();
    Shared::new(Arc::new(batch), 0)
}
