//! What the types of rows have in common.
use super::batch::{Borrowed, Shared};
use super::cells::Column;
use crate::operation::ReadRequest;
use serde::{Serialize, de::DeserializeOwned};

/// The members of a row type.
pub trait Columns {
    /// The members that its accessors read, in the order of the spec.
    const COLUMNS: &'static [Column];
}

/// A type of rows: how rows of one operation are decoded and held.
///
/// `cargo xtask gen` makes one for each operation that answers in pages; [`JsonRow`](super::JsonRow) takes any object. One
/// definition serves owned rows, which are this type, and borrowed ones ([`Ref`](RowType::Ref)).
pub trait RowType: Columns + Sized + Clone + Send + Sync + 'static {
    /// The type of [`types`](crate::types) that the same row has in a whole answer.
    type Typed: Serialize + DeserializeOwned;
    /// A row that borrows the reader's text.
    type Ref<'a>;
    /// Makes an owned row.
    fn owned(row: Shared) -> Self;
    /// Makes a borrowed row.
    fn borrowed(row: Borrowed<'_>) -> Self::Ref<'_>;
}

/// A request whose answer has rows that can be read one by one.
pub trait RowRequest: ReadRequest {
    /// The type of its rows.
    type Row: RowType;
}
