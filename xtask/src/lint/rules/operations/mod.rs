//! The rules about operations: their servers, ids and tags, their bodies, what a success has, and how they page.
//!
//! Uses `document`, `tables` and `rules::errata`. Only `rules` runs them.

pub(crate) mod bodies;
pub(crate) mod identity;
pub(crate) mod pagination;
pub(crate) mod servers;
pub(crate) mod success;

use crate::lint::document::model::Document;
use crate::lint::finding::Findings;
use crate::lint::tables::Tables;

/// Runs the rules of this folder.
pub(crate) fn check(document: &Document<'_>, tables: &Tables, findings: &mut Findings) {
    servers::check(document, findings);
    identity::check(document, tables, findings);
    bodies::check(document, findings);
    success::check(document, findings);
    pagination::check(document, findings);
}
