//! `cargo xtask diff`: says in words what changed between two descriptions of the API, and what of it breaks users.
//!
//! `source` and `document` read a description, `operations`, `access`, `bodies` and `schema` compare, and `report` prints. Uses
//! `yaml` and `lint`'s walk through keywords. The program uses it, and so does the test of the 3.1 edition.

mod access;
mod bodies;
mod document;
mod operations;
mod report;
mod schema;
mod source;

#[cfg(test)]
mod tests;

use std::{collections::BTreeSet, io::Write, path::Path};

use serde_json::Value;

use document::{Document, members};
use report::Changes;
pub use report::{Change, Report, Verdict};

/// Compares two descriptions, prints the report, and returns whether nothing breaks. `new` is the `spec` of the work tree where
/// it is not given.
///
/// # Errors
/// Where a description cannot be read.
pub fn run(
    root: &Path,
    spec: &str,
    old: &str,
    new: Option<&str>,
    out: &mut dyn Write,
) -> Result<bool, String> {
    let read = |name: &str| Document::read(name, &source::read(root, name, spec)?);
    let report = compare(&read(old)?, &read(new.unwrap_or(spec))?);
    writeln!(out, "{report}").map_err(|error| error.to_string())?;
    Ok(!report.breaks())
}

/// Compares two descriptions that are read already.
///
/// # Errors
/// Where a value is no description.
pub fn values(old: Value, new: Value) -> Result<Report, String> {
    Ok(compare(&Document::of(old)?, &Document::of(new)?))
}

fn compare(old: &Document, new: &Document) -> Report {
    let names = |document: &Document| -> BTreeSet<String> {
        let operations = document.operations().into_iter();
        operations.map(|operation| operation.id).collect()
    };
    let mut report = Report::new(names(old).union(&names(new)).count());
    let mut changes = Changes::default();
    if old.version != new.version {
        let words = format!("is {} now; not every tool reads it", new.version);
        changes.breaks("openapi", words);
    }
    let (was, is) = (&old.raw["x-plain-name"], &new.raw["x-plain-name"]);
    let phrases: BTreeSet<&String> = members(was)
        .chain(members(is))
        .map(|(key, _)| key)
        .collect();
    for phrase in phrases
        .into_iter()
        .filter(|phrase| was[*phrase] != is[*phrase])
    {
        let words = format!(
            "`{phrase}` becomes {} now, not {}; generated names change",
            is[phrase], was[phrase]
        );
        changes.breaks("x-plain-name", words);
    }
    unknown("document", &old.raw, &new.raw, &KNOWN, &mut changes);
    report.add(None, changes);
    operations::compare(old, new, &mut report);
    report
}

/// Keywords of the document that are compared where they act, or that only explain.
const KNOWN: [&str; 12] = [
    "openapi",
    "x-generated",
    "info",
    "tags",
    "externalDocs",
    "servers",
    "security",
    "paths",
    "components",
    "x-plain-name",
    "x-errata",
    "x-documentation",
];

/// Reports keywords that no rule knows. They may break users, so that no change goes unseen.
fn unknown(place: &str, old: &Value, new: &Value, known: &[&str], out: &mut Changes) {
    let all = members(old).chain(members(new));
    let keys: BTreeSet<&String> = all.map(|(key, _)| key).collect();
    for key in keys {
        if !known.contains(&key.as_str()) && old.get(key) != new.get(key) {
            let words = format!("`{key}` changed, which this tool cannot judge");
            out.breaks(place, words);
        }
    }
}
