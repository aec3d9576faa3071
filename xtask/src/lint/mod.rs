//! `cargo xtask lint`: the project's own rules for the spec, which no general OpenAPI linter can check.
//!
//! `text` checks and reads the YAML, `document` holds what the rules look at, and `rules` has a file for each group of
//! rules. `tables` lists the words that rules accept. Uses only `yaml` of xtask. The program and `codegen` use it.

pub(crate) mod document;
mod finding;
pub(crate) mod rules;
mod tables;
mod text;

#[cfg(test)]
pub(crate) mod planted;
#[cfg(test)]
mod tests;

pub use finding::Diagnostic;

use finding::Findings;
use tables::Tables;

/// Checks the spec's text by every rule. An empty list means a clean spec.
pub fn lint(text: &str) -> Vec<Diagnostic> {
    let mut findings = Findings::default();
    if let Some(spec) = text::check(text, &mut findings) {
        rules::check(&spec.value(), &Tables::of_the_project(), &mut findings);
        findings.place(&spec.lines());
    }
    findings.sorted()
}
