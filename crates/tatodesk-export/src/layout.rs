//! What becomes of the members of a row: the columns of a report under the rules of an export.

use std::{borrow::Cow, io};

use crate::{
    cell,
    columns::{Column, ColumnKind},
    report::Report,
    row::{self, RawRow, Value},
    rules::{ColumnError, ColumnRules, HashKey},
};

impl ColumnRules {
    /// Whether the report has all these columns, and none has two rules.
    ///
    /// # Errors
    /// See [`ColumnError`]. An export of the report would fail with the same error before it sends anything.
    pub fn check(&self, report: Report) -> Result<(), ColumnError> {
        Layout::new(report, self).map(drop)
    }
}

/// What an export does with the values of a column.
#[derive(Clone, Debug)]
pub(crate) enum Treatment {
    Keep,
    Hash(HashKey),
    Drop,
}

/// A column of the report.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) column: Column,
    pub(crate) treatment: Treatment,
}

/// All columns of a report.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    pub(crate) fields: Vec<Field>,
    /// Whether the members that the spec does not know are written.
    pub(crate) keeps_extra: bool,
    /// Whether there is any rule.
    pub(crate) has_rules: bool,
}

/// Where a member belongs.
pub(crate) enum Place<'a> {
    Field(usize),
    /// Its name is that of a column that is left out or hashed, but for its letter case.
    Like(&'a Field),
    /// The report has no such column.
    Extra,
}

impl Layout {
    pub(crate) fn new(report: Report, rules: &ColumnRules) -> Result<Self, ColumnError> {
        let keep = |column: &Column| Field {
            column: *column,
            treatment: Treatment::Keep,
        };
        let mut layout = Self {
            fields: report.columns().iter().map(keep).collect(),
            keeps_extra: true,
            has_rules: !rules.dropped.is_empty() || !rules.hashed.is_empty(),
        };
        for name in &rules.dropped {
            if name == Column::EXTRA.name {
                layout.keeps_extra = false;
            } else {
                layout.field(report, name)?.treatment = Treatment::Drop;
            }
        }
        for (name, key) in &rules.hashed {
            if name == Column::EXTRA.name {
                return Err(ColumnError::ExtraHashed);
            }
            let field = layout.field(report, name)?;
            match field.treatment {
                Treatment::Drop => return Err(ColumnError::DroppedAndHashed(field.column.name)),
                _ => field.treatment = Treatment::Hash(key.clone()),
            }
        }
        let is_left = layout.keeps_extra || layout.written().next().is_some();
        is_left.then_some(layout).ok_or(ColumnError::NoneLeft)
    }

    fn field(&mut self, report: Report, name: &str) -> Result<&mut Field, ColumnError> {
        let mut fields = self.fields.iter_mut();
        fields
            .find(|field| field.column.name == name)
            .ok_or_else(|| ColumnError::unknown(report, name))
    }

    /// The columns that are written before `extra`, with their places.
    pub(crate) fn written(&self) -> impl Iterator<Item = (usize, &Field)> {
        let fields = self.fields.iter().enumerate();
        fields.filter(|(_, field)| !matches!(field.treatment, Treatment::Drop))
    }

    /// Where a member belongs. Rows mostly have their members in the order of the columns, so one place is likely.
    pub(crate) fn place(&self, name: &str, likely: usize) -> Place<'_> {
        let is_it = |field: &Field| field.column.name == name;
        if self.fields.get(likely).is_some_and(is_it) {
            return Place::Field(likely);
        }
        if let Some(place) = self.fields.iter().position(is_it) {
            return Place::Field(place);
        }
        let is_like = |field: &&Field| {
            !matches!(field.treatment, Treatment::Keep)
                && field.column.name.eq_ignore_ascii_case(name)
        };
        match self.has_rules {
            true => self
                .fields
                .iter()
                .find(is_like)
                .map_or(Place::Extra, Place::Like),
            false => Place::Extra,
        }
    }

    /// Hands on the value of each column that is written, in their order, and returns the members without a column. Of members that
    /// stand twice, the last one counts.
    pub(crate) fn row<'a>(
        &self,
        raw: RawRow<'a>,
        mut each: impl FnMut(&Field, Option<&Value<'a>>),
    ) -> io::Result<Extra<'a>> {
        let mut extra = Extra::default();
        if let Some(members) = raw.members {
            // The reader of rows has them in the order of the columns.
            for ((name, value), field) in members.known().zip(&self.fields) {
                debug_assert_eq!(name, field.column.name);
                if !matches!(field.treatment, Treatment::Drop) {
                    let value = value.and_then(|value| Value::kept(field.column.kind, value));
                    each(field, value.as_ref());
                }
            }
            for (name, json) in members.unknown() {
                // The reader found the name to be a text, and none of a column.
                let name = row::text(name).unwrap_or_default();
                self.add(&mut [], &mut extra, usize::MAX, name, json);
            }
            return Ok(extra);
        }
        let mut values: Vec<_> = self.fields.iter().map(|_| None).collect();
        for (likely, (name, json)) in row::members(raw.json)?.into_iter().enumerate() {
            self.add(&mut values, &mut extra, likely, name, json);
        }
        for (place, field) in self.written() {
            each(field, values[place].as_ref());
        }
        Ok(extra)
    }

    fn add<'a>(
        &self,
        values: &mut [Option<Value<'a>>],
        extra: &mut Extra<'a>,
        likely: usize,
        name: Cow<'a, str>,
        json: &'a str,
    ) {
        match self.place(&name, likely) {
            Place::Field(place) => {
                if let Some(value) = values.get_mut(place) {
                    *value = Value::of(self.fields[place].column.kind, json);
                }
            }
            Place::Like(Field {
                column,
                treatment: Treatment::Hash(key),
            }) if self.keeps_extra => {
                extra.add(name, hashed_json(column.kind, json, key).into());
            }
            Place::Extra if self.keeps_extra => extra.add(name, json.into()),
            Place::Like(_) | Place::Extra => {}
        }
    }
}

/// The members of a row without a column: names and JSON.
#[derive(Default)]
pub(crate) struct Extra<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl<'a> Extra<'a> {
    pub(crate) fn add(&mut self, name: Cow<'a, str>, json: Cow<'a, str>) {
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some(known) => known.1 = json,
            None => self.0.push((name, json)),
        }
    }

    /// Writes them as one JSON object without line breaks. Without members it writes nothing, and returns false.
    pub(crate) fn write(&self, to: &mut String) -> bool {
        for (place, (name, json)) in self.0.iter().enumerate() {
            to.push(if place == 0 { '{' } else { ',' });
            push_member(to, name, json);
        }
        if !self.0.is_empty() {
            to.push('}');
        }
        !self.0.is_empty()
    }
}

/// Appends a member to a JSON object.
pub(crate) fn push_member(to: &mut String, name: &str, json: &str) {
    cell::push_text(to, name);
    to.push(':');
    cell::push_line(to, json);
}

/// The hash of a value, as JSON.
pub(crate) fn hashed_json(kind: ColumnKind, json: &str, key: &HashKey) -> String {
    let Some(value) = Value::of(kind, json) else {
        return "null".to_owned();
    };
    let mut text = String::new();
    write_hashed(&mut text, kind, &value, key);
    format!("\"{text}\"")
}

/// Writes the hash of a value. An empty text stays empty.
pub(crate) fn write_hashed(to: &mut String, kind: ColumnKind, value: &Value<'_>, key: &HashKey) {
    cell::write_canonical(to, kind, value);
    if !to.is_empty() {
        key.replace(to);
    }
}
