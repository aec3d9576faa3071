//! Processes of this program that read a report: alone, and under valgrind, which counts.

use std::process::Command;

use crate::{meter::Told, ways::Ask};

/// The arguments of a process that reads.
fn arguments(place: usize, ask: &Ask) -> [String; 6] {
    [
        "--run".to_owned(),
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
    let output = Command::new(program).args(arguments(place, ask)).output();
    let output = output.expect("a process");
    serde_json::from_slice(&output.stdout).expect("what it tells")
}

/// A tool of valgrind, and what stands before the number that it tells.
pub(crate) type Tool = (&'static [&'static str], &'static str);

pub(crate) const CALLGRIND: Tool = (
    &["--tool=callgrind", "--callgrind-out-file=/dev/null"],
    "Collected : ",
);
pub(crate) const MEMCHECK: Tool = (&["--tool=memcheck"], "total heap usage: ");

/// Instructions or allocations of a process.
pub(crate) fn counted((tool, mark): Tool, place: usize, ask: &Ask) -> f64 {
    let program = std::env::current_exe().expect("this program");
    let mut valgrind = Command::new("valgrind");
    let run = valgrind.args(tool).arg(program).args(arguments(place, ask));
    let told = run.output().expect("this needs valgrind").stderr;
    let told = String::from_utf8_lossy(&told);
    let counted = told.split(mark).nth(1);
    let counted = counted.and_then(|told| {
        let number = told.split_whitespace().next()?;
        number.replace(',', "").parse().ok()
    });
    counted.unwrap_or_else(|| panic!("valgrind counted nothing: {told}"))
}

/// What reads nothing.
pub(crate) fn idle(ask: &Ask) -> Ask {
    let mut idle = ask.clone();
    idle.times = 0;
    idle
}

/// The same, without what a process costs that makes its client and reads nothing.
pub(crate) fn cost(tool: Tool, place: usize, ask: &Ask) -> f64 {
    counted(tool, place, ask) - counted(tool, place, &idle(ask))
}
