//! Values of rows as the cells of a CSV file.

use std::{collections::BTreeMap, fmt::Write as _};

use serde_json::{Value as Tree, json};
use tatodesk::jiff::civil::DateTime;
use tatodesk::wire::{DurationHms, PackedPairs, PackedThreads, WallClock, YesNo};

use crate::{
    columns::ColumnKind,
    plain::{self, PlainTime},
    row::{Value, text},
};

/// Writes the cell of a value. With `decimal_comma`, a number has a comma in place of its point.
///
/// Returns whether the cell can have a byte for which CSV needs quotes. Numbers, flags and most times have none.
pub(crate) fn write(
    cell: &mut String,
    kind: ColumnKind,
    value: &Value<'_>,
    decimal_comma: bool,
) -> bool {
    match value {
        Value::Text(text) => match kind {
            ColumnKind::Text => cell.push_str(text),
            ColumnKind::Duration if plain::seconds(text).is_some() => {
                cell.push_str(text);
                return false;
            }
            ColumnKind::DateTime => match PlainTime::read(text) {
                Some(plain) => {
                    cell.push_str(plain.date);
                    cell.push(' ');
                    cell.push_str(plain.time);
                    return false;
                }
                None if write_meaning(cell, kind, text).is_none() => cell.push_str(text),
                None => {}
            },
            _ if write_meaning(cell, kind, text).is_none() => cell.push_str(text),
            _ => {}
        },
        Value::Json(json) => match (kind, *json) {
            (ColumnKind::Flag, "1") => cell.push_str("true"),
            (ColumnKind::Flag, "2") => cell.push_str("false"),
            (ColumnKind::Json, json) if json.starts_with('"') => {
                cell.push_str(&text(json).unwrap_or(json.into()));
            }
            (_, json) if is_number(json) => {
                match decimal_comma {
                    true => cell.push_str(&json.replacen('.', ",", 1)),
                    false => cell.push_str(json),
                }
                return false;
            }
            _ => push_line(cell, json),
        },
    }
    true
}

/// Appends a text as JSON.
pub(crate) fn push_text(json: &mut String, text: &str) {
    if is_plain(text) {
        json.push('"');
        json.push_str(text);
        json.push('"');
    } else {
        json.push_str(&Tree::from(text).to_string());
    }
}

/// Whether JSON has a text without escapes.
fn is_plain(text: &str) -> bool {
    // Without a branch, so that the compiler compares many bytes at once.
    let is_plain = |byte: u8| (byte >= b' ') & (byte != b'"') & (byte != b'\\');
    text.bytes()
        .fold(true, |plain, byte| plain & is_plain(byte))
}

/// Writes a value so that equal values are written alike: JSON objects and lists have no blanks, and their members are in order.
pub(crate) fn write_canonical(cell: &mut String, kind: ColumnKind, value: &Value<'_>) {
    let tree = match value {
        Value::Json(json) if json.starts_with(['{', '[']) => serde_json::from_str::<Tree>(json),
        _ => {
            write(cell, kind, value, false);
            return;
        }
    };
    match tree {
        Ok(mut tree) => {
            tree.sort_all_objects();
            cell.push_str(&tree.to_string());
        }
        Err(_) => {
            write(cell, kind, value, false);
        }
    }
}

/// Appends JSON without its line breaks. They stand between its tokens only, because a text has them escaped.
pub(crate) fn push_line(line: &mut String, json: &str) {
    if has_line_break(json) {
        line.extend(json.chars().filter(|c| !matches!(c, '\n' | '\r')));
    } else {
        line.push_str(json);
    }
}

/// Whether JSON is on more than one line.
pub(crate) fn has_line_break(json: &str) -> bool {
    memchr::memchr2(b'\n', b'\r', json.as_bytes()).is_some()
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
    if let Some(seconds) = plain::seconds(text) {
        return Some(seconds);
    }
    i64::try_from(DurationHms::from_wire(text).get()?.as_secs()).ok()
}

/// Writes what a text means under the kind of its column, in the form of a cell. A text that is nothing of the kind means nothing.
pub(crate) fn write_meaning(cell: &mut String, kind: ColumnKind, text: &str) -> Option<()> {
    match kind {
        ColumnKind::Flag => cell.push_str(if flag(text)? { "true" } else { "false" }),
        ColumnKind::DateTime => {
            let time = civil_time(text)?;
            write!(cell, "{} {}", time.date(), time.time()).ok()?;
        }
        ColumnKind::Duration => {
            let seconds = seconds(text)?;
            let (minutes, second) = (seconds / 60, seconds % 60);
            let (hour, minute) = (minutes / 60, minutes % 60);
            write!(cell, "{hour:02}:{minute:02}:{second:02}").ok()?;
        }
        ColumnKind::Pairs if !text.is_empty() => {
            if !write_plain_pairs(cell, text, &IN_JSON) {
                cell.push_str(&gathered(PackedPairs::pairs_of(text)));
            }
        }
        ColumnKind::Threads if !text.is_empty() => cell.push_str(&threads(text)),
        _ => return None,
    }
    Some(())
}

/// Pairs that are looked through without a map.
const FEW: usize = 16;

/// What stands around the names and values of a JSON object of texts: in front of the first name, in front of the others, between name
/// and value, and behind the last value.
pub(crate) type Around = [&'static str; 4];

/// As JSON is.
const IN_JSON: Around = ["{\"", "\",\"", "\":\"", "\"}"];

/// As it is in a CSV cell, where each quote is doubled.
pub(crate) const IN_CSV: Around = ["{\"\"", "\"\",\"\"", "\"\":\"\"", "\"\"}"];

/// Writes pairs as a JSON object. False, and nothing is written, if a text needs an escape, a name comes twice, or there are many.
pub(crate) fn write_plain_pairs(to: &mut String, text: &str, around: &Around) -> bool {
    if !is_plain(text) {
        return false;
    }
    let start = to.len();
    let mut names = [""; FEW];
    let [first, next, between, last] = around;
    for (count, (name, value)) in PackedPairs::pairs_of(text).enumerate() {
        if count == FEW || names[..count].contains(&name) {
            to.truncate(start);
            return false;
        }
        names[count] = name;
        let before = if count == 0 { first } else { next };
        for piece in [before, name, between, value] {
            to.push_str(piece);
        }
    }
    to.push_str(last);
    true
}

/// Pairs of which a name may come twice.
fn gathered<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut names: Vec<&str> = Vec::new();
    let mut values: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, value) in pairs {
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
fn object<'a>(members: impl Iterator<Item = (&'a str, Tree)>) -> String {
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
