//! The code of an error, wherever the answer has it.

use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct Beside {
    code: Value,
}

/// The code inside of `error`, beside it in the answer, or the error itself.
pub(super) fn code(error: Option<&Value>, answer: Option<&[u8]>) -> Option<String> {
    let own = error.filter(|error| error.is_number());
    error
        .and_then(|error| text(error.get("code")).or_else(|| text(error.pointer("/error/code"))))
        .or_else(|| {
            text(
                serde_json::from_slice::<Beside>(answer?)
                    .ok()
                    .map(|beside| beside.code)
                    .as_ref(),
            )
        })
        .or_else(|| text(own))
}

/// A text that is not blank, or a number.
fn text(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(code) if !code.trim().is_empty() => Some(code.clone()),
        Value::Number(code) => Some(code.to_string()),
        _ => None,
    }
}
