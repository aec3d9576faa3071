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
#[path = "fault_matrix/table.rs"]
mod table;

use std::{io::Write, thread};

use caller::Caller;
use faults::{By, Fault};
use serde_json::json;
use server::Play;
use stage::Stage;
use table::Table;
use tatodesk::Effect;

/// The operations that meet an answer cut at each of its bytes.
const THOROUGH: [&str; 3] = ["getAppointment", "createAppointment", "sendSms"];

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
    fn play(self) -> Table {
        let stage = Stage::new();
        let callers = callers();
        let mut table = Table::default();
        match self {
            Part::Whole => {
                for caller in &callers {
                    for fault in faults::all(caller, false) {
                        stage.play(caller, &fault, &mut table);
                    }
                }
            }
            Part::EveryByte => {
                for id in THOROUGH {
                    let caller = callers.iter().find(|caller| caller.operation.id == id);
                    let caller = caller.expect("an operation of the spec");
                    for fault in faults::all(caller, true) {
                        if fault.row.ends_with("every byte") {
                            stage.play(caller, &fault, &mut table);
                        }
                    }
                }
            }
            Part::Stall(fault) => stage.play_together(&callers, &fault, &mut table),
            Part::Limits => {
                for fault in faults::limits() {
                    for caller in &callers {
                        stage.play(caller, &fault, &mut table);
                    }
                }
            }
        }
        stage.nothing_is_left();
        table
    }
}

#[test]
fn every_operation_meets_every_fault() {
    let mut parts = vec![Part::Whole, Part::EveryByte];
    parts.extend(faults::stalls().into_iter().map(Part::Stall));
    parts.push(Part::Limits);
    // Side by side, because a stall takes real time.
    let parts: Vec<_> = parts
        .into_iter()
        .map(|part| thread::spawn(|| part.play()))
        .collect();
    let mut table = Table::default();
    for part in parts {
        table.append(part.join().expect("no panic in a part"));
    }

    let table = format!("told, arrivals (operations)\n\n{}", table.show());
    // It does not use a macro, because the test runner holds back a macro's output if the test succeeds.
    let mut out = std::io::stdout().lock();
    write!(out, "\n{table}").expect("standard output is open");
    insta::assert_snapshot!(table);
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
