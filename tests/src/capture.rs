//! A `tracing` subscriber that keeps every span and event with every field, so that tests can look at them.

use std::{
    fmt::{Debug, Write},
    sync::{Arc, Mutex, PoisonError},
};

use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};

/// One span or event, with its fields in the order in which they got their values.
#[derive(Clone, Debug)]
pub struct Captured {
    /// `tatodesk.call`, or `event`.
    pub name: &'static str,
    /// Where it comes from.
    pub target: String,
    /// The span that it is in.
    pub parent: Option<usize>,
    /// Names and values.
    pub fields: Vec<(String, String)>,
}

#[derive(Default)]
struct State {
    captured: Vec<Captured>,
    entered: Vec<usize>,
}

/// The subscriber. Clones share what is captured. Spans are told apart correctly only on one thread.
#[derive(Clone, Default)]
pub struct Capture(Arc<Mutex<State>>);

impl Capture {
    /// Everything so far, of every target.
    pub fn all(&self) -> Vec<Captured> {
        self.state(|state| state.captured.clone())
    }

    /// What comes from `target`, one line each, indented below its span.
    pub fn tree(&self, target: &str) -> String {
        let all = self.all();
        let mut text = String::new();
        for (index, captured) in all.iter().enumerate() {
            if captured.parent.is_none() && captured.target == target {
                write_tree(&mut text, &all, index, 0);
            }
        }
        text
    }

    fn state<T>(&self, of: impl FnOnce(&mut State) -> T) -> T {
        of(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn add(
        &self,
        metadata: &Metadata<'_>,
        parent: Option<&Id>,
        root: bool,
        fields: Fields,
    ) -> usize {
        self.state(|state| {
            let inherited = if root {
                None
            } else {
                state.entered.last().copied()
            };
            state.captured.push(Captured {
                name: if metadata.is_span() {
                    metadata.name()
                } else {
                    "event"
                },
                target: metadata.target().to_owned(),
                parent: parent.map(index).or(inherited),
                fields: fields.0,
            });
            state.captured.len() - 1
        })
    }
}

fn write_tree(text: &mut String, all: &[Captured], index: usize, depth: usize) {
    let captured = &all[index];
    text.push_str(&"  ".repeat(depth));
    text.push_str(captured.name);
    for (name, value) in &captured.fields {
        let quote = if value.contains(' ') { "\"" } else { "" };
        let _ = write!(text, " {name}={quote}{value}{quote}");
    }
    text.push('\n');
    for (child, other) in all.iter().enumerate() {
        if other.parent == Some(index) && other.target == captured.target {
            write_tree(text, all, child, depth + 1);
        }
    }
}

fn index(id: &Id) -> usize {
    usize::try_from(id.into_u64()).expect("an index of ours") - 1
}

#[derive(Default)]
struct Fields(Vec<(String, String)>);

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.push((field.name().to_owned(), value.to_owned()));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.push((field.name().to_owned(), format!("{value:?}")));
    }
}

impl Subscriber for Capture {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut fields = Fields::default();
        span.record(&mut fields);
        let index = self.add(span.metadata(), span.parent(), span.is_root(), fields);
        Id::from_u64(index as u64 + 1)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let mut fields = Fields::default();
        values.record(&mut fields);
        self.state(|state| state.captured[index(span)].fields.extend(fields.0));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        self.add(event.metadata(), event.parent(), event.is_root(), fields);
    }

    fn enter(&self, span: &Id) {
        self.state(|state| state.entered.push(index(span)));
    }

    fn exit(&self, span: &Id) {
        self.state(|state| {
            let place = state
                .entered
                .iter()
                .rposition(|entered| *entered == index(span));
            place.map(|place| state.entered.remove(place))
        });
    }
}
