//! A finding of the linter, and the list that the rules add to.

use std::{collections::BTreeMap, fmt};

/// One finding: its place, its rule, the problem, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// JSON pointer into the spec. `""` is the whole document.
    pub pointer: String,
    /// The name of the rule.
    pub rule: &'static str,
    /// What is wrong.
    pub problem: String,
    /// What to do about it.
    pub fix: String,
    /// The line of the spec, from 1, if it is known. For a missing member, the line of the object that lacks it.
    pub line: Option<u64>,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            pointer,
            rule,
            problem,
            fix,
            line,
        } = self;
        if let Some(line) = line {
            write!(f, "line {line}: ")?;
        }
        write!(f, "#{pointer} [{rule}] {problem}; {fix}")
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
        fix: impl Into<String>,
    ) {
        self.0.push(Diagnostic {
            pointer: pointer.into(),
            rule,
            problem: problem.into(),
            fix: fix.into(),
            line: None,
        });
    }

    /// Adds a finding about a line of the text.
    pub(crate) fn add_at(
        &mut self,
        pointer: impl Into<String>,
        line: u64,
        rule: &'static str,
        problem: impl Into<String>,
        fix: impl Into<String>,
    ) {
        self.add(pointer, rule, problem, fix);
        if let Some(finding) = self.0.last_mut() {
            finding.line = Some(line);
        }
    }

    /// Gives each finding the line of its pointer, or of the nearest value above it.
    pub(crate) fn place(&mut self, lines: &BTreeMap<String, u64>) {
        for finding in self.0.iter_mut().filter(|finding| finding.line.is_none()) {
            let mut pointer = finding.pointer.as_str();
            while finding.line.is_none() {
                finding.line = lines.get(pointer).copied();
                let Some((above, _)) = pointer.rsplit_once('/') else {
                    break;
                };
                pointer = above;
            }
        }
    }

    /// The findings sorted by place, each once. A rule may report a shared component twice.
    pub(crate) fn sorted(mut self) -> Vec<Diagnostic> {
        self.0.sort();
        self.0.dedup();
        self.0
    }
}
