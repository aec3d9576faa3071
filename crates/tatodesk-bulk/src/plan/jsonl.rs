//! Reads rows from JSON Lines: one object a line. It uses `row` and `text`.

use serde_json::{Map, Value};

use super::row::{BadRow, Columns, FileError, Reason, Row};
use super::text::{Encoding, decode};

/// The rows of a file of JSON Lines.
pub struct JsonRows {
    text: String,
    at: usize,
    line: u64,
    columns: Columns,
}

/// Reads a file of JSON Lines in UTF-8.
///
/// Each line is an object, whose members are named as columns are. Empty lines are ignored.
///
/// # Errors
/// When the file is not UTF-8.
pub fn read_jsonl(file: Vec<u8>, columns: &Columns) -> Result<JsonRows, FileError> {
    Ok(JsonRows {
        text: decode(file, Encoding::Utf8)?,
        at: 0,
        line: 0,
        columns: columns.clone(),
    })
}

impl Iterator for JsonRows {
    type Item = Result<Row, BadRow>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let rest = &self.text[self.at..];
            let text = rest.split_inclusive('\n').next()?;
            self.at += text.len();
            self.line += 1;
            if text.trim().is_empty() {
                continue;
            }
            let row = row(&self.columns, self.line, text);
            return Some(row.map_err(|reason| BadRow::new(self.line, reason)));
        }
    }
}

fn row(columns: &Columns, line: u64, text: &str) -> Result<Row, Reason> {
    let object: Map<String, Value> = serde_json::from_str(text).map_err(|_| Reason::NotAnObject)?;
    let member = |name: &String| match object.get(name) {
        None | Some(Value::Null) => Ok(String::new()),
        Some(Value::String(text)) => Ok(text.clone()),
        Some(Value::Number(number)) if number.is_i64() || number.is_u64() => Ok(number.to_string()),
        Some(_) => Err(Reason::NotText(name.clone())),
    };
    Ok(Row {
        line,
        to: member(&columns.to)?,
        params: columns
            .params
            .iter()
            .map(member)
            .collect::<Result<_, _>>()?,
        key: columns.key.as_ref().map(member).transpose()?,
    })
}
