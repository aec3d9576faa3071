//! What a small call costs, as five clients make it: `cargo bench -p tests --bench overhead` with all features, with
//! `--no-default-features` with the facade's default ones. `-- --record` writes the figures that later runs are held to.
//!
//! Each client is a process of its own, and each ratio is made in one run. Instructions and allocations are counted, as the difference of
//! few repetitions and of more, and the benchmark fails where a figure is above its bound. Time is only printed.

mod server;
mod works;

use std::{alloc::System, fmt::Display, io::Write, process::ExitCode, time::Instant};

use server::{answer, serve};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use tests::{counted::Counted, recorded::Figures};
use works::{SIDES, WORKS, Work};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const NAME: &str = if cfg!(feature = "all-features") {
    "overhead, all features"
} else {
    "overhead"
};
/// Turns of each side, of which the median counts.
const TURNS: usize = 15;
/// Calls of a turn.
const CALLS: u32 = 200;

/// What stands before the number of allocations that a process prints.
const ALLOCATED: &str = "Allocated : ";

type Costs = [f64; SIDES.len()];

/// The median time of a call of each side, in microseconds. The sides take turns.
fn times(work: &Work, url: &str) -> Costs {
    let sides = SIDES.map(|side| (work.start)(side, url));
    let mut turns = [const { Vec::new() }; SIDES.len()];
    for _ in 0..=TURNS {
        for (call, turns) in sides.iter().zip(&mut turns) {
            let began = Instant::now();
            (0..CALLS).for_each(|_| call());
            turns.push(began.elapsed().as_secs_f64() * 1e6 / f64::from(CALLS));
        }
    }
    turns.map(|mut turns: Vec<f64>| {
        turns[1..].sort_by(f64::total_cmp); // the first turn opens the connection
        turns[1 + TURNS / 2]
    })
}

/// The cost of one call of each side, without what the process costs before.
fn costs(what: Counted, place: usize, url: &str) -> Costs {
    SIDES.map(|side| {
        let place = place.to_string();
        let count = |calls: u32| what.of_run([&place, side, &calls.to_string(), url]);
        (count(60) - count(10)) / 50.0
    })
}

fn say(line: impl Display) {
    writeln!(std::io::stdout(), "{line}").expect("a reader");
}

/// Prints a line of the table.
fn row(name: &str, costs: Costs) {
    let [by_hand, good, .., facade] = costs;
    let costs: String = costs.iter().map(|cost| format!("{cost:>10.0}")).collect();
    let (to_hand, to_good) = (facade / by_hand, facade / good);
    say(format!("{name:<24}{costs}{to_hand:>12.3}{to_good:>12.3}"));
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if let [_, "--run", place, side, calls, url] = arguments[..] {
        let call = (WORKS[place.parse::<usize>().expect("a place")].start)(side, url);
        let region = Region::new(ALLOCATOR);
        (0..calls.parse().expect("a number")).for_each(|_: u32| call());
        let change = region.change();
        let allocations = change.allocations + change.reallocations;
        say(format!("{ALLOCATED}{allocations}"));
        return ExitCode::SUCCESS;
    }
    let mut figures = Figures::of(NAME);
    let sides: String = SIDES.iter().map(|side| format!("{side:>10}")).collect();
    say(format!(
        "{NAME:<24}{sides}{:>12}{:>12}",
        "of by hand", "of good"
    ));
    let mut fails = false;
    for (place, work) in WORKS.iter().enumerate() {
        let url = serve(&answer(work.operation));
        say(work.name);
        row("  µs", times(work, &url));
        let instructions = costs(Counted::Instructions, place, &url);
        row("  instructions", instructions);
        let allocations = costs(Counted::Printed(ALLOCATED), place, &url);
        row("  allocations", allocations);
        let [by_hand, good, _, plain, facade] = instructions;
        for (what, figure) in [
            ("instructions of by hand", facade / by_hand),
            ("instructions of good", facade / good),
            ("allocations of by hand", allocations[4] / allocations[0]),
            ("plain, instructions of by hand", plain / by_hand),
        ] {
            if let Some(fault) = figures.fault(&format!("{}, {what}", work.name), figure) {
                say(format!("  ! {fault}"));
                fails = true;
            }
        }
    }
    figures.end();
    ExitCode::from(u8::from(fails))
}
