//! The spec's own linter: what no outer OpenAPI tool can check, each finding with its JSON pointer and its mend.

mod bodies;
mod decisions;
mod descriptions;
mod document;
mod errata;
mod examples;
mod extensions;
mod formats;
mod identifiers;
mod invented;
mod operations;
mod pagination;
mod pointer;
mod schemas;
mod sensitive;
mod servers;
mod sites;
mod source;
mod structure;
mod success;
mod tables;
mod untyped;
mod unused;
mod validate;
mod yaml11;

#[cfg(test)]
mod tests;

use document::{Document, Model};
use serde_json::Value;
use std::fmt;
use tables::Tables;

/// One finding: where, by which rule, what is wrong and what mends it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// JSON pointer into the spec (`""` is the document).
    pub pointer: String,
    /// The rule's id.
    pub rule: &'static str,
    /// What is wrong.
    pub problem: String,
    /// What to do about it.
    pub mend: String,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            pointer,
            rule,
            problem,
            mend,
        } = self;
        write!(f, "#{pointer} [{rule}] {problem}; mend: {mend}")
    }
}

/// Checks the spec's text by every rule; an empty list means a clean spec.
pub fn lint(text: &str) -> Vec<Diagnostic> {
    let mut findings = Findings::default();
    yaml11::check(text, &mut findings);
    source::width(text, &mut findings);
    if let Some(raw) = source::read(text, &mut findings) {
        check(&raw, &Tables::of_the_project(), &mut findings);
    }
    findings.sorted()
}

/// The rules that look at the document's content, not at its text.
fn check(raw: &Value, tables: &Tables, findings: &mut Findings) {
    let Some(model) = Model::read(raw, findings) else {
        return;
    };
    let document = Document::new(raw, &model, findings);
    servers::check(&document, findings);
    operations::check(&document, tables, findings);
    bodies::check(&document, findings);
    success::check(&document, findings);
    extensions::check(&document, findings);
    pagination::check(&document, findings);
    errata::check(&document, findings);
    decisions::check(&document, tables, findings);
    sensitive::check(&document, findings);
    schemas::check(&document, findings);
    identifiers::check(&document, findings);
    descriptions::check(&document, findings);
    unused::check(&document, findings);
    invented::check(&document, findings);
    let shown = examples::check(&document, findings);
    untyped::check(&document, tables, &shown, findings);
}

/// The list that rules add to.
#[derive(Debug, Default)]
struct Findings(Vec<Diagnostic>);

impl Findings {
    fn add(
        &mut self,
        pointer: impl Into<String>,
        rule: &'static str,
        problem: impl Into<String>,
        mend: impl Into<String>,
    ) {
        self.0.push(Diagnostic {
            pointer: pointer.into(),
            rule,
            problem: problem.into(),
            mend: mend.into(),
        });
    }

    /// Sorted by place, each finding once (a shared component may be reached twice).
    fn sorted(mut self) -> Vec<Diagnostic> {
        self.0.sort();
        self.0.dedup();
        self.0
    }
}
