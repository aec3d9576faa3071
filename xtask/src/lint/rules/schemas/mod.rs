//! The rules about schemas: their shape, their formats, their ids, and which members are personal or secret.
//!
//! Uses `document` and `tables`. `rules` runs them; `rules::examples` and `rules::decisions` ask what a schema says.

pub(crate) mod formats;
pub(crate) mod identifiers;
pub(crate) mod sensitive;
pub(crate) mod shape;

use crate::lint::document::model::Document;
use crate::lint::finding::Findings;

/// Runs the rules of this folder.
pub(crate) fn check(document: &Document<'_>, findings: &mut Findings) {
    sensitive::check(document, findings);
    shape::check(document, findings);
    identifiers::check(document, findings);
}
