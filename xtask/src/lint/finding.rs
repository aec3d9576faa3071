//! A finding of the linter, and the list that the rules add to.

use std::fmt;

/// One finding: where, by which rule, what is wrong and what mends it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// JSON pointer into the spec (`""` is the document).
    pub pointer: String,
    /// The rule's id.
    pub rule: &'static str,
    /// What is wrong.
    pub problem: String,
    /// What to do about it.
    pub mend: String,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            pointer,
            rule,
            problem,
            mend,
        } = self;
        write!(f, "#{pointer} [{rule}] {problem}; mend: {mend}")
    }
}

/// The list that rules add to.
#[derive(Debug, Default)]
pub(crate) struct Findings(Vec<Diagnostic>);

impl Findings {
    pub(crate) fn add(
        &mut self,
        pointer: impl Into<String>,
        rule: &'static str,
        problem: impl Into<String>,
        mend: impl Into<String>,
    ) {
        self.0.push(Diagnostic {
            pointer: pointer.into(),
            rule,
            problem: problem.into(),
            mend: mend.into(),
        });
    }

    /// Sorted by place, each finding once (a shared component may be reached twice).
    pub(crate) fn sorted(mut self) -> Vec<Diagnostic> {
        self.0.sort();
        self.0.dedup();
        self.0
    }
}
