//! Decodes the rows that arrived whole, in batches that are bounded by bytes.
use super::{PageReader, Rows};
use crate::rows::batch::Batch;
use crate::rows::cells::{Cell, Place};
use crate::rows::cut::Cut;
use crate::rows::malformed::MalformedRow;
use crate::rows::parse::{Parser, Target};
use crate::rows::row::RowType;
use crate::wire::{self, DecodeError};
use serde::de::IgnoredAny;
use std::ops::Range;
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
        // The batch before shows how many rows a batch has.
        batch.cells.reserve_exact(self.batch.cells.len());
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
