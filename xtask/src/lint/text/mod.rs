//! The rules about the text of the spec: the width of its lines, words that YAML 1.1 reads differently, valid YAML.
//!
//! Uses `finding`, `document::pointer` and xtask's `yaml`. Only `lint` itself uses it, before all other rules.

mod width;
mod yaml11;

#[cfg(test)]
mod tests;

use super::finding::Findings;
use crate::yaml::{self, Node};

/// Checks the text, and returns its content if it can be read.
pub(crate) fn check(text: &str, findings: &mut Findings) -> Option<Node> {
    yaml11::check(text, findings);
    width::check(text, findings);
    match yaml::read(text) {
        Ok(node) => Some(node),
        Err(refused) => {
            findings.add_at(
                "",
                refused.line,
                "yaml",
                format!("column {}: {}", refused.column, refused.problem),
                "write one YAML document that JSON can express: each key once and as text, no tags, no merge keys",
            );
            None
        }
    }
}
