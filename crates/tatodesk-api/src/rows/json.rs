//! Rows of which the documentation shows no member.
use super::batch::Shared;
use super::cells::Column;
use super::row::{Columns, row_type};
use crate::wire::Extra;
use serde::Serialize;

/// A row of which the documentation shows no member: any JSON object.
///
/// A row that is kept keeps its batch of rows in memory; [`detach`](JsonRow::detach) copies it out.
#[derive(Clone, Copy)]
pub struct JsonRow<B = Shared>(B);

impl Columns for JsonRow {
    const COLUMNS: &'static [Column] = &[];
}

row_type!(JsonRow, OpenRow);

/// An object of which no member is known.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct OpenRow {
    /// Its members.
    #[serde(flatten)]
    pub extra: Extra,
}

crate::wire::object! {
    OpenRow {}
}
