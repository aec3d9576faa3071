//! Compares the members of two objects.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Direction, Walk, shape::Shape};
use crate::diff::report::Changes;

impl Walk<'_> {
    pub(super) fn objects(&mut self, place: &str, before: &Shape, now: &Shape, out: &mut Changes) {
        let request = self.direction == Direction::Request;
        for (name, schema) in &before.properties {
            let member = format!("{place}.{name}");
            match now.properties.get(name) {
                Some(other) => self.schemas(&member, schema, other, out),
                None => out.breaks(&self.written(&member), "the member is gone"),
            }
        }
        for name in now.properties.keys() {
            if before.properties.contains_key(name) {
                continue;
            }
            let required = request && now.required.contains(name);
            let words = if required {
                "a new member, which is required"
            } else {
                "a new member"
            };
            out.add(required, &self.written(&format!("{place}.{name}")), words);
        }
        self.required(place, before, now, out);
        self.additional(place, before, now, out);
    }

    fn required(&self, place: &str, before: &Shape, now: &Shape, out: &mut Changes) {
        let request = self.direction == Direction::Request;
        let names: BTreeSet<&String> = [before, now]
            .iter()
            .flat_map(|shape| shape.required.iter().chain(&shape.on_success))
            .collect();
        for name in names {
            let (was, is) = (before.properties.get(name), now.properties.get(name));
            if was.is_some() != is.is_some() {
                continue; // It is new or gone, which was said.
            }
            let here = self.written(&format!("{place}.{name}"));
            match (promise(before, name), promise(now, name)) {
                (old, new) if old == new => {}
                (_, Promise::Always) => out.add(request, &here, "is required now"),
                (Promise::Always, Promise::None) => {
                    out.add(!request, &here, "is not required any more");
                }
                // A request has no success.
                (..) if request => out.add(false, &here, "is not required any more"),
                (Promise::Always, Promise::OnSuccess) => {
                    out.breaks(&here, "only a success is sure to have it now");
                }
                (Promise::OnSuccess, _) => {
                    out.breaks(&here, "a success is not sure to have it any more");
                }
                (Promise::None, _) => out.compatible(&here, "each success has it now"),
            }
        }
    }

    /// Members that have no name in the schema.
    fn additional(&mut self, place: &str, before: &Shape, now: &Shape, out: &mut Changes) {
        let request = self.direction == Direction::Request;
        let here = self.written(place);
        let any = Value::Bool(true);
        let closed = |shape: &Shape| shape.additional == Some(Value::Bool(false));
        match (closed(before), closed(now)) {
            (true, true) => {}
            (true, false) => out.add(
                !request,
                &here,
                "may have members without a description now",
            ),
            (false, true) => {
                // Answers whose free members were described lose them; the others only promise less.
                let breaks = request || before.additional.is_some();
                out.add(
                    breaks,
                    &here,
                    "may not have members without a description any more",
                );
            }
            (false, false) => {
                let (old, new) = (described(before), described(now));
                if old.is_none() && new.is_none() {
                    return;
                }
                let member = format!("{place}.*");
                self.schemas(&member, old.unwrap_or(&any), new.unwrap_or(&any), out);
            }
        }
    }
}

/// What the free members are, where the schema says it.
fn described(shape: &Shape) -> Option<&Value> {
    let says = |value: &&Value| {
        value
            .as_object()
            .is_some_and(|keywords| !keywords.is_empty())
    };
    shape.additional.as_ref().filter(says)
}

#[derive(PartialEq, Eq)]
enum Promise {
    Always,
    OnSuccess,
    None,
}

fn promise(shape: &Shape, name: &str) -> Promise {
    if shape.required.contains(name) {
        Promise::Always
    } else if shape.on_success.contains(name) {
        Promise::OnSuccess
    } else {
        Promise::None
    }
}
