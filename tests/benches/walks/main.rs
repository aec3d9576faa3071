//! What pages and walks cost end to end: `cargo bench -p tests --bench walks --no-default-features` measures the facade's default
//! features; without the option one large page is read with all features. `-- full` walks further in instructions, `-- --record` writes
//! the figures that later runs are held to.
//!
//! The server is a process of its own, and so is each way to read. Instructions are counted by callgrind, less those of a process
//! that reads nothing. Memory is what the reader's heap takes above idle. Time is only printed. What a walk over a slow link waits for is
//! held as the round trips that it makes one after the other.

#[path = "../baselines/floor.rs"]
mod floor;
mod gate;
mod meter;
mod processes;
#[path = "../baselines/report.rs"]
mod report;
#[path = "../baselines/row.rs"]
mod row;
mod server;
mod ways;

use std::{fmt::Display, io::Write as _, process::ExitCode, sync::Arc};

use gate::Gate;
use meter::{Meter, Told, WINDOW};
use processes::{cost, counted, idle, run};
use server::{Server, listen};
use tests::{counted::Counted, recorded::Figures};
use ways::{Ask, BY_HAND, LIST, OWNED, VISITED, WAYS};

const NAME: &str = if cfg!(feature = "all-features") {
    "walks, all features"
} else {
    "walks"
};
/// The rows of a page of a long walk.
const PAGE: u64 = 10_000;
/// The rows of the longest walk.
const LONG: u64 = 2_000_000;
/// How far twice the rows may be from twice the instructions.
const LINEAR: f64 = 0.03;
/// How much more a walk may keep in the end than behind row 10,000.
const FLAT: f64 = 1.10;
/// How many windows at either end of a walk tell what it keeps.
const WINDOWS: usize = 50;
/// How many walks tell whether memory is flat: an odd number, for their median.
const WALKS: usize = 9;
/// What a long walk may take above the idle process, in bytes: at most with pages of the default length. With longer ones the HTTP client
/// takes more or less as the machine is busy, and it is what the walk keeps.
const WALK: u64 = 4_000_000;
/// The rows of a page, if the caller does not say it.
const DEFAULT_PAGE: u64 = 1000;
/// What one page of 100,000 rows may take above idle, in bytes.
const LARGE_PAGE: usize = 2_000_000;
/// What a walk that looks ahead may take above idle, in bytes.
const AHEAD: usize = 20_000_000;
/// The pages of a walk over a slow link, and how long each takes.
const PAGES: u64 = 50;
const DELAY: u64 = 20;

struct Bench {
    server: Server,
    figures: Figures,
    faults: u32,
}

impl Bench {
    fn ask(&self, all: u64, delay: u64, limit: u64) -> Ask {
        Ask {
            url: format!("{}/{all}/{delay}", self.server.url),
            limit,
            look_ahead: 0,
            times: 1,
        }
    }

    fn say(&self, line: impl Display) {
        writeln!(std::io::stdout(), "{line}").expect("a reader");
    }

    fn hold(&mut self, is_good: bool, fault: impl Display) {
        if !is_good {
            self.faults += 1;
            self.say(format!("  ! {fault}"));
        }
    }

    fn recorded(&mut self, name: &str, figure: f64) {
        if let Some(fault) = self.figures.fault(name, figure) {
            self.hold(false, fault);
        }
    }

    /// A page that is read as a whole or row by row, in each of these ways. By hand comes first.
    fn page(&mut self, rows: u64, places: &[usize]) {
        self.say(format!(
            "\n{:<34}{:>14}{:>12}{:>13}{:>14}{:>10}",
            format!("a page of {rows} rows"),
            "instructions",
            "of by hand",
            "allocations",
            "peak, bytes",
            "ms"
        ));
        // One more than there are, so that the page is known to be the last.
        let ask = self.ask(rows, 0, rows + 1);
        let mut by_hand = f64::NAN;
        for &place in places {
            let way = &WAYS[place];
            let instructions = cost(Counted::Instructions, place, &ask);
            // They are in proportion to the rows, and take long to count.
            let allocations = match rows {
                DEFAULT_PAGE => cost(Counted::Allocations, place, &ask).to_string(),
                _ => "-".to_owned(),
            };
            if place == BY_HAND {
                by_hand = instructions;
            }
            let told = run(place, &ask);
            let ratio = instructions / by_hand;
            self.say(format!(
                "{:<34}{instructions:>14.0}{ratio:>12.3}{allocations:>13}{:>14}{:>10.1}",
                way.name,
                told.peak(),
                told.milliseconds
            ));
            assert_eq!(told.rows, rows, "{}", way.name);
            if place >= LIST {
                let name = format!("a page of {rows}, {}", way.name);
                self.recorded(&format!("{name}, instructions of by hand"), ratio);
                let (name, peak) = (format!("{name}, peak"), told.peak());
                if place == LIST {
                    self.recorded(&name, peak as f64);
                } else {
                    // What streams hold depends on the pieces in which bytes arrive, so their bound is fixed.
                    self.figures.report(&name, peak as f64);
                    self.hold(peak <= LARGE_PAGE, "more than 2 MB above idle");
                }
            }
        }
    }

    /// Whether twice the rows cost twice the instructions.
    fn linear(&mut self, rows: u64) {
        for place in [VISITED, OWNED] {
            let (some, all) = (self.ask(rows, 0, PAGE), self.ask(2 * rows, 0, PAGE));
            let idle = counted(Counted::Instructions, place, &idle(&some));
            let (one, two) = (
                counted(Counted::Instructions, place, &some) - idle,
                counted(Counted::Instructions, place, &all) - idle,
            );
            let growth = two / (2.0 * one);
            let name = format!(
                "twice the rows, {}, instructions of linear",
                WAYS[place].name
            );
            self.recorded(&name, growth);
            self.say(format!(
                "{}, {} rows beside {rows}: {:.0} instructions a row, {growth:.4} of linear",
                WAYS[place].name,
                2 * rows,
                two / (2 * rows) as f64
            ));
            self.hold((growth - 1.0).abs() <= LINEAR, "not linear within 3 %");
        }
    }

    /// Whether memory is flat from row 10,000 on, with pages of this many rows.
    fn flat(&mut self, limit: u64) {
        for place in [VISITED, OWNED] {
            let mut ask = self.ask(LONG, 0, limit);
            ask.look_ahead = 1;
            let walks: [Told; WALKS] = std::array::from_fn(|_| run(place, &ask));
            let most = |of: fn(&Told) -> u64| walks.iter().map(of).max().unwrap_or(0);
            let (peak, resident) = (most(|told| told.peak() as u64), most(|told| told.resident));
            let mut kept = walks.each_ref().map(|told| {
                assert_eq!(told.rows, LONG);
                // The first window ends at row 10,000, and the last one is not whole.
                let later = &told.windows[1..told.windows.len() - 1];
                let (early, late) = (&later[..WINDOWS], &later[later.len() - WINDOWS..]);
                (usually_kept(early), usually_kept(late))
            });
            let growth_of = |(early, late): &(usize, usize)| *late as f64 / *early as f64;
            kept.sort_by(|one, other| growth_of(one).total_cmp(&growth_of(other)));
            let (early, late) = kept[WALKS / 2];
            let growth = growth_of(&(early, late));
            let name = format!("{LONG} rows in pages of {limit}, {}", WAYS[place].name);
            self.say(format!(
                "{name}: peak {peak} bytes, keeps {early} behind row {WINDOW} and {late} in the end ({growth:.3}, in {WALKS} walks {:.3} to {:.3}), \
                 resident memory {resident} bytes above idle, {:.0} ms",
                growth_of(&kept[0]),
                growth_of(&kept[WALKS - 1]),
                walks[0].milliseconds
            ));
            self.hold(growth <= FLAT, "not flat within 10 %");
            let mut held = late as u64;
            if limit == DEFAULT_PAGE {
                held = peak;
                let name = format!("{LONG} rows, {}", WAYS[place].name);
                self.figures
                    .report(&format!("{name}, memory in the end"), growth);
                self.figures.report(&format!("{name}, peak"), held as f64);
            }
            self.hold(held <= WALK, "more than 4 MB above idle");
        }
    }

    /// Walks whose pages take their time, and the round trips that they make one after the other.
    fn slow(&mut self, rows: u64) {
        for look_ahead in [1, 4, 8, 16] {
            // The last page lacks a row, so that it is known to be the last.
            let all = rows * PAGES - 1;
            let mut ask = self.ask(all, DELAY, rows);
            ask.look_ahead = look_ahead;
            let told = run(VISITED, &ask);
            assert_eq!(told.rows, all);
            let least = PAGES.div_ceil(look_ahead as u64);
            let ideal = least * DELAY;
            let name = format!("{PAGES} pages of {rows} rows, look-ahead {look_ahead}");
            let times = told.milliseconds / ideal as f64;
            self.figures
                .report(&format!("{name}, time of the ideal"), times);

            let gate = Arc::new(Gate::new(look_ahead as u64, PAGES));
            ask.url = format!("{}/{all}/0", listen(Some(Arc::clone(&gate))));
            assert_eq!(run(VISITED, &ask).rows, all);
            let rounds = gate.rounds();
            self.say(format!(
                "{name:<40} at {DELAY} ms: {rounds:>3} round trips of the ideal {least:>2}, {:>6.0} ms, {times:.2} of the ideal {ideal:>4} ms, \
                 peak {} bytes",
                told.milliseconds,
                told.peak()
            ));
            self.recorded(
                &format!("{name}, round trips of the ideal"),
                rounds as f64 / least as f64,
            );
            self.figures
                .report(&format!("{name}, peak"), told.peak() as f64);
            self.hold(told.peak() <= AHEAD, "more than 20 MB above idle");
        }
    }
}

/// What a walk keeps over some windows: a tenth of them hold less. What waits for the reader besides, and the buffers of the HTTP
/// client, come and go as the machine is busy, by 400 KiB.
fn usually_kept(windows: &[usize]) -> usize {
    let mut windows = windows.to_vec();
    windows.sort_unstable();
    windows[windows.len() / 10]
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        [_, "--serve"] => {
            server::serve();
            ExitCode::SUCCESS
        }
        [_, "--run", place, url, limit, look_ahead, times] => {
            let way = &WAYS[place.parse::<usize>().expect("a place")];
            let ask = Ask {
                url: url.to_owned(),
                limit: limit.parse().expect("a number"),
                look_ahead: look_ahead.parse().expect("a number"),
                times: times.parse().expect("a number"),
            };
            let mut meter = Meter::new();
            (way.run)(&ask, &mut meter);
            let told = meter.end();
            let told = serde_json::to_string(&told).expect("JSON");
            writeln!(std::io::stdout(), "{told}").expect("a reader");
            ExitCode::SUCCESS
        }
        _ => {
            let is_full = arguments.contains(&"full");
            let mut bench = Bench {
                server: Server::start(),
                figures: Figures::of(NAME),
                faults: 0,
            };
            if cfg!(feature = "all-features") {
                bench.page(100_000, &[BY_HAND, OWNED, VISITED]);
            } else {
                bench.flat(DEFAULT_PAGE);
                bench.flat(PAGE);
                bench.slow(100);
                bench.slow(1000);
                let all: Vec<usize> = (0..WAYS.len()).collect();
                bench.page(1000, &all);
                bench.page(100_000, &all);
                bench.linear(if is_full { LONG / 2 } else { LONG / 10 });
            }
            bench.figures.end();
            ExitCode::from(u8::from(bench.faults > 0))
        }
    }
}
