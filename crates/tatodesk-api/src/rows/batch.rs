//! Several rows in one text, and the two ways to hold one of them: shared or borrowed.
use super::cells::Cell;
use std::sync::Arc;

/// Rows that were decoded together.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// The rows as they came with what stands between them. Texts without their escapes, and rows that were written anew, stand behind.
    pub(super) text: String,
    /// For each row one cell for the whole row, and one for each of its members.
    pub(super) cells: Vec<Cell>,
}

impl Batch {
    /// Drops all rows, and keeps the room for others.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.cells.clear();
    }

    /// The cells from this one on.
    #[inline]
    fn cells_from(&self, first: usize) -> &[Cell] {
        self.cells.get(first..).unwrap_or_default()
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

/// Copies a row of `columns` members out of its batch.
pub(crate) fn detach(row: &impl Backing, columns: usize) -> Shared {
    let (text, cells) = row.parts();
    let cells = cells.get(..=columns).unwrap_or_default();
    let base = cells.first().map_or(0, |whole| whole.place().0);
    let mut batch = Batch {
        text: row.json().to_owned(),
        cells: Vec::with_capacity(cells.len()),
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
