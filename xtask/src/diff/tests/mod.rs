//! Plants changes in the spec, and compares the whole report with the expected one. Uses the edits of the lint's tests.
//!
//! `breaking` and `breaking_schemas` have what breaks users, `compatible` what does not, `forms` what the spec does not have today.

mod breaking;
mod breaking_schemas;
mod compatible;
mod forms;

use std::sync::LazyLock;

use serde_json::Value;

use super::{Document, Report, Verdict, compare};
use crate::lint::planted::{CLEAN, Edit, apply};

/// The spec without a change.
static OLD: LazyLock<Document> = LazyLock::new(|| document(CLEAN.clone()));

fn document(raw: Value) -> Document {
    Document::of(raw).expect("a description")
}

/// The report's lines after these edits: operations, verdict, place and words.
fn planted(edits: &[Edit]) -> Vec<String> {
    let mut new = CLEAN.clone();
    for edit in edits {
        apply(&mut new, edit);
    }
    lines(&OLD, &document(new))
}

/// Compares the texts of two descriptions.
fn texts(old: &str, new: &str) -> Result<Report, String> {
    Ok(compare(
        &Document::read("the old text", old)?,
        &Document::read("the new text", new)?,
    ))
}

fn between(old: Value, new: Value) -> Vec<String> {
    lines(&document(old), &document(new))
}

fn lines(old: &Document, new: &Document) -> Vec<String> {
    let report = compare(old, new);
    let lines = report.changes().map(|(change, operations)| {
        let verdict = match change.verdict {
            Verdict::Breaks => "breaks",
            Verdict::Compatible => "compatible",
        };
        format!(
            "{} {verdict} {}: {}",
            report.heading(operations),
            change.place,
            change.words
        )
    });
    lines.collect()
}

/// Plants each change alone, and compares the whole report.
fn check(cases: Vec<(Vec<Edit>, &[&str])>) {
    let mut wrong = Vec::new();
    for (index, (edits, expected)) in cases.iter().enumerate() {
        let found = planted(edits);
        if found != *expected {
            wrong.push(format!("case {index}:\n{}", found.join("\n")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
