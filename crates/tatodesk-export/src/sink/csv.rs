//! CSV: rows as lines of cells.

use std::io::{self, Write};

use super::Counted;
use crate::{
    cell,
    columns::Column,
    layout::{self, Layout, Treatment},
    row::RawRow,
};

pub(crate) struct Csv<W: Write> {
    to: Counted<W>,
    layout: Layout,
    decimal_comma: bool,
    line: Line,
}

impl<W: Write> Csv<W> {
    /// Writes the header.
    pub(crate) fn new(layout: Layout, mut to: Counted<W>, for_excel: bool) -> io::Result<Self> {
        let mut line = Line::new(if for_excel { ';' } else { ',' });
        let names = layout.written().map(|(_, field)| field.column.name);
        let extra = layout.keeps_extra.then_some(Column::EXTRA.name);
        for name in names.chain(extra) {
            line.cell(|cell| cell.push_str(name));
        }
        if for_excel {
            to.write_all("\u{feff}".as_bytes())?;
        }
        to.write_all(line.end().as_bytes())?;
        Ok(Self {
            to,
            layout,
            decimal_comma: for_excel,
            line,
        })
    }

    pub(crate) fn row(&mut self, raw: RawRow<'_>) -> io::Result<()> {
        let row = self.layout.row(raw)?;
        self.line.begin();
        for (place, field) in self.layout.written() {
            let kind = field.column.kind;
            self.line
                .cell(|cell| match (&row.values[place], &field.treatment) {
                    (None, _) => {}
                    (Some(value), Treatment::Hash(key)) => {
                        let mut hashed = String::new();
                        layout::write_hashed(&mut hashed, kind, value, key);
                        cell.push_str(&hashed);
                    }
                    (Some(value), _) => cell::write(cell, kind, value, self.decimal_comma),
                });
        }
        if self.layout.keeps_extra {
            self.line.cell(|cell| row.write_extra(cell));
        }
        self.to.write_all(self.line.end().as_bytes())
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.to.bytes
    }

    pub(crate) fn finish(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// A line of cells, which are put into quotes where RFC 4180 needs them.
struct Line {
    text: String,
    cells: usize,
    delimiter: char,
    /// For each byte, whether a cell that has it needs quotes.
    needs_quotes: [bool; 256],
}

impl Line {
    fn new(delimiter: char) -> Self {
        let mut needs_quotes = [false; 256];
        for byte in [delimiter, '"', '\n', '\r'] {
            needs_quotes[byte as usize] = true;
        }
        Self {
            text: String::new(),
            cells: 0,
            delimiter,
            needs_quotes,
        }
    }

    fn begin(&mut self) {
        self.text.clear();
        self.cells = 0;
    }

    /// Adds a cell, whose text `write` appends.
    fn cell(&mut self, write: impl FnOnce(&mut String)) {
        if self.cells > 0 {
            self.text.push(self.delimiter);
        }
        self.cells += 1;
        let start = self.text.len();
        write(&mut self.text);
        let mut bytes = self.text.as_bytes()[start..].iter();
        if bytes.any(|byte| self.needs_quotes[usize::from(*byte)]) {
            let text = self.text[start..].replace('"', "\"\"");
            self.text.truncate(start);
            self.text.extend(["\"", &text, "\""]);
        }
    }

    /// Ends the line. A line of one empty cell has quotes, because an empty line is no row.
    fn end(&mut self) -> &str {
        if self.text.is_empty() {
            self.text.push_str("\"\"");
        }
        self.text.push('\n');
        &self.text
    }
}
