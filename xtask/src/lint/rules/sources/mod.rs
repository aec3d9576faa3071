//! The rules about sources: every statement says something of its own, and a guess says that it is one.
//!
//! Uses `document`, `tables` and `rules::errata`. Only `rules` runs them; `rules::schemas` asks which decisions are guesses.

pub(crate) mod documentation;
pub(crate) mod guesses;
pub(crate) mod identifiers;
pub(crate) mod ids;
pub(crate) mod limits;
pub(crate) mod requiredness;
pub(crate) mod shown;
mod tables;
pub(crate) mod words;

use crate::lint::document::model::Document;
use crate::lint::finding::Findings;
use crate::lint::tables::Tables;

/// Runs the rules of this folder.
pub(crate) fn check(document: &Document<'_>, tables: &Tables, findings: &mut Findings) {
    documentation::check(document, findings);
    guesses::check(document, findings);
    identifiers::check(document, tables, findings);
    ids::check(document, findings);
    limits::check(document, findings);
    requiredness::check(document, findings);
    shown::check(document, findings);
    words::check(document, findings);
}
