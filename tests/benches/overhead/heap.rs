//! What heap a small call takes, as five clients make it: `cargo bench -p tests --bench overhead_heap`, with `--no-default-features` for
//! the facade's default features.
//!
//! It is a program beside `overhead`, because no allocator counts allocations and watches the most heap as well. Each client is a
//! process of its own. What it keeps between calls does not count.

mod server;
mod works;

use std::{io::Write as _, process::ExitCode};

use peak_alloc::PeakAlloc;
use server::{answer, serve};
use tests::{counted::Counted, recorded::Figures};
use works::{SIDES, WORKS};

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

const NAME: &str = if cfg!(feature = "all-features") {
    "overhead_heap, all features"
} else {
    "overhead_heap"
};

/// What stands before the number that a process prints.
const PEAK: &str = "Peak : ";

/// The most heap above idle of a process of its own.
fn peak(place: usize, side: &str, url: &str) -> f64 {
    Counted::Printed(PEAK).of_run([&place.to_string(), side, url])
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut out = std::io::stdout();
    if let [_, "--run", place, side, url] = arguments[..] {
        let call = (WORKS[place.parse::<usize>().expect("a place")].start)(side, url);
        // The connection is open then, and buffers have their size.
        (0..10).for_each(|_| call());
        let idle = HEAP.current_usage();
        HEAP.reset_peak_usage();
        (0..100).for_each(|_| call());
        let peak = HEAP.peak_usage().saturating_sub(idle);
        writeln!(out, "{PEAK}{peak}").expect("a reader");
        return ExitCode::SUCCESS;
    }
    let mut figures = Figures::of(NAME);
    let mut fails = false;
    let sides: String = SIDES.iter().map(|side| format!("{side:>10}")).collect();
    writeln!(out, "{:<24}{sides}", "most heap, bytes").expect("a reader");
    for (place, work) in WORKS.iter().enumerate() {
        let url = serve(&answer(work.operation));
        let peaks = SIDES.map(|side| peak(place, side, &url));
        let told: String = peaks.iter().map(|peak| format!("{peak:>10}")).collect();
        writeln!(out, "{:<24}{told}", work.name).expect("a reader");
        let [by_hand, .., facade] = peaks;
        let name = format!("{}, most heap of by hand", work.name);
        if let Some(fault) = figures.fault(&name, facade / by_hand) {
            writeln!(out, "  ! {fault}").expect("a reader");
            fails = true;
        }
    }
    figures.end();
    ExitCode::from(u8::from(fails))
}
