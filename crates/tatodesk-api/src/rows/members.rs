//! The members of a row as the reader found them, for programs that copy rows into files.
use super::batch::Unknown;
use super::cells::{Cell, Column, Kind};

/// The members of a row as the reader found them.
///
/// It is for `tatodesk-export`, which copies them without reading the row's JSON again.
#[derive(Clone, Copy, Debug)]
pub struct Members<'a> {
    pub(super) text: &'a str,
    pub(super) cells: &'a [Cell],
    pub(super) columns: &'static [Column],
    pub(super) unknown: &'a [Unknown],
}

/// The value of a member that is not null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Member<'a> {
    /// What a text means, without quotes and escapes.
    Text(&'a str),
    /// JSON, which may be a text as well.
    Json(&'a str),
}

impl<'a> Members<'a> {
    /// The members that the row type knows, in the order of the spec.
    ///
    /// Each comes with its name; `None` where it is absent or null.
    pub fn known(self) -> impl Iterator<Item = (&'static str, Option<Member<'a>>)> {
        let columns = self.columns.iter().zip(self.cells);
        columns.map(move |(column, cell)| {
            let value = cell.of(self.text).map(match column.kind {
                Kind::Text => Member::Text,
                Kind::Integer | Kind::Checked(_) => Member::Json,
            });
            (column.name, value)
        })
    }

    /// The members that the row type does not know, in their order.
    ///
    /// Each is the name in its quotes, and the value, both as JSON.
    pub fn unknown(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let unknown = self.unknown.iter();
        unknown.filter_map(move |it| Some((it.name.of(self.text)?, it.value.of(self.text)?)))
    }
}
