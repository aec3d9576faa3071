//! What the comparison found, and how it is printed: one block for each group of operations that share the same changes.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

/// What a change means for a program that was written for the old description.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It may stop to compile or to work.
    Breaks,
    /// It goes on as before.
    Compatible,
}

/// One change, in words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// What it means.
    pub verdict: Verdict,
    /// Where: a part of the operation, or a component's member and the side on which it stands.
    pub place: String,
    /// What changed.
    pub words: String,
}

/// The changes of one operation.
#[derive(Default)]
pub(super) struct Changes(Vec<Change>);

impl Changes {
    pub(super) fn breaks(&mut self, place: &str, words: impl Into<String>) {
        self.add(true, place, words);
    }

    pub(super) fn compatible(&mut self, place: &str, words: impl Into<String>) {
        self.add(false, place, words);
    }

    pub(super) fn add(&mut self, breaks: bool, place: &str, words: impl Into<String>) {
        self.0.push(Change {
            verdict: if breaks {
                Verdict::Breaks
            } else {
                Verdict::Compatible
            },
            place: place.to_owned(),
            words: words.into(),
        });
    }

    pub(super) fn has_breaking(&self) -> bool {
        self.0
            .iter()
            .any(|change| change.verdict == Verdict::Breaks)
    }
}

/// All changes between two descriptions.
#[derive(Default)]
pub struct Report {
    /// Each change and the operations that it concerns. None of them: it concerns the document.
    changes: BTreeMap<Change, BTreeSet<String>>,
    operations: usize,
}

impl Report {
    pub(super) fn new(operations: usize) -> Self {
        Self {
            changes: BTreeMap::new(),
            operations,
        }
    }

    pub(super) fn add(&mut self, operation: Option<&str>, changes: Changes) {
        for change in changes.0 {
            let operations = self.changes.entry(change).or_default();
            operations.extend(operation.map(str::to_owned));
        }
    }

    /// Whether a program that was written for the old description may stop to work.
    pub fn breaks(&self) -> bool {
        self.count(Verdict::Breaks) > 0
    }

    /// Each change and the operations that it concerns.
    pub fn changes(&self) -> impl Iterator<Item = (&Change, &BTreeSet<String>)> {
        self.changes.iter()
    }

    fn count(&self, verdict: Verdict) -> usize {
        let of_verdict = |change: &&Change| change.verdict == verdict;
        self.changes.keys().filter(of_verdict).count()
    }

    pub(super) fn heading(&self, operations: &BTreeSet<String>) -> String {
        let names: Vec<&str> = operations.iter().map(String::as_str).collect();
        match names.len() {
            0 => "the document".to_owned(),
            all if all > 1 && all == self.operations => format!("all {all} operations"),
            _ => names.join(", "),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut blocks: BTreeMap<&BTreeSet<String>, Vec<&Change>> = BTreeMap::new();
        for (change, operations) in &self.changes {
            blocks.entry(operations).or_default().push(change);
        }
        for (operations, changes) in blocks {
            writeln!(f, "{}", self.heading(operations))?;
            for change in changes {
                let verdict = match change.verdict {
                    Verdict::Breaks => "breaks    ",
                    Verdict::Compatible => "compatible",
                };
                writeln!(f, "  {verdict}  {}: {}", change.place, change.words)?;
            }
        }
        match (self.count(Verdict::Breaks), self.count(Verdict::Compatible)) {
            (0, 0) => write!(f, "nothing changed for users"),
            (breaking, compatible) => write!(
                f,
                "changes that break users: {breaking}; compatible changes: {compatible}"
            ),
        }
    }
}
