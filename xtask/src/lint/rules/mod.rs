//! The rules about the spec's content. Each file reads the [`Document`] and adds its findings to the list.
//!
//! Rules use `document`, `finding` and `tables`. Only `lint` itself uses them.

pub(crate) mod decisions;
pub(crate) mod descriptions;
pub(crate) mod errata;
pub(crate) mod examples;
pub(crate) mod extensions;
pub(crate) mod operations;
pub(crate) mod plain_names;
pub(crate) mod schemas;
pub(crate) mod sources;
pub(crate) mod unused;

use super::document::model::{Document, Model};
use super::finding::Findings;
use super::tables::Tables;
use serde_json::Value;

/// Runs every rule.
pub(crate) fn check(raw: &Value, tables: &Tables, findings: &mut Findings) {
    let Some(model) = Model::read(raw, findings) else {
        return;
    };
    let document = Document::new(raw, &model, findings);
    operations::check(&document, tables, findings);
    extensions::check(&document, findings);
    errata::check(&document, findings);
    decisions::check(&document, tables, findings);
    schemas::check(&document, findings);
    descriptions::check(&document, findings);
    sources::check(&document, tables, findings);
    plain_names::check(&document, findings);
    unused::check(&document, findings);
    examples::check(&document, tables, findings);
}
