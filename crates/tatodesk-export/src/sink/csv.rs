//! CSV: rows as lines of cells.

use std::io::{self, Write};

use super::Counted;
use crate::{
    cell,
    columns::Column,
    layout::{self, Layout, Treatment},
};

pub(crate) struct Csv<W: Write> {
    writer: csv::Writer<Counted<W>>,
    layout: Layout,
    decimal_comma: bool,
    cell: String,
}

impl<W: Write> Csv<W> {
    /// Writes the header.
    pub(crate) fn new(layout: Layout, mut to: Counted<W>, for_excel: bool) -> io::Result<Self> {
        if for_excel {
            to.write_all("\u{feff}".as_bytes())?;
        }
        let mut writer = csv::WriterBuilder::new()
            .delimiter(if for_excel { b';' } else { b',' })
            .from_writer(to);
        let names = layout.written().map(|(_, field)| field.column.name);
        let extra = layout.keeps_extra.then_some(Column::EXTRA.name);
        writer.write_record(names.chain(extra))?;
        Ok(Self {
            writer,
            layout,
            decimal_comma: for_excel,
            cell: String::new(),
        })
    }

    pub(crate) fn row(&mut self, json: &str) -> io::Result<()> {
        let row = self.layout.row(json)?;
        for (place, field) in self.layout.written() {
            self.cell.clear();
            if let Some(value) = row.values[place].filter(|value| value.get() != "null") {
                let kind = field.column.kind;
                match &field.treatment {
                    Treatment::Hash(key) => {
                        layout::write_hashed(&mut self.cell, kind, value, key);
                    }
                    _ => cell::write(&mut self.cell, kind, value, self.decimal_comma),
                }
            }
            self.writer.write_field(&self.cell)?;
        }
        if self.layout.keeps_extra {
            self.cell.clear();
            row.write_extra(&mut self.cell);
            self.writer.write_field(&self.cell)?;
        }
        Ok(self.writer.write_record(None::<&[u8]>)?)
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.writer.get_ref().bytes
    }

    pub(crate) fn finish(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}
