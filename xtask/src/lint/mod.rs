//! The spec's own linter: what no outer OpenAPI tool can check. Each finding has its place and says what to do.
//!
//! `text` reads the YAML, `document` gives the rules what they look at, and each file under `rules` is one rule or a few
//! that belong together. This folder uses nothing else of xtask but `yaml`; `cargo xtask lint` and `codegen` use it.

mod document;
mod finding;
mod rules;
mod tables;
mod text;

#[cfg(test)]
mod planted;
#[cfg(test)]
mod tests;

pub use finding::Diagnostic;

use finding::Findings;
use tables::Tables;

/// Checks the spec's text by every rule. An empty list means a clean spec.
pub fn lint(text: &str) -> Vec<Diagnostic> {
    let mut findings = Findings::default();
    if let Some(raw) = text::check(text, &mut findings) {
        rules::check(&raw, &Tables::of_the_project(), &mut findings);
    }
    findings.sorted()
}
