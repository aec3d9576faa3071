//! Compares the schemas of `oneOf` and `anyOf`, in whatever order they stand.

use serde_json::Value;

use super::{Direction, Walk, shape::Shape};
use crate::diff::{document::Document, report::Changes};

/// Choices in choices that are nested deeper are a circle.
const DEEPEST: usize = 4;

impl Walk<'_> {
    /// Compares the choices of two schemas. A schema without choices is a choice itself.
    pub(super) fn choices(&mut self, place: &str, before: &Shape, now: &Shape, out: &mut Changes) {
        if self.depth == DEEPEST {
            return;
        }
        self.depth += 1;
        self.compare_choices(place, before, now, out);
        self.depth -= 1;
    }

    fn compare_choices(&mut self, place: &str, before: &Shape, now: &Shape, out: &mut Changes) {
        let here = self.written(place);
        let olds = Choice::of(self.old, before);
        let news = Choice::of(self.new, now);
        let mut lost: Vec<&Choice> = olds.iter().collect();
        lost.retain(|old| !news.iter().any(|new| self.covers(old, new)));
        let mut gained: Vec<&Choice> = news.iter().collect();
        gained.retain(|new| !olds.iter().any(|old| self.covers(old, new)));
        if let ([old], [new]) = (lost.as_slice(), gained.as_slice()) {
            // One choice changed. What changed in it says more than that it is another one.
            if old.shape.types == new.shape.types || old.shape.name == new.shape.name {
                return self.choice(place, &old.shape, &new.shape, out);
            }
        }
        for old in &olds {
            if let Some(new) = news.iter().find(|new| self.covers(old, new)) {
                self.choice(place, &old.shape, &new.shape, out);
            }
        }
        let request = self.direction == Direction::Request;
        for choice in lost {
            let words = format!("may not be {} any more", choice.shape.title());
            out.add(request, &here, words);
        }
        for choice in gained {
            let words = format!("may also be {} now", choice.shape.title());
            out.add(!request, &here, words);
        }
    }

    fn choice(&mut self, place: &str, old: &Shape, new: &Shape, out: &mut Changes) {
        match &old.name {
            None => self.shapes(place, old, new, out),
            Some(name) => {
                if self.seen.insert((name.clone(), name.clone())) {
                    self.shapes(name, old, new, out);
                }
            }
        }
    }

    /// Whether a program that was written for the old choice is served by the new one.
    fn covers(&self, old: &Choice, new: &Choice) -> bool {
        if old.shape.name != new.shape.name {
            return false;
        }
        let mut changes = Changes::default();
        let mut walk = Walk {
            seen: self.seen.clone(),
            depth: self.depth,
            ..Walk::new(self.old, self.new, self.direction)
        };
        if let Some(name) = &old.shape.name
            && !walk.seen.insert((name.clone(), name.clone()))
        {
            // It is being compared already, or it was.
            return true;
        }
        walk.shapes("", &old.shape, &new.shape, &mut changes);
        !changes.has_breaking()
    }
}

struct Choice {
    shape: Shape,
}

impl Choice {
    fn of(document: &Document, shape: &Shape) -> Vec<Self> {
        if shape.choices.is_empty() {
            let mut shape = shape.clone();
            shape.name = None; // Its name was compared already.
            return vec![Self { shape }];
        }
        let choice = |schema: &Value| Self {
            shape: Shape::of(document, schema),
        };
        shape.choices.iter().map(choice).collect()
    }
}
