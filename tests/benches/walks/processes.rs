//! Processes of this program that read a report: alone, and under valgrind, which counts.

use std::process::Command;

use tests::counted::Counted;

use crate::{meter::Told, ways::Ask};

/// The arguments of a process that reads.
fn arguments(place: usize, ask: &Ask) -> [String; 5] {
    [
        place.to_string(),
        ask.url.clone(),
        ask.limit.to_string(),
        ask.look_ahead.to_string(),
        ask.times.to_string(),
    ]
}

/// Reads, and tells what that took.
pub(crate) fn run(place: usize, ask: &Ask) -> Told {
    let program = std::env::current_exe().expect("this program");
    let output = Command::new(program)
        .arg("--run")
        .args(arguments(place, ask))
        .output();
    let output = output.expect("a process");
    serde_json::from_slice(&output.stdout).expect("what it tells")
}

/// What is counted of a process.
pub(crate) fn counted(what: Counted, place: usize, ask: &Ask) -> f64 {
    what.of_run(arguments(place, ask))
}

/// What reads nothing.
pub(crate) fn idle(ask: &Ask) -> Ask {
    let mut idle = ask.clone();
    idle.times = 0;
    idle
}

/// The same, without what a process costs that makes its client and reads nothing.
pub(crate) fn cost(what: Counted, place: usize, ask: &Ask) -> f64 {
    counted(what, place, ask) - counted(what, place, &idle(ask))
}
