//! Reads a page and compares each row with what serde makes of its text.
use crate::rows::batch::sealed::Values;
use crate::rows::cells::{Column, Kind};
use crate::rows::cut::Cut;
use crate::rows::{Borrowed, Columns, Envelope, MalformedRow, PageReader, RowType, Shared};
use crate::wire::{self, DecodeError, Undecoded};
use serde_json::Value;
use std::marker::PhantomData;

/// A row of the type `R` whose cells can be looked at.
pub(super) struct Probe<R, B = Shared>(B, PhantomData<fn() -> R>);

impl<R, B: Clone> Clone for Probe<R, B> {
    fn clone(&self) -> Self {
        Self(self.0.clone(), PhantomData)
    }
}

impl<R: RowType> Columns for Probe<R> {
    const COLUMNS: &'static [Column] = R::COLUMNS;
}

impl<R: RowType> RowType for Probe<R> {
    type Typed = R::Typed;
    type Ref<'a> = Probe<R, Borrowed<'a>>;

    fn owned(row: Shared) -> Self {
        Self(row, PhantomData)
    }

    fn borrowed(row: Borrowed<'_>) -> Self::Ref<'_> {
        Probe(row, PhantomData)
    }
}

/// What a row is: its text and the text of each member, or why it is malformed.
pub(super) type Read = Result<(String, Vec<Option<String>>), MalformedRow>;

fn look<R: RowType>(row: &impl Values) -> (String, Vec<Option<String>>) {
    let values = (0..R::COLUMNS.len()).map(|column| row.value(column).map(str::to_owned));
    (row.json().to_owned(), values.collect())
}

/// Reads a page that arrives in these chunks, as owned or as borrowed rows.
pub(super) fn read<'a, R: RowType>(
    member: Option<&'static str>,
    chunks: impl IntoIterator<Item = &'a [u8]>,
    owned: bool,
) -> (Vec<Read>, Result<Envelope, Undecoded>) {
    let mut page = PageReader::<Probe<R>>::new(member, 1024 * 1024);
    let (mut rows, mut kept) = (Vec::new(), Vec::new());
    for chunk in chunks {
        page.feed(chunk);
        if owned {
            while let Some(row) = page.next_row() {
                let seen = row.as_ref().map(|row| look::<R>(&row.0));
                rows.push(seen.map_err(Clone::clone));
                kept.extend(row.map(|row| (rows.len() - 1, row)));
            }
        } else {
            page.visit(|row| rows.push(row.map(|row| look::<R>(&row.0))));
        }
    }
    // A row that is kept stays what it was while others are read, and so does its copy.
    for (index, row) in kept {
        assert_eq!(Ok(look::<R>(&row.0)), rows[index]);
        let copy = crate::rows::detach(&row.0, R::COLUMNS.len());
        assert_eq!(Ok(look::<R>(&copy)), rows[index]);
    }
    assert_eq!(page.index(), rows.len() as u64);
    (rows, page.finish())
}

/// Whether a row ends where its brackets say so.
pub(super) fn is_cut(row: &[u8]) -> bool {
    let mut cut = Cut::default();
    let followed = [row, b","].concat();
    let length = cut.advance(&followed);
    length == row.len() && cut.is_over()
}

/// Compares a row with what serde makes of its text.
pub(super) fn compare<R: RowType>(text: &[u8], read: &Read) {
    let shown = String::from_utf8_lossy(text);
    let expected: Result<R::Typed, DecodeError> = match std::str::from_utf8(text) {
        Ok(text) => wire::decode_object(text),
        Err(_) => Err(wire::decode::<Value>(text).expect_err("no UTF-8")),
    };
    match (expected, read) {
        (Ok(typed), Ok((json, values))) => {
            assert_eq!(json.as_bytes(), text);
            let tree = serde_json::to_value(typed).expect("a tree");
            for (column, value) in R::COLUMNS.iter().zip(values) {
                let expected = tree.get(column.name).filter(|value| !value.is_null());
                let value = value.as_deref().map(|value| match column.kind {
                    Kind::Text => Value::from(value),
                    Kind::Integer => value.parse::<i64>().expect("an integer").into(),
                    Kind::Checked(_) => serde_json::from_str(value).expect("JSON"),
                });
                let (value, expected) = (value.map(plain), expected.cloned().map(plain));
                assert_eq!(value, expected, "{} of {shown}", column.name);
            }
        }
        (Err(error), Err(malformed)) => {
            assert_eq!(malformed.raw(), shown);
            assert_eq!(malformed.reason(), error.message, "{shown}");
            let path = error.path.trim_start_matches('$').trim_start_matches('.');
            assert_eq!(malformed.path(), path, "{shown}");
        }
        (expected, read) => panic!("serde: {:?}, read: {read:?}: {shown}", expected.err()),
    }
}

/// A value without members that are null: objects inside of a row leave them out when they are written.
fn plain(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let members = members.into_iter().filter(|(_, value)| !value.is_null());
            members.map(|(name, value)| (name, plain(value))).collect()
        }
        value => value,
    }
}
