//! Identifiers of the documentation are those of real records, so none of them may stand in the spec. The lint knows
//! them by a hash only.

use serde_json::Value;

use crate::lint::document::model::Document;
use crate::lint::document::pointer::within;
use crate::lint::finding::Findings;
use crate::lint::tables::Tables;

/// Characters of a time to the millisecond: `2024-12-31T21:30:59.000`.
const TIME: usize = 23;

/// Characters of a date, before the `T` of a time.
const DATE: usize = 10;

pub(crate) fn check(document: &Document<'_>, tables: &Tables, findings: &mut Findings) {
    walk(document.raw, &mut String::new(), tables, findings);
}

fn walk(value: &Value, at: &mut String, tables: &Tables, findings: &mut Findings) {
    match value {
        Value::String(text) => look(text, at, tables, findings),
        Value::Number(number) => look(&number.to_string(), at, tables, findings),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                within(at, &index.to_string(), |at| {
                    walk(item, at, tables, findings)
                });
            }
        }
        Value::Object(members) => {
            for (key, value) in members {
                within(at, key, |at| walk(value, at, tables, findings));
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
}

fn look(text: &str, at: &str, tables: &Tables, findings: &mut Findings) {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    let times = text.match_indices('T').filter_map(|(middle, _)| {
        let start = middle.checked_sub(DATE)?;
        text.get(start..start + TIME)
    });
    for word in words.chain(times).filter(|word| word.len() > 4) {
        if tables.documented_identifiers.contains(&hash(word)) {
            findings.add(
                at,
                "documented-identifier",
                format!(
                    "{word} is an identifier of the documentation, so a real record may have it"
                ),
                "write an invented one of the same form, the same wherever it stands",
            );
        }
    }
}

/// FNV-1a with 64 bits.
pub(crate) fn hash(word: &str) -> u64 {
    word.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests;
