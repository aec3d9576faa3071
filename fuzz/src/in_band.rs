//! What a body says about failure is compared with the `error` member of a JSON tree.

use serde_json::Value;
use tatodesk_api::wire::{self, InBand, NoInBandError};

use crate::is_deep;

/// Checks one input.
pub fn check(body: &[u8]) {
    if is_deep(body) {
        return;
    }
    let found = wire::in_band(body);
    let tree: Value = match serde_json::from_slice(body) {
        Ok(tree) => tree,
        // What stands beside the two members may be more than a tree can hold.
        Err(_) if serde_json::from_slice::<&serde_json::value::RawValue>(body).is_ok() => return,
        Err(_) => return assert!(found.is_none(), "what is no JSON was read"),
    };
    let Some(members) = tree.as_object() else {
        return assert!(found.is_none(), "what is no object was read");
    };
    let error = members.get("error").unwrap_or(&Value::Null);
    let is_error = match error {
        Value::Null | Value::Bool(false) => false,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        _ => true,
    };
    let decoded = serde_json::from_value::<NoInBandError>(error.clone());
    assert_eq!(decoded.is_err(), is_error);
    match found.expect("an object was not read") {
        InBand::NoError { .. } => assert!(!is_error, "an error was not found"),
        InBand::Error { value, message, .. } => {
            assert!(is_error, "an error was found where there is none");
            assert_eq!(&value, error);
            assert!(message.is_none_or(|message| message.len() <= InBand::LONGEST_MESSAGE));
        }
    }
}
