//! JSON Lines: rows as they came.

use std::io::{self, Write};

use super::Counted;
use crate::{
    cell,
    layout::{self, Field, Layout, Place, Treatment},
    row,
};

pub(crate) struct JsonLines<W: Write> {
    to: Counted<W>,
    layout: Layout,
    line: String,
}

impl<W: Write> JsonLines<W> {
    pub(crate) fn new(layout: Layout, to: Counted<W>) -> Self {
        let line = String::new();
        Self { to, layout, line }
    }

    pub(crate) fn row(&mut self, json: &str) -> io::Result<()> {
        if !self.layout.has_rules && !cell::has_line_break(json) {
            self.to.write_all(json.as_bytes())?;
            return self.to.write_all(b"\n");
        }
        self.line.clear();
        match self.layout.has_rules {
            true => self.push_under_rules(json)?,
            false => cell::push_line(&mut self.line, json),
        }
        self.line.push('\n');
        self.to.write_all(self.line.as_bytes())
    }

    /// Appends the members that the rules keep, in the order in which they came.
    fn push_under_rules(&mut self, json: &str) -> io::Result<()> {
        self.line.push('{');
        for (likely, (name, value)) in row::members(json)?.into_iter().enumerate() {
            let field = match self.layout.place(&name, likely) {
                Place::Field(place) => Some(&self.layout.fields[place]),
                Place::Like(field) if self.layout.keeps_extra => Some(field),
                Place::Extra if self.layout.keeps_extra => None,
                Place::Like(_) | Place::Extra => continue,
            };
            let hashed;
            let json = match field {
                Some(Field {
                    treatment: Treatment::Drop,
                    ..
                }) => continue,
                Some(Field {
                    treatment: Treatment::Hash(key),
                    column,
                }) => {
                    hashed = layout::hashed_json(column.kind, value, key);
                    &hashed
                }
                _ => value,
            };
            if self.line.len() > 1 {
                self.line.push(',');
            }
            layout::push_member(&mut self.line, &name, json);
        }
        self.line.push('}');
        Ok(())
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.to.bytes
    }

    pub(crate) fn finish(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}
