//! What each fuzz target checks. `.ci/fuzz SECONDS` runs all of them; `cargo test` in this folder checks the seeds alone.
//!
//! Each input of a target that reads JSON is one line that says how to read, and then the text to read.

pub mod formats;
pub mod in_band;
pub mod lists;
pub mod rows;

use serde::de::DeserializeOwned;
use serde_json::{Value, value::RawValue};

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

/// What serde reads from a JSON text, where of members that stand twice the last counts, even behind one that does not fit.
///
/// `None` where that cannot be known: a tree, in which members stand once, does not hold all numbers and texts.
fn last_counts<T: DeserializeOwned>(text: &[u8]) -> Option<serde_json::Result<T>> {
    let Err(error) = serde_json::from_slice::<T>(text) else {
        return Some(serde_json::from_slice(text));
    };
    match serde_json::from_slice::<Value>(text) {
        Ok(tree) => Some(serde_json::from_value(tree)),
        Err(_) if serde_json::from_slice::<&RawValue>(text).is_ok() => None,
        Err(_) => Some(Err(error)),
    }
}

#[cfg(test)]
mod tests;
