//! Reads rows from CSV files as spreadsheets write them. It uses `row` and `text`.

use std::io::Cursor;

use csv::{ByteRecord, Reader, ReaderBuilder, StringRecord};

use super::row::{BadRow, Columns, FileError, Reason, Row};
use super::text::{Encoding, decode, line_of};

/// The longest cell that a row may use, in characters.
const LONGEST_CELL: usize = 4096;

/// The rows of a CSV file.
pub struct CsvRows {
    reader: Reader<Cursor<String>>,
    record: StringRecord,
    to: usize,
    params: Vec<usize>,
    key: Option<usize>,
    width: usize,
    /// How far lines are counted, and the line there.
    counted: usize,
    line: u64,
}

/// Reads a CSV file whose first line has the names of its columns.
///
/// Fields are separated by `,`, `;` or a tab, whichever shows the columns; lines end with LF, CR LF or CR. Blanks around the names of
/// columns, empty lines, and Excel's line `sep=;` are ignored.
///
/// # Errors
/// When the text cannot be read, when a column is missing or stands twice, or when a quote is not closed.
///
/// ```
/// use tatodesk_bulk::{Columns, Encoding, read_csv};
///
/// let file = "nome;telefone\r\nMarina;(81) 90000-0001\r\n";
/// let rows = read_csv(file.as_bytes().to_vec(), Encoding::Auto, &Columns::new("telefone").params(["nome"]))?;
/// assert_eq!(rows.count(), 1);
/// # Ok::<(), tatodesk_bulk::FileError>(())
/// ```
pub fn read_csv(
    file: Vec<u8>,
    encoding: Encoding,
    columns: &Columns,
) -> Result<CsvRows, FileError> {
    let mut text = decode(file, encoding)?;
    if !text.contains('\n') {
        // The reader counts lines by LF.
        text = text.replace('\r', "\n");
    }
    let (delimiter, skipped_lines) = match named_delimiter(&text) {
        Some((delimiter, end)) => {
            text.drain(..end);
            (Some(delimiter), 1)
        }
        None => (None, 0),
    };
    let delimiter = delimiter.unwrap_or_else(|| best_delimiter(&text, columns));
    closed_quotes(&text, delimiter, skipped_lines)?;
    let mut reader = reader(text, delimiter);
    let names = header(&mut reader);
    let line = skipped_lines + 1;
    let place = |name: &str| {
        let mut places = names
            .iter()
            .enumerate()
            .filter(|(_, it)| *it == name.trim());
        match (places.next(), places.next()) {
            (Some((place, _)), None) => Ok(place),
            (None, _) => Err(FileError::new(
                line,
                format!(
                    "no column is named {name}; the first line must have the names of the columns"
                ),
            )),
            (Some(_), Some(_)) => Err(FileError::new(
                line,
                format!("several columns are named {name}"),
            )),
        }
    };
    let params = columns.params.iter().map(|name| place(name));
    Ok(CsvRows {
        to: place(&columns.to)?,
        params: params.collect::<Result<_, _>>()?,
        key: columns.key.as_deref().map(place).transpose()?,
        width: names.len(),
        record: StringRecord::new(),
        reader,
        counted: 0,
        line: skipped_lines + 1,
    })
}

fn reader(text: String, delimiter: u8) -> Reader<Cursor<String>> {
    ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(Cursor::new(text))
}

fn header(reader: &mut Reader<Cursor<String>>) -> Vec<String> {
    let mut record = StringRecord::new();
    let read = reader.read_record(&mut record).unwrap_or(false);
    let names = record.iter().map(|name| name.trim().to_owned());
    if read { names.collect() } else { Vec::new() }
}

/// The delimiter that a first line `sep=;` names, and where that line ends.
fn named_delimiter(text: &str) -> Option<(u8, usize)> {
    let rest = text.strip_prefix("sep=")?;
    let delimiter = *rest.as_bytes().first().filter(|it| it.is_ascii())?;
    let after = &rest[1..];
    let end = ["\r\n", "\n", "\r"]
        .into_iter()
        .find(|end| after.starts_with(end))?;
    Some((delimiter, text.len() - after.len() + end.len()))
}

/// The delimiter under which the most columns of the campaign are found; of equal ones, that which makes the most columns.
fn best_delimiter(text: &str, columns: &Columns) -> u8 {
    let first_line: String = text.split_inclusive(['\n', '\r']).take(32).collect();
    let found = |delimiter: u8| {
        let names = header(&mut reader(first_line.clone(), delimiter));
        let known = columns
            .names()
            .filter(|name| names.iter().any(|it| it == name.trim()));
        (known.count(), names.len())
    };
    // Of equal ones `max_by_key` takes the last, so the comma stands there.
    *b"\t;,"
        .iter()
        .max_by_key(|delimiter| found(**delimiter))
        .unwrap_or(&b',')
}

/// An unclosed quote swallows all rows behind it, so the file is refused.
fn closed_quotes(text: &str, delimiter: u8, skipped_lines: u64) -> Result<(), FileError> {
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut record = ByteRecord::new();
    let mut start = 0;
    while reader.read_byte_record(&mut record).unwrap_or(false) {
        let end = usize::try_from(reader.position().byte()).unwrap_or(text.len());
        let raw = text.as_bytes()[start..end.min(text.len())].trim_ascii();
        let broken = record
            .iter()
            .any(|cell| cell.contains(&b'\n') || cell.contains(&b'\r'));
        let quotes = raw.iter().filter(|byte| **byte == b'"').count();
        if (broken || end >= text.len()) && quotes % 2 == 1 && opens(raw, delimiter) {
            let at = start
                + text.as_bytes()[start..]
                    .iter()
                    .take_while(|it| it.is_ascii_whitespace())
                    .count();
            let line = line_of(text.as_bytes(), at) + skipped_lines;
            return Err(FileError::new(line, "a quote is not closed"));
        }
        start = end.min(text.len());
    }
    Ok(())
}

/// Whether a field of the record begins with a quote.
fn opens(raw: &[u8], delimiter: u8) -> bool {
    raw.first() == Some(&b'"') || raw.windows(2).any(|pair| pair == [delimiter, b'"'])
}

impl Iterator for CsvRows {
    type Item = Result<Row, BadRow>;

    fn next(&mut self) -> Option<Self::Item> {
        // Text in memory that is UTF-8 does not fail to read.
        if !self.reader.read_record(&mut self.record).unwrap_or(false) {
            return None;
        }
        let start = self.record.position().map_or(0, csv::Position::byte);
        let line = self.line_at(usize::try_from(start).unwrap_or(usize::MAX));
        Some(self.row(line).map_err(|reason| BadRow::new(line, reason)))
    }
}

impl CsvRows {
    /// The line of a record. The reader's own position is before the line ends that it skips.
    fn line_at(&mut self, start: usize) -> u64 {
        let text = self.reader.get_ref().get_ref().as_bytes();
        let start = start.min(text.len());
        let skipped = text[start..]
            .iter()
            .take_while(|byte| matches!(byte, b'\r' | b'\n'));
        let start = start + skipped.count();
        self.line += line_of(&text[self.counted..], start - self.counted) - 1;
        self.counted = start;
        self.line
    }

    fn row(&self, line: u64) -> Result<Row, Reason> {
        let found = self.record.len();
        let surplus = self.record.iter().skip(self.width);
        if found < self.width || surplus.clone().any(|cell| !cell.trim().is_empty()) {
            let expected = self.width;
            return Err(Reason::Columns { expected, found });
        }
        let cell = |place: usize| {
            let text = self.record.get(place).unwrap_or_default();
            match text.len() > LONGEST_CELL && text.chars().count() > LONGEST_CELL {
                true => Err(Reason::LongCell(place + 1)),
                false => Ok(text.to_owned()),
            }
        };
        Ok(Row {
            line,
            to: cell(self.to)?,
            params: self
                .params
                .iter()
                .map(|place| cell(*place))
                .collect::<Result<_, _>>()?,
            key: self.key.map(cell).transpose()?,
        })
    }
}
