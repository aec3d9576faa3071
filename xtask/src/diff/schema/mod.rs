//! Compares the schemas of a request or an answer. A request may not allow less than before, an answer not more.
//!
//! `shape` brings a schema into one form, `objects` compares members, `choices` compares `oneOf` and `anyOf`, `scalars`
//! compares the limits of single values. Uses `document` and `report`. `bodies` uses it.

mod choices;
mod limits;
mod objects;
mod scalars;
mod shape;

use std::collections::BTreeSet;

use serde_json::Value;

use super::{document::Document, report::Changes};
use shape::Shape;

/// Who writes the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Direction {
    /// The caller.
    Request,
    /// The server.
    Answer,
}

impl Direction {
    fn side(self) -> &'static str {
        match self {
            Self::Request => "requests",
            Self::Answer => "answers",
        }
    }
}

/// Walks two schemas side by side. Each pair of components is compared once, so recursive schemas end.
pub(super) struct Walk<'d> {
    old: &'d Document,
    new: &'d Document,
    direction: Direction,
    seen: BTreeSet<(String, String)>,
    /// How many choices this one stands in.
    depth: usize,
}

impl<'d> Walk<'d> {
    pub(super) fn new(old: &'d Document, new: &'d Document, direction: Direction) -> Self {
        Self {
            old,
            new,
            direction,
            seen: BTreeSet::new(),
            depth: 0,
        }
    }

    /// Compares the schemas at `place`, which is a member or a body.
    pub(super) fn schemas(&mut self, place: &str, old: &Value, new: &Value, out: &mut Changes) {
        let before = Shape::of(self.old, old);
        let now = Shape::of(self.new, new);
        let here = self.written(place);
        if before.null != now.null {
            let breaks = before.null == (self.direction == Direction::Request);
            let words = if now.null {
                "may be null now"
            } else {
                "may not be null any more"
            };
            out.add(breaks, &here, words);
        }
        match (&before.name, &now.name) {
            (Some(old), Some(new)) if old != new => {
                out.breaks(&here, format!("its schema is {new} now, not {old}"));
            }
            (Some(old), None) => out.breaks(
                &here,
                format!("its schema is not the component {old} any more"),
            ),
            (None, Some(new)) => {
                out.compatible(&here, format!("its schema is the component {new} now"));
            }
            _ => {}
        }
        let mut place = place;
        if let Some(name) = &before.name {
            let other = now.name.clone().unwrap_or_else(|| format!("at {place}"));
            if !self.seen.insert((name.clone(), other)) {
                return;
            }
            place = name;
        }
        self.shapes(place, &before, &now, out);
    }

    fn shapes(&mut self, place: &str, before: &Shape, now: &Shape, out: &mut Changes) {
        match (before.choices.is_empty(), now.choices.is_empty()) {
            (true, true) => {}
            (false, false) => self.choices(place, before, now, out),
            _ => return self.choices(place, before, now, out),
        }
        let here = self.written(place);
        if before.types != now.types {
            let more = contains(now, before);
            let fewer = contains(before, now);
            let breaks = match self.direction {
                Direction::Request => !more,
                Direction::Answer => !fewer,
            };
            let words = format!(
                "its type is {} now, not {}",
                now.type_names(),
                before.type_names()
            );
            out.add(breaks, &here, words);
            if !more && !fewer {
                return;
            }
        }
        scalars::compare(self.direction, &here, before, now, out);
        self.objects(place, before, now, out);
        let any = Value::Bool(true);
        if before.items.is_some() || now.items.is_some() {
            let (old, new) = (before.items.as_ref(), now.items.as_ref());
            let element = format!("{place}[]");
            self.schemas(&element, old.unwrap_or(&any), new.unwrap_or(&any), out);
        }
    }

    /// A place as the report writes it.
    fn written(&self, place: &str) -> String {
        format!("{place} in {}", self.direction.side())
    }
}

/// Whether every type of `inner` is one of `outer`.
fn contains(outer: &Shape, inner: &Shape) -> bool {
    match (&outer.types, &inner.types) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(outer), Some(inner)) => inner
            .iter()
            .all(|name| outer.contains(name) || (name == "integer" && outer.contains("number"))),
    }
}
