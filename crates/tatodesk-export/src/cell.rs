//! Values of rows as the cells of a CSV file.

use std::collections::BTreeMap;

use serde_json::{Value, json, value::RawValue};
use tatodesk::jiff::civil::DateTime;
use tatodesk::wire::{DurationHms, PackedPairs, PackedThreads, WallClock, YesNo};

use crate::columns::ColumnKind;

/// Writes the cell of a value that is not null. With `decimal_comma`, a number has a comma in place of its point.
pub(crate) fn write(cell: &mut String, kind: ColumnKind, value: &RawValue, decimal_comma: bool) {
    let json = value.get();
    match serde_json::from_str::<String>(json) {
        Ok(text) => match meaning(kind, &text) {
            Some(meaning) => cell.push_str(&meaning),
            None => cell.push_str(&text),
        },
        Err(_) => match (kind, json) {
            (ColumnKind::Flag, "1") => cell.push_str("true"),
            (ColumnKind::Flag, "2") => cell.push_str("false"),
            _ if decimal_comma && is_number(json) => cell.push_str(&json.replacen('.', ",", 1)),
            _ => push_line(cell, json),
        },
    }
}

/// Writes a value that is not null, so that equal values are written alike: JSON objects and lists have no blanks, and their members are
/// in order.
pub(crate) fn write_canonical(cell: &mut String, kind: ColumnKind, value: &RawValue) {
    let is_tree = value.get().starts_with(['{', '[']);
    match is_tree.then(|| serde_json::from_str::<Value>(value.get())) {
        Some(Ok(mut tree)) => {
            tree.sort_all_objects();
            cell.push_str(&tree.to_string());
        }
        _ => write(cell, kind, value, false),
    }
}

/// Appends JSON without its line breaks. They stand between its tokens only, because a text has them escaped.
pub(crate) fn push_line(line: &mut String, json: &str) {
    if json.contains(['\n', '\r']) {
        line.extend(json.chars().filter(|c| !matches!(c, '\n' | '\r')));
    } else {
        line.push_str(json);
    }
}

fn is_number(json: &str) -> bool {
    json.starts_with(|c: char| c == '-' || c.is_ascii_digit())
}

/// What a text says as a flag.
pub(crate) fn flag(text: &str) -> Option<bool> {
    match text {
        "1" => Some(true),
        "2" => Some(false),
        _ => YesNo::from_wire(text).get(),
    }
}

/// The civil time that a text says.
pub(crate) fn civil_time(text: &str) -> Option<DateTime> {
    WallClock::from_wire(text).get()
}

/// The seconds of a duration.
pub(crate) fn seconds(text: &str) -> Option<i64> {
    i64::try_from(DurationHms::from_wire(text).get()?.as_secs()).ok()
}

/// What a text means under the kind of its column, in the form of a cell.
pub(crate) fn meaning(kind: ColumnKind, text: &str) -> Option<String> {
    match kind {
        ColumnKind::Flag => flag(text).map(|yes| yes.to_string()),
        ColumnKind::DateTime => Some(civil_time(text)?.to_string().replacen('T', " ", 1)),
        ColumnKind::Duration => {
            let seconds = seconds(text)?;
            let (minutes, second) = (seconds / 60, seconds % 60);
            Some(format!(
                "{:02}:{:02}:{second:02}",
                minutes / 60,
                minutes % 60
            ))
        }
        ColumnKind::Pairs if !text.is_empty() => Some(pairs(text)),
        ColumnKind::Threads if !text.is_empty() => Some(threads(text)),
        _ => None,
    }
}

fn pairs(text: &str) -> String {
    let packed = PackedPairs::from(text);
    let mut names: Vec<&str> = Vec::new();
    let mut values: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, value) in packed.pairs() {
        let known = values.entry(name).or_default();
        if known.is_empty() {
            names.push(name);
        }
        known.push(value);
    }
    let members = names.iter().map(|name| match values[name].as_slice() {
        [value] => (*name, json!(value)),
        several => (*name, json!(several)),
    });
    object(members)
}

/// A JSON object whose members stay in this order.
fn object<'a>(members: impl Iterator<Item = (&'a str, Value)>) -> String {
    let members: Vec<String> = members
        .map(|(name, value)| format!("{}:{value}", json!(name)))
        .collect();
    format!("{{{}}}", members.join(","))
}

fn threads(text: &str) -> String {
    let packed = PackedThreads::from(text);
    let threads: Vec<String> = packed
        .threads()
        .map(|thread| {
            let members = [
                ("subject", json!(thread.subject)),
                ("emails", json!(thread.emails)),
            ];
            object(members.into_iter())
        })
        .collect();
    format!("[{}]", threads.join(","))
}

#[cfg(test)]
mod tests;
