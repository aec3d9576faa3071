//! Reads the rows of one page as its bytes arrive. It knows no I/O and no clock.
use super::batch::{Batch, Borrowed, Shared};
use super::cells::{Cell, Place};
use super::cut::Cut;
use super::envelope::Envelope;
use super::frame::Frame;
use super::malformed::MalformedRow;
use super::parse::{Parser, Target};
use super::row::RowType;
use crate::wire::{self, DecodeError, Undecoded};
use serde::de::IgnoredAny;
use std::collections::VecDeque;
use std::fmt::{self, Debug, Formatter};
use std::marker::PhantomData;
use std::ops::Range;
use std::sync::Arc;

/// A batch ends behind the row that reaches this number of bytes.
const BATCH_BYTES: usize = 32 * 1024;
/// A batch has at most this number of rows.
const BATCH_ROWS: usize = 256;
/// A longer row is read by serde, which counts what it takes in memory.
const FAST_ROW: usize = 64 * 1024;
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
    /// How much of the buffer was read.
    at: usize,
    /// The bytes that were read and dropped from the buffer.
    dropped: u64,
    /// The row that has begun: how far it was cut, and its length so far.
    begun: Option<(Cut, usize)>,
    batch: Arc<Batch>,
    spare: Batch,
    /// The rows of the batch, and how many of them were handed out.
    decoded: usize,
    taken: usize,
    /// The malformed rows of the batch, each with its place there.
    malformed: VecDeque<(usize, MalformedRow)>,
    index: u64,
    error: Option<DecodeError>,
    /// Where the rows begin and end in the body.
    from: Option<u64>,
    to: Option<u64>,
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
            at: 0,
            dropped: 0,
            begun: None,
            batch: Arc::default(),
            spare: Batch::default(),
            decoded: 0,
            taken: 0,
            malformed: VecDeque::new(),
            index: 0,
            error: None,
            from: None,
            to: None,
            row: PhantomData,
        }
    }

    /// Takes bytes as they arrive, cut anywhere. Take the rows out before more bytes are fed; nothing else bounds the buffer.
    pub fn feed(&mut self, chunk: &[u8]) {
        if self.error.is_none() {
            self.buffer.drain(..self.at);
            self.dropped += self.at as u64;
            self.at = 0;
            self.buffer.extend_from_slice(chunk);
        }
    }

    /// The next row that arrived whole; `None` where more bytes are needed, or none is left.
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

    /// Where the list of rows begins in the body, behind its bracket, once that was read.
    #[must_use]
    pub fn rows_from(&self) -> Option<u64> {
        self.from
    }

    /// Where the list of rows ends in the body, behind its bracket, once that was read.
    #[must_use]
    pub fn rows_to(&self) -> Option<u64> {
        self.to
    }

    /// Why no more rows can be read: a row is too long, or what stands between two rows is no JSON.
    #[must_use]
    pub fn error(&self) -> Option<&DecodeError> {
        self.error.as_ref()
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
            None => wire::decode_answer::<IgnoredAny>(&json, None)
                .map(|_| Envelope::new(json, self.index)),
        }
    }

    fn first_cell(&self, place: usize) -> usize {
        place * (R::COLUMNS.len() + 1)
    }

    /// The place in the batch of the next row.
    fn next_place(&mut self) -> Option<usize> {
        if self.taken == self.decoded {
            self.fill();
        }
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

    /// Decodes the next batch, as far as its rows arrived whole.
    fn fill(&mut self) {
        (self.decoded, self.taken) = (0, 0);
        let mut batch = std::mem::take(&mut self.spare);
        batch.clear();
        self.read(&mut batch);
        // A batch that no row keeps is used again.
        match Arc::get_mut(&mut self.batch) {
            Some(used) => self.spare = std::mem::replace(used, batch),
            None => self.batch = Arc::new(batch),
        }
    }

    fn read(&mut self, batch: &mut Batch) {
        if self.rows == Rows::Outside {
            let (length, has_rows) = self.frame.advance(&self.buffer[self.at..]);
            self.at += length;
            if !has_rows {
                return;
            }
            self.rows = Rows::Open;
            self.from.get_or_insert(self.dropped + self.at as u64);
        }
        let start = self.at;
        while self.error.is_none()
            && self.decoded < BATCH_ROWS
            && self.at - start < BATCH_BYTES
            && batch.side.len() < BATCH_BYTES
            && self.row(start, batch)
        {}
        self.keep_text(start, batch);
        if self.rows == Rows::Outside && self.decoded == 0 {
            self.read(batch);
        }
    }

    /// Reads what stands before the next row, and the row. False where it did not arrive, or there is none.
    fn row(&mut self, start: usize, batch: &mut Batch) -> bool {
        while let Some(byte) = self.buffer.get(self.at) {
            match (byte, self.rows) {
                (b' ' | b'\n' | b'\r' | b'\t', _) => self.at += 1,
                (b',', Rows::Row) => {
                    self.at += 1;
                    self.rows = Rows::Comma;
                }
                (b']', Rows::Row | Rows::Open) => {
                    self.at += 1;
                    self.rows = Rows::Outside;
                    self.to = Some(self.dropped + self.at as u64);
                    self.frame.end_rows();
                    return false;
                }
                (b']' | b'}' | b':' | b',', _) | (_, Rows::Row) => {
                    let at = self.dropped + self.at as u64;
                    let what = format!("not JSON: expected the next row at byte {at}");
                    self.error = Some(DecodeError::document(what));
                    return false;
                }
                _ => return self.element(start, batch),
            }
        }
        false
    }

    /// Reads an element of the list that begins here.
    fn element(&mut self, start: usize, batch: &mut Batch) -> bool {
        let from = self.at;
        if self.begun.is_none() {
            let cells = batch.cells.len();
            let side = batch.side.len();
            batch.cells.resize(cells + R::COLUMNS.len() + 1, Cell::NONE);
            let (row, text) = (&mut batch.cells[cells..], Target::Text(start));
            let read = self
                .parser
                .row(&self.buffer, from, text, row, &mut batch.side);
            if let Ok(end) = read
                && end - from <= FAST_ROW.min(self.longest_row)
            {
                self.is_read(end);
                return true;
            }
            batch.cells.truncate(cells);
            batch.side.truncate(side);
            self.begun = Some((Cut::default(), 0));
        }
        let Some((mut cut, mut length)) = self.begun.take() else {
            return false;
        };
        length += cut.advance(&self.buffer[from + length..]);
        if length > self.longest_row {
            let what = format!(
                "beyond what can be held: row {} is longer than {} bytes",
                self.index + self.decoded as u64,
                self.longest_row
            );
            self.error = Some(DecodeError::document(what));
            return false;
        }
        if !cut.is_over() {
            self.begun = Some((cut, length));
            return false;
        }
        self.whole(start, from + length, batch);
        self.is_read(from + length);
        true
    }

    fn is_read(&mut self, end: usize) {
        self.at = end;
        self.rows = Rows::Row;
        self.decoded += 1;
    }

    /// Decodes a row that the fast path did not take at once.
    fn whole(&mut self, start: usize, end: usize, batch: &mut Batch) {
        let cells = batch.cells.len();
        let side = batch.side.len();
        batch.cells.resize(cells + R::COLUMNS.len() + 1, Cell::NONE);
        let row = &mut batch.cells[cells..];
        let text = Target::Text(start);
        if end - self.at <= FAST_ROW {
            let bytes = &self.buffer[..end];
            let read = self.parser.row(bytes, self.at, text, row, &mut batch.side);
            if read == Ok(end) {
                return;
            }
            batch.side.truncate(side);
        }
        let raw = &self.buffer[self.at..end];
        match slow::<R>(&mut self.parser, raw, row, &mut batch.side) {
            Ok(()) => row[0] = text.cell(self.at, end),
            Err(error) => {
                batch.side.truncate(side);
                row.fill(Cell::NONE);
                self.malformed(self.decoded, error, self.at..end);
            }
        }
    }

    /// Keeps a malformed row apart from the text of its batch.
    fn malformed(&mut self, place: usize, error: DecodeError, row: Range<usize>) {
        let raw = &mut self.buffer[row];
        let malformed = MalformedRow::new(self.index + place as u64, error, raw);
        raw.fill(b' ');
        self.malformed.push_back((place, malformed));
    }

    /// Gives the batch the text of its rows. A row whose bytes are no UTF-8 is malformed.
    fn keep_text(&mut self, start: usize, batch: &mut Batch) {
        if str::from_utf8(&self.buffer[start..self.at]).is_err() {
            for place in 0..self.decoded {
                let whole = batch.cells[self.first_cell(place)].get();
                let Some((Place::Text(from), length)) = whole else {
                    continue;
                };
                let row = start + from..start + from + length;
                let raw = &self.buffer[row.clone()];
                if str::from_utf8(raw).is_err()
                    && let Err(error) = wire::decode::<IgnoredAny>(raw)
                {
                    self.malformed(place, error, row);
                }
            }
            self.malformed
                .make_contiguous()
                .sort_by_key(|(place, _)| *place);
        }
        let text = str::from_utf8(&self.buffer[start..self.at]);
        batch.text.push_str(text.unwrap_or_default());
    }
}

/// Decodes a row with serde, writes it anew, and reads that text.
fn slow<R: RowType>(
    parser: &mut Parser,
    raw: &[u8],
    row: &mut [Cell],
    side: &mut String,
) -> Result<(), DecodeError> {
    let typed: R::Typed = match str::from_utf8(raw) {
        Ok(text) => wire::decode_object(text)?,
        Err(_) => wire::decode(raw)?,
    };
    let odd = || DecodeError::document("does not read as its type");
    let written = serde_json::to_string(&typed).map_err(|_| odd())?;
    let base = side.len();
    side.push_str(&written);
    let read = parser.row(written.as_bytes(), 0, Target::Side(base), row, side);
    match read == Ok(written.len()) {
        true => Ok(()),
        false => Err(odd()),
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
