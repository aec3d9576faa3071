//! What each fuzz target checks. `.ci/fuzz SECONDS` runs all of them; `cargo test` in this folder checks the seeds alone.
//!
//! Each input of a target that reads JSON is one line that says how to read, and then the text to read.

pub mod formats;
pub mod in_band;
pub mod lists;
pub mod rows;

use serde_json::Value;

/// The line that says how, and the text behind it.
fn halves(data: &[u8]) -> Option<(&[u8], &[u8])> {
    let place = data.iter().position(|byte| *byte == b'\n')?;
    Some((&data[..place], &data[place + 1..]))
}

/// Whether brackets are nested so deep that a reader may give up for that alone.
fn is_deep(text: &[u8]) -> bool {
    let open = text.iter().filter(|byte| matches!(byte, b'[' | b'{'));
    open.count() > 100
}

/// A value without members that are null: null and absent count as equal on this API.
fn plain(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let members = members.into_iter().filter(|(_, value)| !value.is_null());
            members.map(|(name, value)| (name, plain(value))).collect()
        }
        Value::Array(items) => items.into_iter().map(plain).collect(),
        value => value,
    }
}

#[cfg(test)]
mod tests;
