//! The table: for each fault and effect, the outcome, the number of arrivals, and the number of operations with them.

use std::{collections::BTreeMap, fmt::Write};

use tatodesk::{Effect, Operation};

/// All rows, in the order in which they came.
#[derive(Default)]
pub(crate) struct Table(Vec<(String, Row)>);

/// By effect: outcome and arrivals, with the operations that saw them.
type Row = BTreeMap<&'static str, BTreeMap<(&'static str, u32), Vec<&'static str>>>;

impl Table {
    /// Counts one call.
    pub(crate) fn count(
        &mut self,
        row: &str,
        operation: &'static Operation,
        told: &'static str,
        arrived: u32,
    ) {
        let place = self.0.iter().position(|(name, _)| name == row);
        let place = place.unwrap_or_else(|| {
            self.0.push((row.to_owned(), Row::new()));
            self.0.len() - 1
        });
        let effect = self.0[place].1.entry(operation.effect.as_str());
        let cell = effect.or_default().entry((told, arrived)).or_default();
        if !cell.contains(&operation.id) {
            cell.push(operation.id);
        }
    }

    /// Adds the rows of another table after its own. No row is in both.
    pub(crate) fn append(&mut self, mut other: Table) {
        self.0.append(&mut other.0);
    }

    /// The table as text. All operations of one effect must have seen the same.
    pub(crate) fn show(&self) -> String {
        let effects = [Effect::Read, Effect::Write, Effect::Send].map(Effect::as_str);
        let mut text = format!(
            "{:<36}{:<22}{:<22}{}\n",
            "fault", effects[0], effects[1], effects[2]
        );
        for (name, row) in &self.0 {
            let mut line = format!("{name:<36}");
            for effect in effects {
                let cell = row.get(effect).into_iter().flatten();
                let cell: Vec<String> = cell
                    .map(|((told, arrived), operations)| {
                        format!("{told} {arrived} ({})", operations.len())
                    })
                    .collect();
                assert!(cell.len() < 2, "{name}, {effect}: {row:?}");
                write!(line, "{:<22}", cell.concat()).expect("a string");
            }
            writeln!(text, "{}", line.trim_end()).expect("a string");
        }
        text
    }
}
