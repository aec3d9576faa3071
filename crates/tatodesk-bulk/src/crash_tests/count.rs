//! Compares a ledger with the delivery log of the sandbox. The tests of `tatodesk-bulk-postgres` use this file by its path.

use std::collections::{HashMap, HashSet};

use tatodesk_bulk::{RecipientState, ResultRow};
use tatodesk_sandbox::Sandbox;

/// What the delivery log and the ledger say of the recipients.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) doubled: usize,
    pub(crate) unaccounted: usize,
    /// The message did not leave, and nothing arrived: the process slept until its lease passed.
    pub(crate) not_sent: usize,
    pub(crate) unknown: usize,
    pub(crate) wrongly_reconciled: usize,
}

/// Takes the results of a campaign before and after they are reconciled.
pub(crate) struct Tally {
    arrived: HashMap<String, usize>,
    unknown: HashSet<String>,
    counted: Count,
}

impl Tally {
    pub(crate) fn new(sandbox: &Sandbox) -> Self {
        let mut arrived: HashMap<String, usize> = HashMap::new();
        for delivery in sandbox.deliveries() {
            *arrived.entry(format!("+{}", delivery.to)).or_default() += 1;
        }
        let counted = Count {
            doubled: arrived.values().filter(|count| **count > 1).count(),
            ..Count::default()
        };
        Self {
            arrived,
            unknown: HashSet::new(),
            counted,
        }
    }

    /// A row of the results when the runs have ended.
    pub(crate) fn ended(&mut self, row: ResultRow) {
        let to = international(row.to);
        let has_arrived = self.arrived.contains_key(&to);
        match RecipientState::from_word(&row.state) {
            Some(RecipientState::Accepted) if has_arrived => {}
            Some(RecipientState::NotSent) if !has_arrived => self.counted.not_sent += 1,
            Some(RecipientState::Unknown) => drop(self.unknown.insert(to)),
            _ => self.counted.unaccounted += 1,
        }
    }

    /// The same row after the unknown ones were reconciled.
    pub(crate) fn reconciled(&mut self, row: ResultRow) {
        let to = international(row.to);
        let accepted = row.state == "accepted";
        self.counted.wrongly_reconciled +=
            usize::from(self.unknown.contains(&to) && accepted != self.arrived.contains_key(&to));
    }

    pub(crate) fn end(self) -> Count {
        Count {
            unknown: self.unknown.len(),
            ..self.counted
        }
    }
}

/// The address of a result as the delivery log writes it.
fn international(to: Option<String>) -> String {
    format!("+{}", to.unwrap_or_default().trim_start_matches('+'))
}

pub(crate) fn judge(what: &str, counted: &Count, most_unknown: usize) {
    #[allow(clippy::print_stdout)] // CI and the bench print what was counted
    {
        println!("{what}: {counted:?}");
    }
    assert!(counted.unknown <= most_unknown, "{counted:?}");
    let good = Count {
        unknown: counted.unknown,
        not_sent: counted.not_sent,
        ..Count::default()
    };
    assert_eq!(*counted, good);
}
