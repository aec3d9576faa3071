//! What a row of the digital services report costs beside serde: `cargo bench -p tests --bench rows`.
//!
//! valgrind counts instructions and allocations, over some pages and over twice as many, so that the start of the process does not
//! count. All figures are ratios made in one run. The run fails where a bound does not hold.

mod ways;

use std::{io::Write as _, process::ExitCode};

use tests::{counted::Counted, recorded::Figures};
use ways::{BORROWED, OWNED, ROWS, WAYS, page};

/// What is counted of one row.
fn cost(what: Counted, place: usize) -> f64 {
    let run = |pages: u32| what.of_run([place.to_string(), pages.to_string()]);
    (run(4) - run(2)) / (2 * ROWS) as f64
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if let [_, "--run", place, pages] = arguments[..] {
        let way = &WAYS[place.parse::<usize>().expect("a place")];
        let page = page(way.rows);
        let pages: u32 = pages.parse().expect("a number");
        (0..pages).for_each(|_| (way.run)(&page));
        return ExitCode::SUCCESS;
    }
    let mut out = std::io::stdout().lock();
    let mut told: Vec<f64> = Vec::new();
    let mut fails = false;
    let mut figures = Figures::of("rows");
    for (place, way) in WAYS.iter().enumerate() {
        let instructions = cost(Counted::Instructions, place);
        let allocations = cost(Counted::Allocations, place);
        told.push(instructions);
        let ratios =
            [OWNED, BORROWED].map(|place| instructions / told.get(place).unwrap_or(&instructions));
        let (whose, ratio) = match way.beside {
            BORROWED => ("serde, borrowed", ratios[BORROWED]),
            _ => ("serde, owned", ratios[OWNED]),
        };
        let met = [
            (format!("instructions of {whose}"), ratio),
            ("allocations".to_owned(), allocations),
        ];
        for (what, figure) in met {
            if let Some(fault) = figures.fault(&format!("{}, {what}", way.name), figure) {
                writeln!(out, "  ! {fault}").expect("a reader");
                fails = true;
            }
        }
        let name = way.name;
        writeln!(
            out,
            "{name:<28}{instructions:>10.0} instructions {:>6.3} of owned {:>6.3} of borrowed {allocations:>7.3} allocations",
            ratios[0], ratios[1]
        )
        .expect("a reader");
    }
    figures.end();
    ExitCode::from(u8::from(fails))
}
