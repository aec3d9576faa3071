//! Formats, and the sinks that write rows in them.
//!
//! Each format has a file. They use the layout of the columns, and write to any writer; `writing` uses them.

mod csv;
mod json_lines;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(feature = "parquet")]
mod typed;

use std::io::{self, Write};

use crate::{layout::Layout, row::RawRow};
use csv::Csv;
use json_lines::JsonLines;
#[cfg(feature = "parquet")]
use parquet::Parquet;

/// How a file of rows is written. Texts are UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// One JSON object a line: each row exactly as it came, without its line breaks.
    JsonLines,
    /// A header, and a line for each row, with a comma between cells. Null and an empty text are both an empty cell.
    Csv,
    /// CSV as Excel reads it in Brazil: a semicolon between cells, a comma in decimal numbers, and a byte-order mark in front.
    CsvForExcel,
    /// Apache Parquet: typed columns, in row groups that are compressed with Snappy. Feature `parquet`.
    #[cfg(feature = "parquet")]
    Parquet,
}

impl Format {
    /// How the names of its files end, without the point: `jsonl`, `csv` or `parquet`.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::JsonLines => "jsonl",
            Self::Csv | Self::CsvForExcel => "csv",
            #[cfg(feature = "parquet")]
            Self::Parquet => "parquet",
        }
    }
}

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
pub(crate) enum Sink<W: Write + Send> {
    JsonLines(JsonLines<W>),
    Csv(Box<Csv<W>>),
    #[cfg(feature = "parquet")]
    Parquet(Box<Parquet<W>>),
}

impl<W: Write + Send> Sink<W> {
    /// Writes what stands before the first row.
    pub(crate) fn new(format: Format, layout: Layout, to: W) -> io::Result<Self> {
        let to = Counted { to, bytes: 0 };
        Ok(match format {
            Format::JsonLines => Self::JsonLines(JsonLines::new(layout, to)),
            Format::Csv => Self::Csv(Box::new(Csv::new(layout, to, false)?)),
            Format::CsvForExcel => Self::Csv(Box::new(Csv::new(layout, to, true)?)),
            #[cfg(feature = "parquet")]
            Format::Parquet => Self::Parquet(Box::new(Parquet::new(layout, to.to)?)),
        })
    }

    /// Writes one row.
    pub(crate) fn row(&mut self, row: RawRow<'_>) -> io::Result<()> {
        match self {
            Self::JsonLines(sink) => sink.row(row.json),
            Self::Csv(sink) => sink.row(row),
            #[cfg(feature = "parquet")]
            Self::Parquet(sink) => sink.row(row),
        }
    }

    /// How many bytes were handed on.
    pub(crate) fn bytes(&self) -> u64 {
        match self {
            Self::JsonLines(sink) => sink.bytes(),
            Self::Csv(sink) => sink.bytes(),
            #[cfg(feature = "parquet")]
            Self::Parquet(sink) => sink.bytes(),
        }
    }

    /// Writes what stands after the last row, and hands on all bytes.
    pub(crate) fn finish(&mut self) -> io::Result<()> {
        match self {
            Self::JsonLines(sink) => sink.finish(),
            Self::Csv(sink) => sink.finish(),
            #[cfg(feature = "parquet")]
            Self::Parquet(sink) => sink.finish(),
        }
    }
}

#[cfg(test)]
mod tests;
