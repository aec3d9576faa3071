//! Formats, and the sinks that write rows in them.

use std::{
    borrow::Cow,
    fmt,
    io::{self, Write},
};

use serde::{
    Deserialize, Serializer as _,
    de::{Deserializer as _, MapAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::{cell, columns::Column};

/// How a file of rows is written. Both formats are UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// One JSON object a line: each row exactly as it came, without its line breaks.
    JsonLines,
    /// A header, and a line for each row, with a comma between cells. Null and an empty text are both an empty cell.
    Csv,
    /// CSV as Excel reads it in Brazil: a semicolon between cells, a comma in decimal numbers, and a byte-order mark in front.
    CsvForExcel,
}

/// The column of a CSV file with the members that the spec does not know, as one JSON object.
pub(crate) const EXTRA: &str = "extra";

/// A writer that counts bytes.
pub(crate) struct Counted<W> {
    to: W,
    bytes: u64,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        let written = self.to.write(piece)?;
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// Writes rows.
pub(crate) enum Sink<W: Write> {
    JsonLines(Counted<W>, String),
    Csv(Box<Csv<W>>),
}

impl<W: Write> Sink<W> {
    /// Writes what stands before the first row.
    pub(crate) fn new(format: Format, columns: &'static [Column], to: W) -> io::Result<Self> {
        let mut to = Counted { to, bytes: 0 };
        let for_excel = match format {
            Format::JsonLines => return Ok(Self::JsonLines(to, String::new())),
            Format::Csv => false,
            Format::CsvForExcel => true,
        };
        if for_excel {
            to.write_all("\u{feff}".as_bytes())?;
        }
        let mut writer = csv::WriterBuilder::new()
            .delimiter(if for_excel { b';' } else { b',' })
            .from_writer(to);
        let names = columns.iter().map(|column| column.name);
        writer.write_record(names.chain([EXTRA]))?;
        Ok(Self::Csv(Box::new(Csv {
            writer,
            columns,
            decimal_comma: for_excel,
            cell: String::new(),
        })))
    }

    /// Writes one row, which is a JSON object.
    pub(crate) fn row(&mut self, json: &str) -> io::Result<()> {
        match self {
            Self::JsonLines(to, line) => {
                line.clear();
                cell::push_line(line, json);
                line.push('\n');
                to.write_all(line.as_bytes())
            }
            Self::Csv(csv) => csv.row(json),
        }
    }

    /// How many bytes were handed on.
    pub(crate) fn bytes(&self) -> u64 {
        match self {
            Self::JsonLines(to, _) => to.bytes,
            Self::Csv(csv) => csv.writer.get_ref().bytes,
        }
    }

    pub(crate) fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::JsonLines(to, _) => to.flush(),
            Self::Csv(csv) => csv.writer.flush(),
        }
    }
}

/// Writes rows as lines of cells.
pub(crate) struct Csv<W: Write> {
    writer: csv::Writer<Counted<W>>,
    columns: &'static [Column],
    decimal_comma: bool,
    cell: String,
}

impl<W: Write> Csv<W> {
    fn row(&mut self, json: &str) -> io::Result<()> {
        let members = serde_json::Deserializer::from_str(json).deserialize_map(Members)?;
        let mut cells: Vec<Option<&RawValue>> = vec![None; self.columns.len()];
        let mut extra: Vec<(Cow<'_, str>, &RawValue)> = Vec::new();
        for (place, (name, value)) in members.into_iter().enumerate() {
            match self.place(&name, place) {
                Some(column) => cells[column] = Some(value),
                None => match extra.iter_mut().find(|(known, _)| *known == name) {
                    Some(known) => known.1 = value,
                    None => extra.push((name, value)),
                },
            }
        }
        for (column, value) in self.columns.iter().zip(cells) {
            self.cell.clear();
            if let Some(value) = value.filter(|value| value.get() != "null") {
                cell::write(&mut self.cell, column.kind, value, self.decimal_comma);
            }
            self.writer.write_field(&self.cell)?;
        }
        self.cell.clear();
        if !extra.is_empty() {
            cell::push_line(&mut self.cell, &object(&extra)?);
        }
        self.writer.write_field(&self.cell)?;
        Ok(self.writer.write_record(None::<&[u8]>)?)
    }

    /// The column of a member. Rows mostly have their members in the order of the columns.
    fn place(&self, name: &str, likely: usize) -> Option<usize> {
        let is_it = |column: &Column| column.name == name;
        match self.columns.get(likely).is_some_and(is_it) {
            true => Some(likely),
            false => self.columns.iter().position(is_it),
        }
    }
}

/// A JSON object of these members.
fn object(members: &[(Cow<'_, str>, &RawValue)]) -> io::Result<String> {
    let mut json = Vec::new();
    let mut object = serde_json::Serializer::new(&mut json);
    object.collect_map(members.iter().map(|(name, value)| (name, value)))?;
    String::from_utf8(json).map_err(io::Error::other)
}

#[derive(Deserialize)]
#[serde(transparent)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

/// Reads the members of an object in their order.
struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Vec<(Cow<'de, str>, &'de RawValue)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some((Name(name), value)) = map.next_entry()? {
            members.push((name, value));
        }
        Ok(members)
    }
}

#[cfg(test)]
mod tests;
