//! CSV: rows as lines of cells.

use std::io::{self, Write};

use super::Counted;
use crate::{
    cell,
    columns::{Column, ColumnKind},
    layout::{self, Layout, Treatment},
    row::{RawRow, Value},
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
            line.text(name);
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
        let line = &mut self.line;
        line.begin();
        let extra = self.layout.row(raw, |field, value| {
            let kind = field.column.kind;
            match (value, &field.treatment) {
                (None, _) => line.cell(|_| false),
                (Some(value), Treatment::Hash(key)) => {
                    let mut hashed = String::new();
                    layout::write_hashed(&mut hashed, kind, value, key);
                    line.text(&hashed);
                }
                (Some(Value::Text(text)), _) if kind == ColumnKind::Text => line.text(text),
                (Some(Value::Text(text)), _) if kind == ColumnKind::Pairs => line.pairs(text),
                (Some(value), _) => {
                    line.cell(|cell| cell::write(cell, kind, value, self.decimal_comma));
                }
            }
        })?;
        if self.layout.keeps_extra {
            line.cell(|cell| extra.write(cell));
        }
        self.to.write_all(line.end().as_bytes())
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

    /// Adds a cell, which `write` appends. It returns whether the cell can need quotes.
    fn cell(&mut self, write: impl FnOnce(&mut String) -> bool) {
        let start = self.next();
        if write(&mut self.text) && self.needs_quotes(&self.text[start..]) {
            let text = self.text[start..].replace('"', "\"\"");
            self.text.truncate(start);
            self.quoted(&text);
        }
    }

    /// Adds a cell of this text.
    fn text(&mut self, text: &str) {
        self.next();
        match self.needs_quotes(text) {
            true => self.quoted(&text.replace('"', "\"\"")),
            false => self.text.push_str(text),
        }
    }

    /// Adds a cell of pairs, which are JSON and so have quotes.
    fn pairs(&mut self, text: &str) {
        let start = self.next();
        self.text.push('"');
        if !text.is_empty() && cell::write_plain_pairs(&mut self.text, text, &cell::IN_CSV) {
            self.text.push('"');
            return;
        }
        self.text.truncate(start);
        let mut json = String::new();
        if cell::write_meaning(&mut json, ColumnKind::Pairs, text).is_some() {
            self.quoted(&json.replace('"', "\"\""));
        }
    }

    /// Where the next cell begins.
    fn next(&mut self) -> usize {
        if self.cells > 0 {
            self.text.push(self.delimiter);
        }
        self.cells += 1;
        self.text.len()
    }

    fn needs_quotes(&self, cell: &str) -> bool {
        let bytes = cell.bytes();
        bytes.fold(false, |any, byte| {
            any | self.needs_quotes[usize::from(byte)]
        })
    }

    fn quoted(&mut self, text: &str) {
        self.text.push('"');
        self.text.push_str(text);
        self.text.push('"');
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
