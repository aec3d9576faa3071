//! What bulk sends cost: `cargo bench -p tests --bench bulk`.
//!
//! It plans 100,000 recipients, counts the instructions of the engine beside bare sends, and sends 10,000 messages with a full sync of
//! each commit. The benchmark fails where memory or instructions pass their aims. Times are only printed.

#[path = "overhead/server.rs"]
mod server;

use std::{io::Write, path::Path, process::ExitCode, time::Instant};

use server::{answer, serve};
use tatodesk::{Phone, Tatodesk};
use tatodesk_bulk::{Campaign, Channel, Columns, Encoding, Ledger, RunOptions, read_csv};
use tests::{counted::Counted, recorded::Figures};
use tokio::task::JoinSet;

const APP: &str = "f550afc1-0000-4000-8000-000000000001";
const TEMPLATE: &str = "appointment_confirmed";
/// Messages that are on their way at the same time.
const CONCURRENCY: usize = 64;
/// What a plan of 100,000 recipients may take in memory, in KiB.
const PLAN_MEMORY: u64 = 30 * 1024;
/// How often instructions are counted.
const RUNS: u32 = 3;
/// Instructions of the engine beside bare sends.
const RATIO: &str = "a message, instructions of a bare send";

fn client(url: &str) -> Tatodesk {
    let builder = Tatodesk::builder().api_key("an-invented-key").base_url(url);
    builder.retries(0).build().expect("a client")
}

fn phone(number: u32) -> String {
    format!("+55819{number:08}")
}

/// A list as a spreadsheet writes it.
fn list(count: u32) -> Vec<u8> {
    let mut list = b"nome;telefone;data\r\n".to_vec();
    for number in 0..count {
        write!(list, "Marina;{};28/01/2026\r\n", phone(number)).expect("memory");
    }
    list
}

/// Plans a campaign in a new ledger.
fn plan(path: &Path, count: u32) -> Ledger {
    let ledger = Ledger::open(path).expect("a ledger");
    let columns = Columns::new("telefone").params(["nome", "data"]);
    let rows = read_csv(list(count), Encoding::Auto, &columns).expect("rows");
    let campaign = Campaign::new("autumn", Channel::Sms, APP, TEMPLATE)
        .rate(1e9)
        .concurrency(CONCURRENCY as u32);
    let plan = ledger.plan(&campaign, rows).expect("a plan");
    assert_eq!(plan.recipients, u64::from(count));
    ledger
}

fn runtime() -> tokio::runtime::Runtime {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_all().build().expect("a runtime")
}

/// Sends through the engine.
fn engine(url: &str, count: u32) {
    let folder = tempfile::tempdir().expect("a folder");
    let ledger = plan(&folder.path().join("autumn.ledger"), count);
    let options = RunOptions::confirm(count.into());
    let tatodesk = client(url);
    let run = ledger.run("autumn", &tatodesk, options, |_| ());
    let began = Instant::now();
    let report = runtime().block_on(run).expect("a report");
    assert_eq!(report.started, u64::from(count));
    say("Time : ", began.elapsed().as_millis());
}

/// Sends the same messages without a ledger.
fn bare(url: &str, count: u32) {
    let tatodesk = client(url);
    let began = Instant::now();
    runtime().block_on(async {
        let mut sends = JoinSet::new();
        let end = async |sends: &mut JoinSet<_>| {
            let ended: Option<Result<Result<_, tatodesk::Error>, _>> = sends.join_next().await;
            ended.expect("a send").expect("no panic").expect("accepted");
        };
        for number in 0..count {
            if sends.len() == CONCURRENCY {
                end(&mut sends).await;
            }
            let phone: Phone = phone(number).parse().expect("a phone");
            let call = tatodesk.sms().send_template(APP, TEMPLATE, phone);
            let call = call.params(["Marina", "28/01/2026"]);
            let id = format!("01JJPX0000000000{number:010}");
            let call = call.metadata("TATODESK_BULK", id);
            sends.spawn(async move { call.send().await });
        }
        while !sends.is_empty() {
            end(&mut sends).await;
        }
    });
    say("Time : ", began.elapsed().as_millis());
}

/// A line of this process's state, in KiB.
fn memory(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let number = line.and_then(|line| line.split_whitespace().next());
    number.and_then(|number| number.parse().ok()).expect(name)
}

fn say(what: &str, value: impl std::fmt::Display) {
    writeln!(std::io::stdout(), "{what}{value} .").expect("a reader");
}

/// Runs a part of this benchmark in a process of its own.
fn ask(what: Counted, part: &str, count: u32, url: &str) -> f64 {
    what.of_run([part, &count.to_string(), url])
}

const TIME: &str = "Time : ";
const PEAK: &str = "Peak : ";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if let [_, "--run", part, count, url] = arguments[..] {
        let count = count.parse().expect("a number");
        match part {
            "plan" => {
                let folder = tempfile::tempdir().expect("a folder");
                let idle = memory("VmRSS:");
                let began = Instant::now();
                drop(plan(&folder.path().join("autumn.ledger"), count));
                say(TIME, began.elapsed().as_millis());
                say(PEAK, memory("VmHWM:").saturating_sub(idle));
            }
            "engine" => engine(url, count),
            _ => bare(url, count),
        }
        return ExitCode::SUCCESS;
    }
    let url = serve(&answer("sendSms"));
    let mut passed = true;
    let mut figures = Figures::of("bulk");
    let mut out = std::io::stdout().lock();
    let mut tell = |line: String| writeln!(out, "{line}").expect("a reader");

    let [time, peak] = [TIME, PEAK].map(|it| ask(Counted::Printed(it), "plan", 100_000, ""));
    tell(format!(
        "plan of 100,000 recipients: {time} ms, {peak} KiB above idle (at most {PLAN_MEMORY})"
    ));
    passed &= peak <= PLAN_MEMORY as f64;

    for part in ["bare", "engine"] {
        let time = ask(Counted::Printed(TIME), part, 10_000, &url);
        let rate = 10_000.0 / time * 1000.0;
        tell(format!("10,000 sends, {part}: {rate:.0} a second"));
    }

    let [bare, plan, both] = ["bare", "plan", "engine"].map(|part| {
        // A busy machine answers in smaller groups, which are more commits. So the least of some runs counts.
        let least = |count| {
            let runs = (0..RUNS).map(|_| ask(Counted::Instructions, part, count, &url));
            runs.fold(f64::INFINITY, f64::min)
        };
        (least(1500) - least(500)) / 1000.0
    });
    let ratio = (both - plan) / bare;
    tell(format!(
        "instructions of a message: {bare:.0} bare, {:.0} through the engine, {ratio:.2} times; of its plan: {plan:.0}",
        both - plan
    ));
    if let Some(fault) = figures.fault(RATIO, ratio) {
        tell(format!("  ! {fault}"));
        passed = false;
    }
    figures.end();
    if passed {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
