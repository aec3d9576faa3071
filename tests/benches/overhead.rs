//! What the facade costs beside a client written by hand: `cargo bench -p tests`.
//!
//! Both do the same in one run, in turns, so that the ratio holds on any machine. Where valgrind is installed, the instructions
//! of both are counted as well, which no load on the machine can change.

use std::{
    hint::black_box,
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    process::Command,
    time::{Duration, Instant},
};

use serde::Deserialize;
use serde_json::{Value, json};
use tatodesk::{
    Tatodesk,
    types::{DigitalService, ListDigitalServicesReportResponse},
    wire,
};
use tests::spec;
use tokio::runtime::Runtime;

/// Turns of each, of which the median counts.
const TURNS: usize = 15;
/// Rows of the report that is decoded.
const ROWS: usize = 1000;

/// Two ways to the same end, and how often a turn takes each of them.
struct Pair {
    name: &'static str,
    times: u32,
    by_hand: Box<dyn Fn()>,
    facade: Box<dyn Fn()>,
}

/// What a program decodes that needs nothing else.
#[derive(Deserialize)]
struct Companies {
    companies: Vec<Company>,
    error: Option<Value>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "decoding is what costs")]
struct Company {
    #[serde(rename = "ID")]
    id: i64,
    name: String,
}

/// A report without lists that survive a malformed row.
#[derive(Deserialize)]
struct Rows {
    attendances: Vec<DigitalService>,
    error: Option<Value>,
}

/// The documented answer of an operation.
fn answer(id: &str) -> Value {
    let mut operations = spec::operations().into_iter();
    let operation = operations.find(|operation| operation.id == id);
    operation.expect("an operation").responses()[0]
        .value
        .clone()
}

/// Answers everything with this, for as long as the process lives.
fn serve(body: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length";
    let answer = format!("{head}: {}\r\n\r\n{body}", body.len());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let answer = answer.clone();
            std::thread::spawn(move || {
                let mut reader = BufReader::new(stream.try_clone().expect("a socket"));
                while read_request(&mut reader).is_some() {
                    stream.write_all(answer.as_bytes()).expect("a reader");
                }
            });
        }
    });
    url
}

fn read_request(reader: &mut impl BufRead) -> Option<()> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
        let line = line.trim_end().to_ascii_lowercase();
        if line.is_empty() {
            return reader.read_exact(&mut vec![0; length]).ok();
        }
        if let Some(value) = line.strip_prefix("content-length: ") {
            length = value.parse().ok()?;
        }
    }
}

/// One read over a kept connection.
fn call(url: &str) -> Pair {
    let runtime = || -> Runtime {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        builder.enable_all().build().expect("a runtime")
    };
    let client = reqwest::Client::builder().no_proxy();
    let client = client.build().expect("an HTTP client");
    let builder = Tatodesk::builder().api_key("an-invented-key").base_url(url);
    let tatodesk = builder.build().expect("a client");
    let target = format!("{url}/dl/pa/listCompaniesByUser");
    let (here, there) = (runtime(), runtime());
    Pair {
        name: "one read over loopback",
        times: 200,
        by_hand: Box::new(move || {
            let request = client.post(&target);
            let request = request.header("TATODESK-API-KEY", "an-invented-key");
            let request = request.timeout(Duration::from_secs(30));
            let companies = here.block_on(async {
                let answer = request.json(&json!({"isActive": 1})).send().await?;
                answer.error_for_status()?.json::<Companies>().await
            });
            let companies = companies.expect("an answer");
            assert!(companies.error.is_none() && !companies.companies.is_empty());
        }),
        facade: Box::new(move || {
            let call = tatodesk.in_person().list_companies().active(true).send();
            let answer = there.block_on(call).expect("an answer");
            assert!(!answer.companies.is_empty());
        }),
    }
}

/// A report, from bytes to rows of the same type.
fn decode() -> Pair {
    let mut report = answer("listDigitalAttendancesReport");
    let row = report["attendances"][0].clone();
    report["attendances"] = vec![row; ROWS].into();
    let (text, same) = (report.to_string(), report.to_string());
    Pair {
        name: "a report of 1,000 rows",
        times: 10,
        by_hand: Box::new(move || {
            let rows: Rows = serde_json::from_str(&text).expect("rows");
            assert!(rows.error.is_none() && rows.attendances.len() == ROWS);
            black_box(rows.attendances);
        }),
        facade: Box::new(move || {
            let report: ListDigitalServicesReportResponse =
                wire::decode(same.as_bytes()).expect("rows");
            let rows = report.services;
            assert!(rows.malformed().len() == 0 && rows.len() == ROWS);
            black_box(rows);
        }),
    }
}

/// The median time of one, by hand and through the facade, and the median of their ratios.
fn time(pair: &Pair) -> [f64; 3] {
    let turn = |run: &dyn Fn()| {
        let began = Instant::now();
        (0..pair.times).for_each(|_| run());
        began.elapsed().as_secs_f64() * 1e6 / f64::from(pair.times)
    };
    turn(&pair.by_hand);
    turn(&pair.facade);
    let turns: Vec<[f64; 3]> = (0..TURNS)
        .map(|_| {
            let (by_hand, facade) = (turn(&pair.by_hand), turn(&pair.facade));
            [by_hand, facade, facade / by_hand]
        })
        .collect();
    [0, 1, 2].map(|column| {
        let mut values: Vec<f64> = turns.iter().map(|turn| turn[column]).collect();
        values.sort_by(f64::total_cmp);
        values[TURNS / 2]
    })
}

/// The instructions of one, without those that the process takes before: counted over few and over more.
fn instructions(place: usize, side: &str, url: &str) -> Option<f64> {
    let program = std::env::current_exe().ok()?;
    let count = |times: u32| {
        let mut valgrind = Command::new("valgrind");
        valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
        let run = ["--run", &place.to_string(), side, &times.to_string(), url];
        let output = valgrind.arg(&program).args(run).output().ok()?;
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        let collected = told.split("Collected : ").nth(1)?;
        collected.split_whitespace().next()?.parse::<f64>().ok()
    };
    Some((count(25)? - count(5)?) / 20.0)
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if let [_, "--run", place, side, times, url] = arguments[..] {
        let pair = [call, |_: &str| decode()][usize::from(place == "1")](url);
        let run = if side == "facade" {
            pair.facade
        } else {
            pair.by_hand
        };
        return (0..times.parse().expect("a number")).for_each(|_| run());
    }
    let url = serve(answer("listCompaniesByUser").to_string());
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{:<26}{:>14}{:>14}{:>8}",
        "", "by hand", "facade", "ratio"
    )
    .expect("a reader");
    for (place, pair) in [call(&url), decode()].iter().enumerate() {
        let [by_hand, facade, ratio] = time(pair);
        let (by_hand, facade) = (format!("{by_hand:.0} µs"), format!("{facade:.0} µs"));
        writeln!(
            out,
            "{:<26}{by_hand:>14}{facade:>14}{ratio:>8.2}",
            pair.name
        )
        .expect("a reader");
        let counted = ["by hand", "facade"].map(|side| instructions(place, side, &url));
        if let [Some(by_hand), Some(facade)] = counted {
            let ratio = facade / by_hand;
            writeln!(
                out,
                "{:<26}{by_hand:>14.0}{facade:>14.0}{ratio:>8.2}",
                "  instructions"
            )
            .expect("a reader");
        }
    }
}
