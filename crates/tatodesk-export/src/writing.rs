//! Rows on their way to a sink: counted, and told to the caller.

use std::io::{self, Write};

use serde_json::json;
use tatodesk::rows::MalformedRow;

use crate::{layout::Layout, row::RawRow, sink::Format, sink::Sink};

/// A row that does not decode, as it came.
pub(crate) struct Bad<'a> {
    pub(crate) page: i64,
    pub(crate) index: u64,
    pub(crate) path: &'a str,
    pub(crate) reason: &'a str,
    pub(crate) raw: &'a str,
}

impl<'a> Bad<'a> {
    pub(crate) fn of(page: i64, row: &'a MalformedRow) -> Self {
        Self {
            page,
            index: row.index(),
            path: row.path(),
            reason: row.reason(),
            raw: row.raw(),
        }
    }
}

/// The caller is told again after this many rows.
const ROWS: u64 = 1000;

/// How far an export is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// The rows that were written.
    pub rows: u64,
    /// The rows that did not decode.
    pub malformed: u64,
    /// The pages that were read to their end.
    pub pages: u64,
    /// The bytes of the rows that were written.
    pub bytes: u64,
    /// How many rows the server expects in all, as far as it says. It may be wrong.
    pub expected: Option<u64>,
    /// How many it expected on the first page that said so. If the two differ, rows came or went meanwhile.
    pub expected_first: Option<u64>,
}

/// What an export calls from time to time.
pub(crate) type OnProgress = Box<dyn FnMut(&Progress) + Send>;

/// One export on its way. Public only because a trait names it.
pub struct Writing<'a> {
    sink: Sink<&'a mut (dyn Write + Send)>,
    malformed: &'a mut (dyn Write + Send),
    /// Whether malformed rows are written with their text, which may have values that the rules leave out.
    keeps_raw: bool,
    on_progress: Option<OnProgress>,
    progress: Progress,
    first_row: Option<String>,
    count_moved: bool,
}

impl<'a> Writing<'a> {
    pub(crate) fn new(
        layout: Layout,
        format: Format,
        rows: &'a mut (dyn Write + Send),
        malformed: &'a mut (dyn Write + Send),
        on_progress: Option<OnProgress>,
    ) -> io::Result<Self> {
        Ok(Self {
            keeps_raw: !layout.has_rules,
            sink: Sink::new(format, layout, rows)?,
            malformed,
            on_progress,
            progress: Progress::default(),
            first_row: None,
            count_moved: false,
        })
    }

    pub(crate) fn row(&mut self, row: RawRow<'_>) -> io::Result<()> {
        self.sink.row(row)?;
        if self.progress.rows == 0 {
            self.first_row = Some(row.json.to_owned());
        }
        self.progress.rows += 1;
        if self.progress.rows.is_multiple_of(ROWS) {
            self.tell();
        }
        Ok(())
    }

    pub(crate) fn malformed(&mut self, row: &Bad<'_>) -> io::Result<()> {
        let mut line = json!({
            "page": row.page,
            "index": row.index,
            "path": row.path,
            "reason": row.reason,
        });
        if self.keeps_raw {
            line["raw"] = row.raw.into();
        } else {
            // What follows may be the name of a member that people made.
            let end = row.path.find(['.', '[']).unwrap_or(row.path.len());
            line["path"] = row.path[..end].into();
        }
        writeln!(self.malformed, "{line}")?;
        self.progress.malformed += 1;
        Ok(())
    }

    /// A page was read to its end.
    pub(crate) fn page(&mut self, pages: u64, expected: Option<u64>) {
        self.progress.pages = pages;
        self.progress.expected = expected.or(self.progress.expected);
        let first = self.progress.expected_first;
        self.progress.expected_first = first.or(expected);
        self.count_moved |= self.progress.expected != self.progress.expected_first;
        self.tell();
    }

    /// Whether two pages said that there are different numbers of rows.
    pub(crate) fn count_moved(&self) -> bool {
        self.count_moved
    }

    /// The first row that was written.
    pub(crate) fn take_first_row(&mut self) -> Option<String> {
        self.first_row.take()
    }

    /// Hands on what is not written yet.
    pub(crate) fn finish(mut self) -> io::Result<Progress> {
        self.sink.finish()?;
        self.malformed.flush()?;
        self.progress.bytes = self.sink.bytes();
        Ok(self.progress)
    }

    fn tell(&mut self) {
        self.progress.bytes = self.sink.bytes();
        if let Some(tell) = &mut self.on_progress {
            tell(&self.progress);
        }
    }
}
