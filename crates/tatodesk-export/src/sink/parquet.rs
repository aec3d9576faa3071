//! Parquet: typed columns in row groups.

use std::{
    borrow::Cow,
    io::{self, Write},
    sync::Arc,
};

use bytes::Bytes;
use parquet::{
    basic::Compression,
    data_type::{BoolType, ByteArray, ByteArrayType, Int64Type},
    errors::ParquetError,
    file::{
        properties::WriterProperties,
        writer::{SerializedColumnWriter, SerializedFileWriter},
    },
    schema::parser::parse_message_type,
};

use super::typed::{self, Typed};
use crate::{
    columns::{Column, ColumnKind},
    layout::{self, Layout, Treatment},
    row::{self, RawRow},
};

/// A row group is written when its values take this number of bytes in memory, or when it has this number of rows. Both bound the
/// memory, whatever the rows are; readers work best with groups of about 100,000 rows.
const GROUP_BYTES: usize = if cfg!(test) { 1 << 20 } else { 16 << 20 };
const GROUP_ROWS: usize = if cfg!(test) { 1_000 } else { 100_000 };

pub(crate) struct Parquet<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    layout: Layout,
    /// The columns of the layout that are written, and then `extra`.
    columns: Vec<Values>,
    rows: usize,
    bytes: usize,
    text: String,
}

impl<W: Write + Send> Parquet<W> {
    pub(crate) fn new(layout: Layout, to: W) -> io::Result<Self> {
        let kind = |treatment: &Treatment, kind| match treatment {
            Treatment::Hash(_) => ColumnKind::Text,
            _ => kind,
        };
        let written = layout.written();
        let written = written.map(|(_, field)| {
            let Column { name, kind: of, .. } = field.column;
            (name, kind(&field.treatment, of))
        });
        let extra = (Column::EXTRA.name, Column::EXTRA.kind);
        let columns: Vec<_> = written.chain(layout.keeps_extra.then_some(extra)).collect();
        let mut schema = String::from("message row {");
        for (name, kind) in &columns {
            let (physical, logical) = typed::declared(*kind);
            schema.push_str(&format!(" OPTIONAL {physical} {name} {logical};"));
        }
        schema.push('}');
        let schema = parse_message_type(&schema).map_err(io_error)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(concat!("tatodesk-export ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let writer = SerializedFileWriter::new(to, Arc::new(schema), Arc::new(properties));
        Ok(Self {
            writer: writer.map_err(io_error)?,
            layout,
            columns: columns.iter().map(|(_, kind)| Values::of(*kind)).collect(),
            rows: 0,
            bytes: 0,
            text: String::new(),
        })
    }

    pub(crate) fn row(&mut self, raw: RawRow<'_>) -> io::Result<()> {
        let mut row = self.layout.row(raw)?;
        let mut unfit = Vec::new();
        for ((place, field), column) in self.layout.written().zip(&mut self.columns) {
            let Column { name, kind, .. } = field.column;
            let value = match (&field.treatment, &row.values[place]) {
                (_, None) => Typed::Null,
                (Treatment::Hash(key), Some(value)) => {
                    self.text.clear();
                    layout::write_hashed(&mut self.text, kind, value, key);
                    Typed::Text(Cow::Borrowed(&self.text))
                }
                (_, Some(value)) => typed::typed(kind, value),
            };
            if matches!(value, Typed::Unfit) {
                unfit.push(name);
            }
            self.bytes += column.push(&value);
        }
        for name in unfit {
            if let (true, Some(json)) = (self.layout.keeps_extra, row::member(raw.json, name)?) {
                row.add_extra(name.into(), json.into());
            }
        }
        if let (true, Some(column)) = (self.layout.keeps_extra, self.columns.last_mut()) {
            self.text.clear();
            row.write_extra(&mut self.text);
            let value = match self.text.as_str() {
                "" => Typed::Null,
                text => Typed::Text(text.into()),
            };
            self.bytes += column.push(&value);
        }
        self.rows += 1;
        if self.rows >= GROUP_ROWS || self.bytes >= GROUP_BYTES {
            self.write_group()?;
        }
        Ok(())
    }

    fn write_group(&mut self) -> io::Result<()> {
        let columns = &mut self.columns;
        let mut write = || {
            let mut group = self.writer.next_row_group()?;
            for column in columns.iter_mut() {
                if let Some(mut writer) = group.next_column()? {
                    column.write(&mut writer)?;
                    writer.close()?;
                }
            }
            group.close()
        };
        write().map_err(io_error)?;
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.writer.bytes_written() as u64
    }

    pub(crate) fn finish(&mut self) -> io::Result<()> {
        if self.rows > 0 {
            self.write_group()?;
        }
        self.writer.finish().map_err(io_error)?;
        self.writer.inner_mut().flush()
    }
}

/// The values of one column in a row group that is not written yet.
struct Values {
    /// For each row, 1 if there is a value, and 0 for null.
    levels: Vec<i16>,
    values: Kept,
}

enum Kept {
    Integers(Vec<i64>),
    Flags(Vec<bool>),
    /// The texts one after the other, and where each ends.
    Texts(Vec<u8>, Vec<usize>),
}

impl Values {
    fn of(kind: ColumnKind) -> Self {
        let values = match typed::declared(kind).0 {
            "INT64" => Kept::Integers(Vec::new()),
            "BOOLEAN" => Kept::Flags(Vec::new()),
            _ => Kept::Texts(Vec::new(), Vec::new()),
        };
        let levels = Vec::new();
        Self { levels, values }
    }

    /// Adds the value of a row. Returns about how many bytes that takes.
    fn push(&mut self, value: &Typed<'_>) -> usize {
        let size = match (&mut self.values, value) {
            (Kept::Integers(values), Typed::Integer(value)) => {
                values.push(*value);
                size_of::<i64>()
            }
            (Kept::Flags(values), Typed::Flag(value)) => {
                values.push(*value);
                size_of::<bool>()
            }
            (Kept::Texts(bytes, ends), Typed::Text(text)) => {
                bytes.extend_from_slice(text.as_bytes());
                ends.push(bytes.len());
                text.len() + size_of::<usize>()
            }
            _ => {
                self.levels.push(0);
                return size_of::<i16>();
            }
        };
        self.levels.push(1);
        size + size_of::<i16>()
    }

    /// Writes and forgets them.
    fn write(&mut self, to: &mut SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        let levels = Some(self.levels.as_slice());
        match &mut self.values {
            Kept::Integers(values) => {
                to.typed::<Int64Type>().write_batch(values, levels, None)?;
                values.clear();
            }
            Kept::Flags(values) => {
                to.typed::<BoolType>().write_batch(values, levels, None)?;
                values.clear();
            }
            Kept::Texts(bytes, ends) => {
                let whole = Bytes::from(std::mem::take(bytes));
                let mut start = 0;
                let texts: Vec<ByteArray> = ends
                    .drain(..)
                    .map(|end| whole.slice(std::mem::replace(&mut start, end)..end).into())
                    .collect();
                to.typed::<ByteArrayType>()
                    .write_batch(&texts, levels, None)?;
            }
        }
        self.levels.clear();
        Ok(())
    }
}

/// The error of the writer below, or else Parquet's own.
fn io_error(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(source) => match source.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(source) => io::Error::other(source),
        },
        error => io::Error::other(error),
    }
}

#[cfg(test)]
mod tests;
