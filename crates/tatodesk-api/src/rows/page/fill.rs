//! Decodes the rows that arrived whole, in batches that are bounded by bytes.
use super::{PageReader, Rows};
use crate::rows::batch::Batch;
use crate::rows::cells::Cell;
use crate::rows::cut::Cut;
use crate::rows::malformed::MalformedRow;
use crate::rows::members::Unknown;
use crate::rows::parse::Parser;
use crate::rows::row::RowType;
use crate::rows::scan::{Fail, Step};
use crate::wire::{self, DecodeError};
use serde::de::IgnoredAny;
use std::sync::Arc;

/// A batch ends behind the row that reaches this number of bytes.
const BATCH_BYTES: usize = 32 * 1024;
/// A batch has at most this number of rows.
const BATCH_ROWS: usize = 256;
/// A longer row is read by serde, which counts what it takes in memory.
const FAST_ROW: usize = 64 * 1024;

impl<R: RowType> PageReader<R> {
    /// Decodes the next batch, as far as its rows arrived whole.
    pub(super) fn fill(&mut self) {
        (self.decoded, self.taken) = (0, 0);
        let mut batch = std::mem::take(&mut self.spare);
        batch.clear();
        self.read(&mut batch);
        if self.decoded == 0 {
            self.spare = batch;
            return;
        }
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
        // The batch before shows about how many rows a batch has.
        let more = 2 * (R::COLUMNS.len() + 1);
        batch.cells.reserve_exact(self.batch.cells.len() + more);
        let start = self.at;
        while self.error.is_none()
            && self.decoded < BATCH_ROWS
            && self.at - start < BATCH_BYTES
            && self.aside.len() < BATCH_BYTES
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
            let arrived = self.buffer.len() - from;
            if arrived == self.tried {
                return false;
            }
            let read = self.fast(start, self.buffer.len(), batch);
            if let Ok(end) = read {
                self.is_read(end);
                return true;
            }
            let is_short = arrived <= FAST_ROW.min(self.longest_row);
            if read == Err(Fail::Incomplete) && is_short && self.tried == 0 {
                // The next chunk has the rest most often.
                self.tried = arrived;
                return false;
            }
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
        self.tried = 0;
    }

    /// Reads a row on the fast path, from bytes before `end` alone. Returns where it ends, and adds its cells to the batch.
    #[inline]
    fn fast(&mut self, start: usize, end: usize, batch: &mut Batch) -> Step<usize> {
        let (cells, aside) = (batch.cells.len(), self.aside.len());
        batch.cells.resize(cells + R::COLUMNS.len() + 1, Cell::NONE);
        let row = &mut batch.cells[cells..];
        let unknown = &mut batch.unknown;
        let unknown_before = unknown.len();
        let (bytes, at) = (&self.buffer[start..end], self.at - start);
        let read = match self.is_clean {
            true => self
                .parser
                .row::<true>(bytes, at, row, &mut self.aside, unknown),
            false => self
                .parser
                .row::<false>(bytes, at, row, &mut self.aside, unknown),
        };
        let read = match read {
            Ok(end) if end - at <= FAST_ROW.min(self.longest_row) => return Ok(start + end),
            Ok(_) => Err(Fail::Odd),
            Err(fail) => Err(fail),
        };
        batch.cells.truncate(cells);
        batch.unknown.truncate(unknown_before);
        self.aside.truncate(aside);
        read
    }

    /// Decodes a row that the fast path did not take at once.
    fn whole(&mut self, start: usize, end: usize, batch: &mut Batch) {
        if end - self.at <= FAST_ROW && self.fast(start, end, batch) == Ok(end) {
            return;
        }
        let (cells, aside) = (batch.cells.len(), self.aside.len());
        batch.cells.resize(cells + R::COLUMNS.len() + 1, Cell::NONE);
        let row = &mut batch.cells[cells..];
        let raw = &mut self.buffer[self.at..end];
        match slow::<R>(&mut self.parser, raw, row, &mut self.aside) {
            Ok(()) => {
                row[0] = Cell::new(self.at - start, end - self.at);
                // The members are those of the row that was written anew.
                batch.unknown.push(Unknown::not_kept(self.at - start));
            }
            Err(error) => {
                self.aside.truncate(aside);
                row.fill(Cell::NONE);
                let index = self.index + self.decoded as u64;
                let malformed = refused(index, error, raw);
                self.malformed.push_back((self.decoded, malformed));
            }
        }
    }

    /// Gives the batch the text of its rows. A row whose bytes are no UTF-8 is malformed.
    fn keep_text(&mut self, start: usize, batch: &mut Batch) {
        let bytes = self.take_bytes(start, std::mem::take(&mut batch.text));
        let text = String::from_utf8(bytes).or_else(|error| {
            let mut bytes = error.into_bytes();
            self.refuse_no_text(&mut bytes, batch);
            String::from_utf8(bytes)
        });
        batch.text = text.unwrap_or_default();
        if !self.aside.is_empty() {
            let length = batch.text.len();
            batch.text.push_str(&self.aside);
            self.aside.clear();
            let cells = batch.cells.iter_mut();
            cells.for_each(|cell| *cell = cell.behind(length));
        }
    }

    /// The bytes that were read from `start` on. `used` is room for them, or for what comes next.
    fn take_bytes(&mut self, start: usize, used: String) -> Vec<u8> {
        let mut room = used.into_bytes();
        room.clear();
        let is_most = self.buffer.len().max(self.buffer.capacity()) <= 2 * self.at;
        if start > 0 || !is_most {
            room.reserve_exact(self.at - start);
            room.extend_from_slice(&self.buffer[start..self.at]);
            return room;
        }
        // The buffer itself becomes the text. The few bytes behind it are copied instead.
        room.reserve_exact(self.buffer.len());
        room.extend_from_slice(&self.buffer[self.at..]);
        let mut bytes = std::mem::replace(&mut self.buffer, room);
        bytes.truncate(self.at);
        self.dropped += self.at as u64;
        self.at = 0;
        bytes
    }

    /// Makes the rows malformed whose bytes are no UTF-8.
    #[cold]
    fn refuse_no_text(&mut self, bytes: &mut [u8], batch: &Batch) {
        for place in 0..self.decoded {
            let whole = batch.cells[self.first_cell(place)];
            if whole == Cell::NONE {
                continue;
            }
            let (from, length) = whole.place();
            let raw = &mut bytes[from..from + length];
            if str::from_utf8(raw).is_err()
                && let Err(error) = wire::decode::<IgnoredAny>(raw)
            {
                let malformed = refused(self.index + place as u64, error, raw);
                self.malformed.push_back((place, malformed));
            }
        }
        let malformed = self.malformed.make_contiguous();
        malformed.sort_by_key(|(place, _)| *place);
    }
}

/// Keeps a malformed row apart from the text of its batch.
fn refused(index: u64, error: DecodeError, raw: &mut [u8]) -> MalformedRow {
    let malformed = MalformedRow::new(index, error, raw);
    raw.fill(b' ');
    malformed
}

/// Decodes a row with serde, writes it anew, and reads that text.
fn slow<R: RowType>(
    parser: &mut Parser,
    raw: &[u8],
    row: &mut [Cell],
    aside: &mut String,
) -> Result<(), DecodeError> {
    let typed: R::Typed = match str::from_utf8(raw) {
        Ok(text) => wire::decode_object(text)?,
        Err(_) => wire::decode(raw)?,
    };
    let odd = || DecodeError::document("does not read as its type");
    let written = serde_json::to_string(&typed).map_err(|_| odd())?;
    let base = aside.len();
    aside.push_str(&written);
    let read = parser.row::<false>(written.as_bytes(), 0, row, aside, &mut Vec::new());
    match read == Ok(written.len()) {
        true => {
            let cells = row.iter_mut();
            cells.for_each(|cell| *cell = cell.aside_from(base));
            Ok(())
        }
        false => Err(odd()),
    }
}
