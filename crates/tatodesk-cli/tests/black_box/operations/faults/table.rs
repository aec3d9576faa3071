//! The table: for each fault and effect, the exit code, the arrivals, and how many operations saw them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// The effects, in the order of the columns.
const EFFECTS: [&str; 3] = ["read", "write", "send"];

/// By exit code and arrivals, the operations that saw them.
type Cell = BTreeMap<(i32, usize), BTreeSet<&'static str>>;

/// The rows, and the cells by row and effect.
#[derive(Default)]
pub(super) struct Table {
    rows: Vec<String>,
    cells: BTreeMap<(usize, &'static str), Cell>,
}

impl Table {
    /// A row that comes after those that were named before.
    pub(super) fn row(&mut self, name: &str) -> usize {
        let known = self.rows.iter().position(|row| row == name);
        known.unwrap_or_else(|| {
            self.rows.push(name.to_owned());
            self.rows.len() - 1
        })
    }

    /// Counts one run.
    pub(super) fn count(
        &mut self,
        row: usize,
        effect: &'static str,
        operation: &'static str,
        code: i32,
        arrived: usize,
    ) {
        let cell = self.cells.entry((row, effect)).or_default();
        cell.entry((code, arrived)).or_default().insert(operation);
    }

    /// The table as text, with the number of operations where it is to be `counted`. All operations of one effect must have seen
    /// the same.
    pub(super) fn show(&self, counted: bool) -> String {
        let mut text = format!(
            "{:<34}{:<16}{:<16}{}\n",
            "fault", EFFECTS[0], EFFECTS[1], EFFECTS[2]
        );
        for (row, name) in self.rows.iter().enumerate() {
            let mut line = format!("{name:<34}");
            for effect in EFFECTS {
                let seen = self.cells.get(&(row, effect)).into_iter().flatten();
                let seen: Vec<String> = seen
                    .map(|((code, arrived), operations)| {
                        let seen = format!("{code}, {arrived}");
                        if counted {
                            format!("{seen} ({})", operations.len())
                        } else {
                            seen
                        }
                    })
                    .collect();
                assert!(seen.len() < 2, "{name}, {effect}: {:?}", self.cells);
                write!(line, "{:<16}", seen.concat()).expect("a string");
            }
            writeln!(text, "{}", line.trim_end()).expect("a string");
        }
        text
    }
}
