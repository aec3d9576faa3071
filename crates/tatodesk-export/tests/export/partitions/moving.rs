//! Rows that move while the pages of a day are read.

use std::{
    collections::HashSet,
    fs,
    io::{Read as _, Write as _},
    net::TcpListener,
    path::Path,
    sync::{Arc, atomic::AtomicU64, atomic::Ordering},
    thread,
};

use serde_json::Value;
use tatodesk::{
    Tatodesk,
    jiff::civil::{Date, date},
};
use tatodesk_export::{Format, Partitions, SyncSummary};
use tatodesk_sandbox::{Fault, Rule, Sandbox};

use super::json;
use crate::support::{client, folder, lines};

const DAY: Date = date(2025, 6, 25);
const REPORT: &str = "listLooseNotificationsReport";
/// How many rows a page has.
const LIMIT: u32 = 5;

/// What happens while the second page of a walk is on its way.
#[derive(Clone, Copy, Debug)]
enum Move {
    /// So many messages are sent. The report shows the newest rows first, so all others move.
    Insert(usize),
    /// All messages go, and as many others come. So the number of rows stays the same.
    Exchange,
}

async fn send(tatodesk: &Tatodesk, count: usize) {
    for _ in 0..count {
        let to = "(81) 90000-0001".parse().expect("a phone");
        let app = "f550afc1-0000-4000-8000-000000000001";
        let call = tatodesk
            .sms()
            .send_template(app, "appointment_confirmed", to);
        call.params(["Marina", "28/01/2026"])
            .await
            .expect("it is sent");
    }
}

async fn make(change: Move, sandbox: &Sandbox, tatodesk: &Tatodesk) {
    match change {
        Move::Insert(count) => send(tatodesk, count).await,
        Move::Exchange => {
            let count = sandbox.deliveries().len();
            sandbox.clear_deliveries();
            send(tatodesk, count).await;
        }
    }
}

/// Syncs the day, and lets rows move in each of the first walks.
async fn sync(sandbox: &Sandbox, folder: &Path, change: Move, walks: u32) -> SyncSummary {
    let tatodesk = client(sandbox, 0);
    let stall: Fault = serde_json::from_str(r#"{"stall": {}}"#).expect("a fault");
    if walks > 0 {
        let rule = Rule::new(stall).on(REPORT).when("/page", 1).times(walks);
        sandbox.add_fault(rule).expect("a rule");
    }
    let left = || {
        sandbox
            .faults()
            .first()
            .and_then(|rule| rule.times)
            .unwrap_or(0)
    };
    let mover = async {
        let mut moved = 0;
        loop {
            if walks - left() > moved {
                make(change, sandbox, &tatodesk).await;
                moved += 1;
            } else {
                sandbox.release();
            }
            tokio::task::yield_now().await;
        }
    };
    let call = |day| {
        tatodesk
            .reports()
            .ad_hoc_notifications(day..=day)
            .limit(LIMIT)
    };
    let partitions = Partitions::new(folder, Format::JsonLines);
    tokio::select! {
        done = partitions.sync(DAY..=DAY, call) => done.expect("a sync"),
        _ = mover => unreachable!("it has no end"),
    }
}

async fn sandbox() -> Sandbox {
    let sandbox = Sandbox::builder().now(DAY.at(12, 0, 0, 0)).start().await;
    let sandbox = sandbox.expect("the sandbox starts");
    send(&client(&sandbox, 0), 32).await;
    sandbox
}

fn place(folder: &Path) -> std::path::PathBuf {
    folder
        .join("report=ad_hoc_notifications")
        .join(format!("date={DAY}"))
}

/// The rows of the file are those of the report, each once.
fn is_whole(sandbox: &Sandbox, folder: &Path) -> bool {
    let rows = lines(&place(folder).join("part-0.jsonl"));
    let ids: HashSet<String> = rows.iter().map(|row| row["ID"].to_string()).collect();
    let times: Vec<&str> = rows.iter().filter_map(|row| row["date"].as_str()).collect();
    let sent = sandbox.deliveries();
    ids.len() == rows.len()
        && sent.len() == rows.len()
        && times.is_sorted_by(|one, next| one > next)
}

#[tokio::test]
async fn rows_that_move_once_are_fetched_again_and_none_is_lost_or_doubled() {
    // The fifth move is one whole page: the second page has the rows of the first one again.
    let moves = [1, 2, 3, 5, 7, 12].map(Move::Insert);
    for change in moves.into_iter().chain([Move::Exchange]) {
        let sandbox = sandbox().await;
        let folder = folder();
        let summary = sync(&sandbox, folder.path(), change, 1).await;
        assert_eq!(
            (summary.fetched, summary.unsettled.len()),
            (1, 0),
            "{change:?}"
        );
        assert!(is_whole(&sandbox, folder.path()), "{change:?}");
        let manifest = json(&place(folder.path()).join("_manifest.json"));
        assert_eq!(manifest["settled"], true);
        assert_eq!(manifest["count_at_begin"], manifest["count_at_end"]);
    }
}

#[tokio::test]
async fn rows_that_move_twice_make_an_unsettled_day_that_the_next_sync_settles() {
    // The moves of five rows are whole pages: the second page has the rows of the first one again, and ends the walk.
    for change in [
        Move::Insert(1),
        Move::Insert(3),
        Move::Insert(LIMIT as usize),
        Move::Insert(7),
        Move::Exchange,
    ] {
        let sandbox = sandbox().await;
        let folder = folder();
        let summary = sync(&sandbox, folder.path(), change, 2).await;
        assert_eq!(summary.unsettled, [DAY], "{change:?}");
        assert!(!is_whole(&sandbox, folder.path()), "{change:?}");
        let manifest = json(&place(folder.path()).join("_manifest.json"));
        assert_eq!(manifest["settled"], false);
        let state = json(
            &folder
                .path()
                .join("report=ad_hoc_notifications/_state.json"),
        );
        assert_eq!(state["unsettled"][0], DAY.to_string());

        let summary = sync(&sandbox, folder.path(), change, 0).await;
        assert_eq!(
            (summary.replaced, summary.unsettled.len()),
            (1, 0),
            "{change:?}"
        );
        assert!(is_whole(&sandbox, folder.path()), "{change:?}");
        let summary = sync(&sandbox, folder.path(), change, 0).await;
        assert_eq!(summary.kept, 1);
    }
}

/// A server whose rows never change, and whose count may be anything. Returns its address and the number of its answers.
fn server(count: &'static str) -> (String, Arc<AtomicU64>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let answers = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&answers);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let mut request = Vec::new();
            let mut piece = [0; 4096];
            while !request.ends_with(b"}") {
                match stream.read(&mut piece) {
                    Ok(read @ 1..) => request.extend_from_slice(&piece[..read]),
                    _ => break,
                }
            }
            let number = counted.fetch_add(1, Ordering::SeqCst);
            let count = match count {
                "grows" => number.to_string(),
                same => same.to_owned(),
            };
            // All rows are on the first page.
            let is_first = request.windows(9).any(|it| it == b"\"page\":0,");
            let rows = if is_first { 0..3 } else { 0..0 };
            let rows: Vec<String> = rows
                .map(|row| format!(r#"{{"protocol":"{row}"}}"#))
                .collect();
            let body = format!(r#"{{"count":{count},"attendances":[{}]}}"#, rows.join(","));
            let head = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\n";
            let _ = write!(stream, "{head}Content-Length: {}\r\n\r\n{body}", body.len());
        }
    });
    (url, answers)
}

#[tokio::test]
async fn a_wrong_count_costs_a_second_look_and_makes_no_day_unsettled() {
    // The count, whether the day is fetched twice, and whether it is settled.
    for (count, twice, settled) in [
        ("3", false, true),
        (r#""3""#, false, true),
        ("99", true, true),
        ("1", true, true),
        ("null", true, true),
        ("grows", true, false),
    ] {
        let (url, answered) = server(count);
        let builder = Tatodesk::builder()
            .api_key("an-invented-key")
            .base_url(&url);
        let tatodesk = builder.build().expect("a client");
        let folder = folder();
        let partitions = Partitions::new(folder.path(), Format::JsonLines);
        let call = |day| tatodesk.reports().tickets(day..=day);
        let summary = partitions.sync(DAY..=DAY, call).await.expect("a sync");
        assert_eq!(
            (summary.rows, summary.unsettled.is_empty()),
            (3, settled),
            "{count}"
        );
        let answers = answered.load(Ordering::SeqCst);
        assert_eq!(answers > 2, twice, "{count}: {answers}");
        let text = fs::read(
            folder
                .path()
                .join(format!("report=tickets/date={DAY}/_manifest.json")),
        );
        let manifest: Value = serde_json::from_slice(&text.expect("a file")).expect("JSON");
        assert_eq!(manifest["settled"], settled);
    }
}
