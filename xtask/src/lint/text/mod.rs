//! The rules about the spec as a text: how wide its lines are, which words YAML 1.1 reads differently, and whether it is
//! YAML at all.
//!
//! Uses `finding` and `document::pointer`. Only `lint` itself uses it, before all other rules.

pub(crate) mod json;
mod yaml11;

#[cfg(test)]
mod tests;

use super::finding::Findings;
use serde_json::Value;

/// Checks the text, and returns its content if it can be read.
pub(crate) fn check(text: &str, findings: &mut Findings) -> Option<Value> {
    yaml11::check(text, findings);
    json::width(text, findings);
    json::read(text, findings)
}
