//! The rules about examples: each must match its schema, a place without a type must show no value, and people are
//! invented.
//!
//! Uses `document`, `tables`, `rules::schemas` and `rules::operations`. Only `rules` runs them.

pub(crate) mod invented;
pub(crate) mod untyped;
pub(crate) mod validate;
pub(crate) mod values;

use crate::lint::document::model::Document;
use crate::lint::finding::Findings;
use crate::lint::tables::Tables;

/// Runs the rules of this folder.
pub(crate) fn check(document: &Document<'_>, tables: &Tables, findings: &mut Findings) {
    invented::check(document, findings);
    let shown = values::check(document, findings);
    untyped::check(document, tables, &shown, findings);
}
