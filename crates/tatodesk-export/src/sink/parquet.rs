//! Parquet: typed columns in row groups.

use std::{
    collections::HashSet,
    io::{self, Write},
    sync::Arc,
};

use bytes::Bytes;
use parquet::{
    basic::Compression,
    data_type::{BoolType, ByteArray, ByteArrayType, Int64Type},
    errors::ParquetError,
    file::{
        properties::{EnabledStatistics, WriterProperties},
        writer::{SerializedColumnWriter, SerializedFileWriter},
    },
    schema::{
        parser::parse_message_type,
        types::{ColumnPath, TypePtr},
    },
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
/// So many values are handed to the writer of a column at once.
const BATCH: usize = 1024;
/// So many values of a column say whether a dictionary is of use.
const SAMPLE: usize = 2_000;

pub(crate) struct Parquet<W: Write + Send> {
    /// Where the file goes, until its writer is made. The first row group says what is best for each column.
    to: Option<W>,
    writer: Option<SerializedFileWriter<W>>,
    schema: TypePtr,
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
        Ok(Self {
            to: Some(to),
            writer: None,
            schema: Arc::new(schema),
            layout,
            columns: columns.iter().map(|(_, kind)| Values::of(*kind)).collect(),
            rows: 0,
            bytes: 0,
            text: String::new(),
        })
    }

    pub(crate) fn row(&mut self, raw: RawRow<'_>) -> io::Result<()> {
        let mut unfit = Vec::new();
        let mut columns = self.columns.iter_mut();
        let mut extra = self.layout.row(raw, |field, value| {
            let Column { name, kind, .. } = field.column;
            let value = match (&field.treatment, value) {
                (_, None) => Typed::Null,
                (Treatment::Hash(key), Some(value)) => {
                    self.text.clear();
                    layout::write_hashed(&mut self.text, kind, value, key);
                    Typed::Text(&self.text)
                }
                (_, Some(value)) => typed::typed(kind, value, &mut self.text),
            };
            if matches!(value, Typed::Unfit) {
                unfit.push(name);
            }
            if let Some(column) = columns.next() {
                self.bytes += column.push(&value);
            }
        })?;
        for name in unfit {
            if let (true, Some(json)) = (self.layout.keeps_extra, row::member(raw.json, name)?) {
                extra.add(name.into(), json.into());
            }
        }
        if let (true, Some(column)) = (self.layout.keeps_extra, self.columns.last_mut()) {
            self.text.clear();
            extra.write(&mut self.text);
            let value = match self.text.as_str() {
                "" => Typed::Null,
                text => Typed::Text(text),
            };
            self.bytes += column.push(&value);
        }
        self.rows += 1;
        if self.rows >= GROUP_ROWS || self.bytes >= GROUP_BYTES {
            self.write_group()?;
        }
        Ok(())
    }

    /// Makes the writer, if there is none. It writes the beginning of the file.
    fn open(&mut self) -> io::Result<()> {
        let Some(to) = self.to.take() else {
            return Ok(());
        };
        // Statistics let engines pass over row groups. They are of use for numbers and times, and cost much for texts.
        let mut properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_offset_index_disabled(true)
            .set_created_by(concat!("tatodesk-export ", env!("CARGO_PKG_VERSION")).to_owned());
        for (column, values) in self.schema.get_fields().iter().zip(&self.columns) {
            let path = ColumnPath::from(column.name());
            if matches!(values.values, Kept::Texts(..)) {
                let none = EnabledStatistics::None;
                properties = properties.set_column_statistics_enabled(path.clone(), none);
            }
            if values.are_mostly_distinct() {
                properties = properties.set_column_dictionary_enabled(path, false);
            }
        }
        let schema = Arc::clone(&self.schema);
        let writer = SerializedFileWriter::new(to, schema, Arc::new(properties.build()));
        self.writer = Some(writer.map_err(io_error)?);
        Ok(())
    }

    fn write_group(&mut self) -> io::Result<()> {
        self.open()?;
        let (Some(writer), columns) = (&mut self.writer, &mut self.columns) else {
            return Ok(());
        };
        let mut write = || {
            let mut group = writer.next_row_group()?;
            for column in columns.iter_mut() {
                if let Some(writer) = group.next_column()? {
                    column.write(writer)?;
                }
            }
            group.close()
        };
        write().map_err(io_error)?;
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }

    pub(crate) fn bytes(&self) -> u64 {
        let writer = self.writer.as_ref();
        writer.map_or(0, |writer| writer.bytes_written() as u64)
    }

    pub(crate) fn finish(&mut self) -> io::Result<()> {
        if self.rows > 0 {
            self.write_group()?;
        }
        self.open()?;
        let Some(writer) = &mut self.writer else {
            return Ok(());
        };
        writer.finish().map_err(io_error)?;
        writer.inner_mut().flush()
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

    /// Whether most values of the first ones differ. A dictionary of such a column costs much, and saves nothing.
    fn are_mostly_distinct(&self) -> bool {
        let (count, distinct) = match &self.values {
            Kept::Integers(values) => {
                let sample = &values[..values.len().min(SAMPLE)];
                (sample.len(), sample.iter().collect::<HashSet<_>>().len())
            }
            Kept::Flags(_) => return false,
            Kept::Texts(bytes, ends) => {
                let sample = &ends[..ends.len().min(SAMPLE)];
                let starts = [0].iter().chain(sample);
                let texts = starts.zip(sample).map(|(start, end)| &bytes[*start..*end]);
                (sample.len(), texts.collect::<HashSet<_>>().len())
            }
        };
        distinct * 2 > count
    }

    /// Writes and forgets them.
    fn write(&mut self, mut to: SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        let levels = Some(self.levels.as_slice());
        match &mut self.values {
            Kept::Integers(values) => {
                to.typed::<Int64Type>().write_batch(values, levels, None)?;
                values.clear();
                to.close()?;
            }
            Kept::Flags(values) => {
                to.typed::<BoolType>().write_batch(values, levels, None)?;
                values.clear();
                to.close()?;
            }
            Kept::Texts(bytes, ends) => {
                let whole = Bytes::from(std::mem::take(bytes));
                let (mut start, mut rest) = (0, ends.as_slice());
                let mut batch: Vec<ByteArray> = Vec::with_capacity(BATCH);
                for levels in self.levels.chunks(BATCH) {
                    let count = levels.iter().filter(|level| **level == 1).count();
                    let (now, later) = rest.split_at(count);
                    rest = later;
                    let texts = now.iter().map(|end| {
                        let start = std::mem::replace(&mut start, *end);
                        ByteArray::from(whole.slice(start..*end))
                    });
                    batch.clear();
                    batch.extend(texts);
                    let writer = to.typed::<ByteArrayType>();
                    writer.write_batch(&batch, Some(levels), None)?;
                }
                drop(batch);
                to.close()?;
                ends.clear();
                // The next row group takes the same room.
                *bytes = Vec::from(whole);
                bytes.clear();
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
