//! Every operation meets every fault. The table shows what the caller is told, and how many requests arrive. A write or a send
//! arrives once at most after a byte left. A read arrives as often as its limit, its time and the client's budget allow. The
//! table is a snapshot.

#[path = "fault_matrix/caller.rs"]
mod caller;
#[path = "fault_matrix/faults.rs"]
mod faults;
#[path = "fault_matrix/server.rs"]
mod server;
#[path = "fault_matrix/stage.rs"]
mod stage;
#[path = "fault_matrix/streams.rs"]
mod streams;
#[path = "fault_matrix/table.rs"]
mod table;
#[path = "fault_matrix/walks.rs"]
mod walks;

use std::{io::Write, thread};

use caller::Caller;
use faults::{By, Fault};
use serde_json::json;
use server::Play;
use stage::Stage;
use table::Table;
use tatodesk::Effect;

/// The operations that meet an answer cut at each of its bytes. The last of them is walked over too.
const THOROUGH: [&str; 4] = [
    "getAppointment",
    "createAppointment",
    "sendSms",
    "listDepartments",
];

fn callers() -> Vec<Caller> {
    let callers = caller::all();
    assert_eq!(callers.len(), 52);
    // If no type can be wrong, the documentation has only `error`.
    let without_types = callers.iter().filter(|caller| caller.wrong.is_none());
    let mut answers = without_types.map(|caller| &caller.good);
    assert!(answers.all(|good| *good == json!({"error": null})));
    callers
}

/// A part of the table, in the order of its rows. Each part has its own server and clients.
enum Part {
    Whole,
    EveryByte,
    Stall(Fault),
    Limits,
}

impl Part {
    fn play(self, callers: &[Caller]) -> Table {
        let stage = Stage::new();
        let mut table = Table::default();
        match self {
            Part::Whole => {
                for caller in callers {
                    for fault in faults::all(caller, false) {
                        stage.play(caller, &fault, &mut table);
                    }
                }
            }
            Part::EveryByte => {
                let thorough = |caller: &&Caller| THOROUGH.contains(&caller.operation.id);
                for caller in callers.iter().filter(thorough) {
                    for fault in faults::all(caller, true) {
                        if fault.row.ends_with("every byte") {
                            stage.play(caller, &fault, &mut table);
                        }
                    }
                }
            }
            Part::Stall(fault) => {
                for round in rounds(callers) {
                    stage.play_together(&round, &fault, &mut table);
                }
            }
            Part::Limits => {
                for fault in faults::limits() {
                    for caller in callers {
                        stage.play(caller, &fault, &mut table);
                    }
                }
            }
        }
        stage.nothing_is_left();
        table
    }
}

/// The callers in rounds that have no operation twice, so that arrivals can be told apart.
fn rounds(callers: &[Caller]) -> Vec<Vec<&Caller>> {
    let mut rounds: Vec<Vec<&Caller>> = Vec::new();
    for caller in callers {
        let same = |other: &&Caller| other.operation.id == caller.operation.id;
        match rounds.iter_mut().find(|round| !round.iter().any(same)) {
            Some(round) => round.push(caller),
            None => rounds.push(vec![caller]),
        }
    }
    rounds
}

/// All parts of the table, in words. The parts run side by side, because a stall takes real time.
fn played(callers: fn() -> Vec<Caller>) -> String {
    let mut parts = vec![Part::Whole, Part::EveryByte];
    parts.extend(faults::stalls().into_iter().map(Part::Stall));
    parts.push(Part::Limits);
    let parts: Vec<_> = parts
        .into_iter()
        .map(|part| thread::spawn(move || part.play(&callers())))
        .collect();
    let mut table = Table::default();
    for part in parts {
        table.append(part.join().expect("no panic in a part"));
    }

    let table = format!("told, arrivals (operations)\n\n{}", table.show());
    // It does not use a macro, because the test runner holds back a macro's output if the test succeeds.
    let mut out = std::io::stdout().lock();
    write!(out, "\n{table}").expect("standard output is open");
    table
}

#[test]
fn every_operation_meets_every_fault() {
    insta::assert_snapshot!(played(callers));
}

#[test]
fn every_walk_meets_every_fault_as_a_call_does() {
    insta::assert_snapshot!(played(walks::all));
}

#[test]
fn every_walk_meets_the_faults_of_streams() {
    assert!(streams::played() > 1000);
}

#[test]
fn a_dead_server_is_not_hammered() {
    let stage = Stage::new();
    let callers = callers();
    let of_effect = |effect| -> Vec<&Caller> {
        let callers = callers.iter();
        callers.filter(|it| it.operation.effect == effect).collect()
    };
    let arrivals = |effect, by| {
        let callers = of_effect(effect);
        stage.arrivals_of(&callers, Play::CloseUnread, by)
    };
    // 39 calls have paid for seven further attempts, whatever their own limits are.
    assert_eq!(arrivals(Effect::Read, By::AFifth), 39 + 39 / 5);
    assert_eq!(arrivals(Effect::Read, By::Plenty), 39 * faults::LIMIT);
    assert_eq!(arrivals(Effect::Write, By::Plenty), 10);
    assert_eq!(arrivals(Effect::Send, By::Plenty), 3);
}
