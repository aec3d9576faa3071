//! What the facade costs beside a client written by hand and beside a good one: `cargo bench -p tests --bench overhead` with all
//! features, with `--no-default-features` with the facade's default ones. The frozen clients are in `baselines`.
//!
//! Each ratio is made in one run. Instructions (where valgrind is installed) and allocations are counted, and the benchmark
//! fails where a bound is passed. Time is only printed.

#[path = "../baselines/mod.rs"]
mod baselines;
mod server;

use std::{
    alloc::System,
    hint::black_box,
    io::Write,
    process::{Command, ExitCode},
    time::Instant,
};

use baselines::{Booked, Departments, booking, by_hand::ByHand, good::Good, page};
use serde::Deserialize;
use serde_json::Value;
use server::{answer, serve};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use tatodesk::{
    Tatodesk,
    ids::{CompanyId, ServiceTypeId, ServiceUnitId},
    jiff::civil::{date, time},
    types::{DigitalService, ListDigitalServicesReportResponse},
    wire,
};
use tokio::runtime::Runtime;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Turns of each, of which the median counts.
const TURNS: usize = 15;
/// Rows of the report that is decoded.
const ROWS: usize = 1000;
/// The sides that are compared, by hand first.
const SIDES: [&str; 3] = ["by hand", "good", "facade"];
/// The bounds of a small call, a little above what is reached: instructions beside by hand and beside good, and allocations beside
/// by hand.
const BOUNDS: [f64; 3] = if cfg!(feature = "all-features") {
    [0.99, 1.14, 0.95]
} else {
    [0.95, 1.09, 0.86]
};

/// One kind of work.
struct Work {
    name: &'static str,
    /// How often a turn does it.
    times: u32,
    /// Its answer, where it is a call.
    operation: Option<&'static str>,
    /// Does it as one of the sides does.
    start: fn(side: &str, url: &str) -> Box<dyn Fn()>,
}

const WORKS: [Work; 3] = [
    Work {
        name: "list departments",
        times: 200,
        operation: Some("listDepartments"),
        start: list_departments,
    },
    Work {
        name: "create appointment",
        times: 200,
        operation: Some("createAppointment"),
        start: create_appointment,
    },
    Work {
        name: "a report of 1,000 rows",
        times: 10,
        operation: None,
        start: decode,
    },
];

/// A report without lists that survive a malformed row.
#[derive(Deserialize)]
struct Rows {
    attendances: Vec<DigitalService>,
    error: Option<Value>,
}

fn facade(url: &str) -> Tatodesk {
    let builder = Tatodesk::builder().api_key("an-invented-key").base_url(url);
    builder.build().expect("a client")
}

/// Where a call of one side runs.
fn runtime() -> Runtime {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_all().build().expect("a runtime")
}

fn list_departments(side: &str, url: &str) -> Box<dyn Fn()> {
    const PATH: &str = "/cc/v1/listDepartments";
    let runtime = runtime();
    let check = |answer: Departments| {
        assert!(answer.error.is_none() && answer.count.is_some());
        assert_eq!(answer.departments.len(), 2);
    };
    match side {
        "by hand" => {
            let client = ByHand::new(url);
            Box::new(move || {
                let answer = runtime.block_on(client.call(PATH, &page()));
                check(answer.expect("an answer"));
            })
        }
        "good" => {
            let client = Good::new(url, PATH);
            Box::new(move || check(runtime.block_on(client.call(&page())).expect("an answer")))
        }
        _ => {
            let tatodesk = facade(url);
            Box::new(move || {
                let call = tatodesk.contact_center().list_departments();
                let answer = runtime.block_on(call.page(0).limit(10).send());
                assert_eq!(answer.expect("an answer").departments.len(), 2);
            })
        }
    }
}

fn create_appointment(side: &str, url: &str) -> Box<dyn Fn()> {
    const PATH: &str = "/pa/createAppointment";
    let runtime = runtime();
    let check = |answer: Booked| {
        assert!(answer.error.is_none() && answer.id == 11555);
        assert!(answer.documents.is_some() && !answer.protocol.is_empty());
    };
    match side {
        "by hand" => {
            let client = ByHand::new(url);
            Box::new(move || {
                let answer = runtime.block_on(client.call(PATH, &booking()));
                check(answer.expect("an answer"));
            })
        }
        "good" => {
            let client = Good::new(url, PATH);
            Box::new(move || {
                check(
                    runtime
                        .block_on(client.call(&booking()))
                        .expect("an answer"),
                )
            })
        }
        _ => {
            let tatodesk = facade(url);
            let (day, hour) = (date(2025, 6, 25), time(15, 40, 0, 0));
            Box::new(move || {
                let (company, unit, types) = (CompanyId(1), ServiceUnitId(288), [ServiceTypeId(1)]);
                let scheduling = tatodesk.scheduling();
                let call = scheduling.create_appointment(company, unit, types, day, hour);
                let call = call.contact("NAME", "Marina Duarte");
                let answer = runtime.block_on(call.send()).expect("an answer");
                assert!(!answer.protocol.is_empty());
            })
        }
    }
}

/// A report, from bytes to rows of the same type. A good client has no other way than one by hand.
fn decode(side: &str, _url: &str) -> Box<dyn Fn()> {
    let mut report = answer("listDigitalAttendancesReport");
    let row = report["attendances"][0].clone();
    report["attendances"] = vec![row; ROWS].into();
    let text = report.to_string();
    match side {
        "facade" => Box::new(move || {
            let report: ListDigitalServicesReportResponse =
                wire::decode(text.as_bytes()).expect("rows");
            let rows = report.services;
            assert!(rows.malformed().len() == 0 && rows.len() == ROWS);
            black_box(rows);
        }),
        _ => Box::new(move || {
            let rows: Rows = serde_json::from_str(&text).expect("rows");
            assert!(rows.error.is_none() && rows.attendances.len() == ROWS);
            black_box(rows.attendances);
        }),
    }
}

/// The median time of one on each side, in microseconds. The sides take turns.
fn time_of(work: &Work, url: &str) -> [f64; 3] {
    let sides = SIDES.map(|side| (work.start)(side, url));
    let turn = |run: &dyn Fn()| {
        let began = Instant::now();
        (0..work.times).for_each(|_| run());
        began.elapsed().as_secs_f64() * 1e6 / f64::from(work.times)
    };
    let mut turns = [const { Vec::new() }; 3];
    for _ in 0..=TURNS {
        for (run, turns) in sides.iter().zip(&mut turns) {
            turns.push(turn(run));
        }
    }
    turns.map(|mut turns: Vec<f64>| {
        turns[1..].sort_by(f64::total_cmp); // the first turn opens the connection
        turns[1 + TURNS / 2]
    })
}

/// What a process of its own says about `times` repetitions of the work, as instructions or allocations.
fn counted(kind: &str, place: usize, side: &str, times: u32, url: &str) -> Option<f64> {
    let program = std::env::current_exe().ok()?;
    let mut command = Command::new(if kind == INSTRUCTIONS {
        "valgrind".as_ref()
    } else {
        program.as_os_str()
    });
    if kind == INSTRUCTIONS {
        command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
        command.arg(&program);
    }
    command.args(["--run", &place.to_string(), side, &times.to_string(), url]);
    let output = command.output().ok()?;
    let told =
        [output.stdout, output.stderr].map(|told| String::from_utf8_lossy(&told).into_owned());
    let told = told.concat();
    let number = told
        .split(if kind == INSTRUCTIONS {
            "Collected : "
        } else {
            "Allocated : "
        })
        .nth(1)?;
    number.split_whitespace().next()?.parse().ok()
}

const INSTRUCTIONS: &str = "instructions";
const ALLOCATIONS: &str = "allocations";

/// The cost of one on each side, without what the process costs before: the difference of few repetitions and of more.
fn cost(kind: &str, place: usize, url: &str) -> Option<[f64; 3]> {
    let mut costs = [0.0; 3];
    for (side, cost) in SIDES.iter().zip(&mut costs) {
        let count = |times| counted(kind, place, side, times, url);
        *cost = (count(60)? - count(10)?) / 50.0;
    }
    Some(costs)
}

/// Prints a line of the table, with the facade's ratios to both others, which it returns.
fn line(name: &str, [by_hand, good, facade]: [f64; 3]) -> [f64; 2] {
    let (to_hand, to_good) = (facade / by_hand, facade / good);
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{name:<26}{by_hand:>12.0}{good:>12.0}{facade:>12.0}{to_hand:>12.3}{to_good:>12.3}"
    )
    .expect("a reader");
    [to_hand, to_good]
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if let [_, "--run", place, side, times, url] = arguments[..] {
        let work = &WORKS[place.parse::<usize>().expect("a place")];
        let run = (work.start)(side, url);
        let region = Region::new(ALLOCATOR);
        (0..times.parse().expect("a number")).for_each(|_: u32| run());
        let change = region.change();
        let mut out = std::io::stdout().lock();
        writeln!(
            out,
            "Allocated : {}",
            change.allocations + change.reallocations
        )
        .expect("a reader");
        return ExitCode::SUCCESS;
    }
    let mut out = std::io::stdout().lock();
    let [by_hand, good, facade] = SIDES;
    writeln!(
        out,
        "{:<26}{by_hand:>12}{good:>12}{facade:>12}{:>12}{:>12}",
        "", "/ by hand", "/ good"
    )
    .expect("a reader");
    drop(out);
    let mut passed = ExitCode::SUCCESS;
    for (place, work) in WORKS.iter().enumerate() {
        let url = work.operation.map(|id| serve(&answer(id).to_string()));
        let url = url.unwrap_or_default();
        line(&format!("{}, µs", work.name), time_of(work, &url));
        let [instructions, allocations] = [INSTRUCTIONS, ALLOCATIONS]
            .map(|kind| cost(kind, place, &url).map(|costs| line(&format!("  {kind}"), costs)));
        if work.operation.is_none() {
            continue;
        }
        let is_within = |ratio: Option<f64>, bound: f64| ratio.is_none_or(|ratio| ratio <= bound);
        let within = is_within(instructions.map(|[to_hand, _]| to_hand), BOUNDS[0])
            && is_within(instructions.map(|[_, to_good]| to_good), BOUNDS[1])
            && is_within(allocations.map(|[to_hand, _]| to_hand), BOUNDS[2]);
        if !within {
            let mut out = std::io::stdout().lock();
            writeln!(out, "  is above its bounds {BOUNDS:.2?}").expect("a reader");
            passed = ExitCode::FAILURE;
        }
    }
    passed
}
