//! Every operation meets every fault, through the program: its exit code, its two streams, and how many requests arrive.
//!
//! Whole answers come from httpmock, which has its own opinion of how HTTP is spoken; connections break on real bytes.

mod list;
mod server;
mod stage;
mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::sync::Mutex;

use list::Fault;
use stage::Stage;
use table::Table;

use super::side_by_side;
use super::spec::{self, Operation};
use crate::support::full_size;

const TITLE: &str = "tatodesk api, --retries 1: exit code, arrivals";

/// The operations that meet an answer cut at each of its bytes, rare statuses, and other numbers of attempts.
const THOROUGH: [&str; 3] = ["getAppointment", "createAppointment", "sendSms"];

/// At the small size a fault meets one in `SHARE` operations of each effect, and at least one.
const SHARE: usize = 16;

/// How many operations run at the same time. Most of their time is pauses and stalls.
const THREADS: usize = 12;

/// Everything that an operation meets.
fn all(operation: &Operation) -> Vec<Fault> {
    let mut faults = list::successes(operation);
    faults.extend(list::connections());
    faults.extend(list::cuts(operation));
    faults.extend(list::STATUSES.into_iter().flat_map(list::status));
    faults.extend(list::stalls(operation));
    faults
}

/// What the thorough ones meet beyond that. At the small size they take turns with the rare statuses.
fn more(operation: &Operation) -> Vec<Fault> {
    let mut faults = list::every_cut(operation);
    let rare = list::rare().flat_map(list::status).enumerate();
    let place = THOROUGH.iter().position(|id| *id == operation.id);
    let turn = |fault: usize| full_size() || place == Some(fault % THOROUGH.len());
    faults.extend(
        rare.filter(|(fault, _)| turn(*fault))
            .map(|(_, fault)| fault),
    );
    faults
}

/// Which operation meets which row of the table. At the small size the operations take turns, so that each row still meets each
/// effect, and each operation many rows.
fn plan(
    operations: &[Operation],
    faults: &impl Fn(&Operation) -> Vec<Fault>,
) -> BTreeSet<(&'static str, String)> {
    let mut rows: BTreeMap<String, BTreeMap<&str, Vec<&'static str>>> = BTreeMap::new();
    for operation in operations {
        for fault in faults(operation) {
            let effects = rows.entry(fault.row.clone()).or_default();
            let met = effects.entry(operation.effect).or_default();
            if !met.contains(&operation.id) {
                met.push(operation.id);
            }
        }
    }
    let share = if full_size() { 1 } else { SHARE };
    let mut plan = BTreeSet::new();
    for (turn, (row, effects)) in rows.into_iter().enumerate() {
        for ids in effects.into_values() {
            let first = turn % share.min(ids.len());
            plan.extend(
                ids.into_iter()
                    .skip(first)
                    .step_by(share)
                    .map(|id| (id, row.clone())),
            );
        }
    }
    plan
}

/// Plays the operations' faults, with `retries` further attempts of a read.
fn play(
    operations: &[Operation],
    faults: impl Fn(&Operation) -> Vec<Fault> + Sync,
    retries: usize,
    table: &Mutex<Table>,
) {
    // In the order of the list, whichever run ends first.
    for operation in operations {
        for fault in faults(operation) {
            table.lock().expect("not poisoned").row(&fault.row);
        }
    }
    let plan = plan(operations, &faults);
    side_by_side(operations, THREADS, |operation| {
        let stage = Stage::new(operation);
        let faults = faults(operation).into_iter();
        let faults = faults.filter(|fault| plan.contains(&(operation.id, fault.row.clone())));
        for (place, fault) in faults.enumerate() {
            let json = (place + operation.turn) % 2 == 0;
            let (code, arrived) = stage.play(&fault, retries, json);
            let mut table = table.lock().expect("not poisoned");
            let row = table.row(&fault.row);
            table.count(row, operation.effect, operation.id, code, arrived);
        }
    });
}

fn thorough() -> Vec<Operation> {
    let mut operations = spec::operations();
    operations.retain(|operation| THOROUGH.contains(&operation.id));
    assert_eq!(operations.len(), THOROUGH.len());
    operations
}

#[test]
fn every_operation_meets_every_fault() {
    let table = Mutex::default();
    let operations = spec::operations();
    assert_eq!(operations.len(), 52);
    play(&operations, all, 1, &table);
    let table = table.into_inner().expect("not poisoned");
    let counted = table.show(true);
    // Not by a macro, whose output is kept back where a test succeeds.
    write!(
        std::io::stdout().lock(),
        "\n{TITLE} (operations)\n\n{counted}"
    )
    .expect("standard output is open");
    insta::assert_snapshot!(format!("{TITLE}\n\n{}", table.show(false)));
    if full_size() {
        insta::assert_snapshot!(
            "every_operation_meets_every_fault_counted",
            format!("{TITLE} (operations)\n\n{counted}")
        );
    }
}

#[test]
fn a_read_arrives_as_often_as_it_may_and_everything_else_once() {
    let operations = thorough();
    for (turn, retries) in [0, 2].into_iter().enumerate() {
        // At the small size each fault takes one of the turns.
        let faults = |operation: &Operation| {
            let faults = all(operation).into_iter().enumerate();
            let faults = faults.filter(|(place, _)| full_size() || place % 2 == turn);
            faults.map(|(_, fault)| fault).collect()
        };
        play(&operations, faults, retries, &Mutex::default());
    }
}

#[test]
fn rare_statuses_and_answers_that_are_cut_anywhere_follow_the_same_rules() {
    let table = Mutex::default();
    play(&thorough(), more, 0, &table);
    table.into_inner().expect("not poisoned").show(false);
}
