//! The page that a stream of rows is at: its reader, and what is compared where the page is asked for again.

use std::hash::Hasher;

use bytes::Bytes;
use tatodesk_api::{
    Paging,
    rows::{Envelope, MalformedRow, PageReader, RowType},
    wire::Undecoded,
};
use twox_hash::XxHash3_64;

use crate::paging::scan::scan;

/// A longer row is an error of its page, so that memory stays bounded.
const LONGEST_ROW: usize = 4 * 1024 * 1024;
/// The most that the reader is fed at once, since it copies it. Pieces of the HTTP client are up to 400 KiB. With a row that has begun it
/// is less than a batch of rows (32 KiB), so that the copy becomes the batch and is not copied again.
const MOST: usize = 28 * 1024;

/// The page came again with other rows.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Changed;

pub(crate) struct Reading<R> {
    paging: Option<&'static Paging>,
    reader: PageReader<R>,
    text: RowsText,
    /// What the reader was not fed yet of the last piece.
    rest: Bytes,
    /// The part of an earlier attempt that has to come again.
    earlier: Option<Earlier>,
    /// How many rows the caller has, malformed ones counted.
    given: u64,
    /// What the answer says before its rows about the rows of all pages, once that was looked for.
    count: Option<Option<u64>>,
}

/// How much of an attempt's rows was read before it broke off.
#[derive(Clone, Copy)]
struct Earlier {
    length: u64,
    digest: u64,
}

impl<R: RowType> Reading<R> {
    pub(crate) fn new(paging: Option<&'static Paging>) -> Self {
        Self {
            paging,
            reader: reader(paging),
            text: RowsText::new(),
            rest: Bytes::new(),
            earlier: None,
            given: 0,
            count: None,
        }
    }

    /// How many rows were read, malformed ones counted.
    pub(crate) fn rows(&self) -> u64 {
        self.given.max(self.reader.index())
    }

    /// How many rows all pages have, if the answer says it before its rows.
    pub(crate) fn count(&self) -> Option<u64> {
        self.count.flatten()
    }

    /// The body begins again.
    pub(crate) fn restart(&mut self) {
        // An attempt that broke off before it was as far as an earlier one says nothing new.
        if self.earlier.is_none() {
            self.settle();
            self.earlier = Some(Earlier {
                length: self.text.length,
                digest: self.text.hash.finish(),
            });
        }
        self.reader = reader(self.paging);
        self.text = RowsText::new();
        self.count = None;
    }

    /// What was not taken of the last piece. It comes before the next one.
    pub(crate) fn rest(&mut self) -> Option<Bytes> {
        let rest = std::mem::take(&mut self.rest);
        (!rest.is_empty()).then_some(rest)
    }

    /// All rows of what was taken were taken out, so that its text need not be kept.
    pub(crate) fn settle(&mut self) {
        self.text
            .take(self.reader.rows_from(), self.reader.rows_to());
    }

    /// Takes a piece of the body, or the first part of it. All rows of what was taken before were taken out.
    pub(crate) fn feed(&mut self, mut bytes: Bytes) -> Result<(), Changed> {
        self.rest = bytes.split_off(bytes.len().min(MOST));
        self.settle();
        self.reader.feed(&bytes);
        self.text.next(bytes);
        if self.count.is_none() {
            self.reader.prepare();
            let head = self.reader.before_rows().zip(self.paging);
            self.count = head.map(|(head, paging)| scan(&head, paging).count);
        }
        let Some(earlier) = self.earlier else {
            return Ok(());
        };
        self.reader.prepare();
        let from = self.reader.rows_from();
        let end = from.map(|from| from + earlier.length);
        self.text.take_some(from, end);
        if self.text.length < earlier.length {
            // Rows that the caller has.
            while self.reader.next_row().is_some() {}
            return Ok(());
        }
        self.earlier = None;
        match self.text.hash.finish() == earlier.digest {
            true => Ok(()),
            false => Err(Changed),
        }
    }

    /// The next row that the caller does not have.
    pub(crate) fn next_row(&mut self) -> Option<Result<R, MalformedRow>> {
        loop {
            let row = self.reader.next_row()?;
            if self.reader.index() > self.given {
                self.given += 1;
                return Some(row);
            }
        }
    }

    /// Visits all rows that arrived and that the caller does not have.
    pub(crate) fn visit(&mut self, mut on: impl FnMut(Result<R::Ref<'_>, MalformedRow>)) {
        let (mut index, given) = (self.reader.index(), &mut self.given);
        self.reader.visit(|row| {
            index += 1;
            if index > *given {
                *given = index;
                on(row);
            }
        });
    }

    /// Ends the page: what it says beside its rows, and a hash of them.
    ///
    /// [`Changed`] tells that an earlier attempt had more rows than this one.
    pub(crate) fn finish(mut self) -> (Result<Envelope, Undecoded>, u64, Result<(), Changed>) {
        self.settle();
        let changed = match self.earlier {
            Some(earlier) if earlier.length > 0 => Err(Changed),
            _ => Ok(()),
        };
        (self.reader.finish(), self.text.hash.finish(), changed)
    }
}

fn reader<R: RowType>(paging: Option<&'static Paging>) -> PageReader<R> {
    PageReader::new(paging.and_then(|paging| paging.rows), LONGEST_ROW)
}

/// Hashes the text of a page's rows as it arrives.
struct RowsText {
    hash: XxHash3_64,
    /// How many bytes were hashed.
    length: u64,
    /// What is not hashed yet, and its place in the body.
    rest: Bytes,
    at: u64,
}

impl RowsText {
    fn new() -> Self {
        Self {
            hash: XxHash3_64::new(),
            length: 0,
            rest: Bytes::new(),
            at: 0,
        }
    }

    /// The next piece of the body, behind one that was taken.
    fn next(&mut self, bytes: Bytes) {
        self.rest = bytes;
    }

    /// Hashes what is left of the piece, as far as it stands between the first and the last byte of the rows.
    fn take(&mut self, from: Option<u64>, to: Option<u64>) {
        self.take_some(from, to);
        self.at += self.rest.len() as u64;
        self.rest = Bytes::new();
    }

    /// Hashes the piece up to a place in the body.
    fn take_some(&mut self, from: Option<u64>, to: Option<u64>) {
        let Some(from) = from else {
            return;
        };
        let end = self.at + self.rest.len() as u64;
        let to = to.map_or(end, |to| to.min(end));
        let from = from.max(self.at);
        if to <= from {
            return;
        }
        let place = |offset: u64| usize::try_from(offset - self.at).unwrap_or(usize::MAX);
        let (skipped, taken) = (place(from), place(to));
        if let Some(text) = self.rest.get(skipped..taken) {
            self.hash.write(text);
            self.length += text.len() as u64;
        }
        self.rest = self.rest.slice(taken..);
        self.at = to;
    }
}
