//! Reads the rows of one page as its bytes arrive. It knows no I/O and no clock. `fill` decodes them in batches.

mod fill;

use super::batch::{Batch, Borrowed, Shared};
use super::cut::Cut;
use super::envelope::{AnyObject, Envelope};
use super::frame::Frame;
use super::malformed::MalformedRow;
use super::parse::Parser;
use super::row::RowType;
use super::scan::is_clean;
use crate::wire::{self, DecodeError, Undecoded};
use std::collections::VecDeque;
use std::fmt::{self, Debug, Formatter};
use std::marker::PhantomData;
use std::sync::Arc;

/// How many bytes are checked and copied at once.
const PIECE: usize = 1024;
/// The longest row that can be asked for.
const LONGEST_ROW: usize = 1 << 28;

/// Decodes the rows of one page as its bytes arrive.
///
/// It holds the chunk that was fed last, one row that has begun, and one batch of decoded rows (32 KiB, or one longer row).
///
/// ```
/// use tatodesk_api::{rows::{DepartmentRow, PageReader}, types::ListDepartmentsResponse};
///
/// let mut page = PageReader::<DepartmentRow>::new(Some("departments"), 1024 * 1024);
/// page.feed(br#"{"error": null, "departments": [{"ID": 1, "name": "Sales"}, {"ID": 2"#);
/// assert_eq!(page.next_row().expect("a whole row")?.name(), "Sales");
/// assert!(page.next_row().is_none());
/// page.feed(br#", "name": "Support"}], "count": 2}"#);
/// page.visit(|row| assert_eq!(row.expect("a good row").name(), "Support"));
///
/// let answer: ListDepartmentsResponse = page.finish()?.decode(None)?;
/// assert_eq!(answer.count.and_then(|count| count.get()), Some(2));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct PageReader<R> {
    frame: Frame,
    rows: Rows,
    parser: Parser,
    longest_row: usize,
    buffer: Vec<u8>,
    /// Whether the buffer has neither a backslash nor a control character.
    is_clean: bool,
    /// How much of the buffer was read.
    at: usize,
    /// The bytes that were read and dropped from the buffer.
    dropped: u64,
    /// Where the rows begin and end in the body.
    from: Option<u64>,
    to: Option<u64>,
    /// The row that has begun: how far it was cut, and its length so far.
    begun: Option<(Cut, usize)>,
    /// How many bytes of the next row the fast path tried when they were too few, or 0.
    tried: usize,
    batch: Arc<Batch>,
    spare: Batch,
    /// Texts of the batch that is being read: those without their escapes, and rows that were written anew.
    aside: String,
    /// The rows of the batch, and how many of them were handed out.
    decoded: usize,
    taken: usize,
    /// The malformed rows of the batch, each with its place there.
    malformed: VecDeque<(usize, MalformedRow)>,
    index: u64,
    error: Option<DecodeError>,
    row: PhantomData<fn() -> R>,
}

/// Where the reader is in the list of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rows {
    Outside,
    /// Behind the opening bracket.
    Open,
    /// Behind a row.
    Row,
    /// Behind a comma.
    Comma,
}

impl<R: RowType> PageReader<R> {
    /// Reads the rows from the list that has this name on the wire. `None` takes the first list of objects.
    ///
    /// A row of more than `longest_row` bytes is an error of the page, so that memory stays bounded.
    #[must_use]
    pub fn new(rows_member: Option<&'static str>, longest_row: usize) -> Self {
        Self {
            frame: Frame::new(rows_member),
            rows: Rows::Outside,
            parser: Parser::new(R::COLUMNS),
            longest_row: longest_row.min(LONGEST_ROW),
            buffer: Vec::new(),
            is_clean: true,
            at: 0,
            dropped: 0,
            from: None,
            to: None,
            begun: None,
            tried: 0,
            batch: Arc::default(),
            spare: Batch::default(),
            aside: String::new(),
            decoded: 0,
            taken: 0,
            malformed: VecDeque::new(),
            index: 0,
            error: None,
            row: PhantomData,
        }
    }

    /// Takes bytes as they arrive, cut anywhere. Take the rows out before more bytes are fed; nothing else bounds the buffer.
    pub fn feed(&mut self, chunk: &[u8]) {
        if self.error.is_none() {
            self.buffer.drain(..self.at);
            self.dropped += self.at as u64;
            self.at = 0;
            self.is_clean |= self.buffer.is_empty();
            if chunk.len() >= self.buffer.len() {
                self.buffer.reserve_exact(chunk.len());
            }
            // A piece is checked and copied while the processor has it near.
            for piece in chunk.chunks(PIECE) {
                self.is_clean = self.is_clean && is_clean(piece);
                self.buffer.extend_from_slice(piece);
            }
        }
    }

    /// Decodes the next rows that arrived whole, and takes none out.
    ///
    /// Then [`rows_from`](Self::rows_from) is known.
    pub fn prepare(&mut self) {
        if self.taken == self.decoded {
            self.fill();
        }
    }

    /// The next row that arrived whole.
    ///
    /// `None` where more bytes are needed, or none is left.
    pub fn next_row(&mut self) -> Option<Result<R, MalformedRow>> {
        let place = self.next_place()?;
        Some(match self.take_malformed(place) {
            Some(malformed) => Err(malformed),
            None => Ok(R::owned(Shared::new(
                self.batch.clone(),
                self.first_cell(place),
            ))),
        })
    }

    /// Visits all rows that arrived whole. They are decoded as [`next_row`](Self::next_row) decodes them.
    pub fn visit(&mut self, mut on: impl FnMut(Result<R::Ref<'_>, MalformedRow>)) {
        while let Some(place) = self.next_place() {
            match self.take_malformed(place) {
                Some(malformed) => on(Err(malformed)),
                None => {
                    let row = Borrowed::new(&self.batch, self.first_cell(place));
                    on(Ok(R::borrowed(row)));
                }
            }
        }
    }

    /// How many rows were handed out, malformed ones counted.
    #[must_use]
    pub fn index(&self) -> u64 {
        self.index
    }

    /// Why no more rows can be read.
    ///
    /// A row is too long, or what stands between two rows is no JSON.
    #[must_use]
    pub fn error(&self) -> Option<&DecodeError> {
        self.error.as_ref()
    }

    /// What the answer says before its rows, once the first row was looked for.
    ///
    /// It is an answer with an empty list of rows.
    ///
    /// It is no JSON where what arrived is none.
    #[must_use]
    pub fn before_rows(&self) -> Option<Vec<u8>> {
        self.frame.before_rows()
    }

    /// Where the list of rows begins in the body.
    ///
    /// It is the place behind its bracket, once that was read.
    #[must_use]
    pub fn rows_from(&self) -> Option<u64> {
        self.from
    }

    /// Where the list of rows ends in the body.
    ///
    /// It is the place behind its bracket, once that was read.
    #[must_use]
    pub fn rows_to(&self) -> Option<u64> {
        self.to
    }

    /// Ends the page, behind its last byte. Rows that were not taken out are dropped.
    ///
    /// # Errors
    /// When what arrived is not a whole JSON object, or the reader met an [`error`](Self::error).
    pub fn finish(mut self) -> Result<Envelope, Undecoded> {
        while self.next_place().is_some() {}
        let mut error = self.error.take();
        if let Some(fault) = self.frame.fault() {
            error = error.or_else(|| Some(DecodeError::document(fault)));
        }
        if self.rows != Rows::Outside {
            let ended = "not JSON: the answer ends inside the list of its rows";
            error = error.or_else(|| Some(DecodeError::document(ended)));
        }
        let json = self.frame.into_json();
        match error {
            Some(error) => Err(Undecoded {
                error,
                in_band: None,
            }),
            None => wire::decode_answer::<AnyObject>(&json, None)
                .map(|_| Envelope::new(json, self.index)),
        }
    }

    fn first_cell(&self, place: usize) -> usize {
        place * (R::COLUMNS.len() + 1)
    }

    /// The place in the batch of the next row.
    fn next_place(&mut self) -> Option<usize> {
        self.prepare();
        let place = self.taken;
        (place < self.decoded).then(|| {
            self.taken += 1;
            self.index += 1;
            place
        })
    }

    fn take_malformed(&mut self, place: usize) -> Option<MalformedRow> {
        let front = self.malformed.front().filter(|front| front.0 == place);
        front?;
        self.malformed.pop_front().map(|(_, malformed)| malformed)
    }
}

impl<R> Debug for PageReader<R> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("PageReader")
            .field("index", &self.index)
            .field("error", &self.error)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
