//! Rows of which the documentation shows no member.
use super::batch::{Backing, Borrowed, Detach, Shared, detach};
use super::cells::Column;
use super::row::{Columns, RowType};
use serde_json::{Map, Value};
use std::fmt::{self, Debug, Formatter};

/// A row of which the documentation shows no member: any JSON object.
///
/// A row that is kept keeps its batch of rows in memory; [`detach`](JsonRow::detach) copies it out. `Debug` shows no content.
#[derive(Clone)]
pub struct JsonRow<B = Shared>(B);

impl<B: Backing> JsonRow<B> {
    /// The row's JSON text as it came.
    #[must_use]
    pub fn json(&self) -> &str {
        self.0.json()
    }

    /// The row's members.
    #[must_use]
    pub fn to_typed(&self) -> Map<String, Value> {
        super::read(self.json()).unwrap_or_default()
    }
}

#[expect(private_bounds, reason = "the two backings have it")]
impl<B: Backing + Detach> JsonRow<B> {
    /// Copies the row out of its batch, so that it keeps nothing else in memory.
    #[must_use]
    pub fn detach(&self) -> JsonRow {
        JsonRow(detach(&self.0, 0))
    }
}

impl<B: Backing> Debug for JsonRow<B> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonRow").finish_non_exhaustive()
    }
}

impl Columns for JsonRow {
    const COLUMNS: &'static [Column] = &[];
}

impl RowType for JsonRow {
    type Typed = Map<String, Value>;
    type Ref<'a> = JsonRow<Borrowed<'a>>;

    fn owned(row: Shared) -> Self {
        Self(row)
    }

    fn borrowed(row: Borrowed<'_>) -> JsonRow<Borrowed<'_>> {
        JsonRow(row)
    }
}
