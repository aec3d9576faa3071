//! `tatodesk sync`: what it writes and how it ends. `failing` has the runs that end early, and `by_export` has `tatodesk export` into
//! a folder.

mod by_export;
mod failing;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tatodesk_sandbox::{Fault, Rule, Sandbox, WorldFile};

use crate::server::{Reply, Server};
use crate::support::{KEY, Ran, run, tatodesk};

const DAYS: [&str; 4] = ["--from", "2025-01-01", "--to", "2025-01-10"];

/// Ten days with five tickets a day.
async fn sandbox() -> Sandbox {
    let world = "reports: {tickets: {count: 50, from: '2025-01-01', to: '2025-01-10'}, messagingSessions: {count: 20, from: '2025-01-01', to: '2025-01-10'}, reviews: {count: 20, from: '2025-01-01', to: '2025-01-10'}}";
    let world: WorldFile = world.parse().expect("a world");
    let builder = Sandbox::builder().world(world);
    builder.start().await.expect("a sandbox")
}

fn sync(url: &str, key: &str, dir: &Path, arguments: &[&str]) -> Command {
    let mut command = tatodesk(&["sync", "--base-url", url, "--dir"]);
    command.arg(dir).args(DAYS).args(arguments);
    command.env("TATODESK_API_KEY", key);
    command
}

/// Runs it against a sandbox, which runs on this thread meanwhile.
async fn synced(sandbox: &Sandbox, dir: &Path, arguments: &[&str]) -> Ran {
    let command = sync(sandbox.base_url(), sandbox.api_key(), dir, arguments);
    let run = tokio::task::spawn_blocking(move || run(command));
    run.await.expect("it runs")
}

/// The lines of standard error with `--json`.
fn told(ran: &Ran) -> Vec<Value> {
    let lines = ran.stderr.lines();
    lines
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}

/// All files below a folder, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            match path.is_dir() {
                true => folders.push(path),
                false => found.push(path),
            }
        }
    }
    found.sort();
    found
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

#[tokio::test]
async fn reports_become_partitions_and_a_second_run_fetches_nothing() {
    let (sandbox, folder) = (sandbox().await, folder());
    let arguments = ["tickets", "reviews", "--json", "--page-size", "2"];
    let ran = synced(&sandbox, folder.path(), &arguments).await;
    assert_eq!((ran.code, ran.stdout.as_slice()), (0, &b""[..]), "{ran:?}");
    let lines = told(&ran);
    let summaries: Vec<_> = lines.iter().filter(|it| it["kind"] == "synced").collect();
    for (summary, (report, rows)) in summaries.iter().zip([("tickets", 50), ("reviews", 20)]) {
        assert_eq!(
            (&summary["report"], &summary["rows"]),
            (&report.into(), &rows.into())
        );
        assert_eq!(
            (&summary["days"], &summary["fetched"]),
            (&10.into(), &10.into())
        );
        assert_eq!(
            (&summary["malformed"], &summary["unsettled"]),
            (&0.into(), &Value::Array(vec![]))
        );
        assert!(summary["seconds"].is_f64() && summary["bytes"].is_u64());
    }
    assert_eq!(summaries.len(), 2);
    // Data and manifest of each day, and a state file.
    assert_eq!(files(folder.path()).len(), 2 * (10 * 2 + 1));
    let data = folder
        .path()
        .join("report=tickets/date=2025-01-10/part-0.jsonl");
    assert!(fs::read_to_string(data).expect("a file").lines().count() > 1);

    sandbox.clear_requests();
    let ran = synced(&sandbox, folder.path(), &["tickets"]).await;
    assert_eq!(ran.code, 0);
    let line = ran.line();
    assert!(
        line.starts_with("synced: tickets: 10 days: 0 fetched, 0 replaced, 0 unchanged, 10 kept; 0 unsettled, 0 malformed; 0 rows"),
        "{line}"
    );
    assert!(sandbox.requests().is_empty());
    let ran = synced(&sandbox, folder.path(), &["tickets", "--look-back", "7"]).await;
    assert!(
        ran.line()
            .contains("0 fetched, 0 replaced, 7 unchanged, 3 kept;"),
        "{ran:?}"
    );
}

#[tokio::test]
async fn shards_formats_filters_and_columns_are_those_of_the_options() {
    let (sandbox, folder) = (sandbox().await, folder());
    let mut days = 0;
    for shard in ["1/3", "2/3", "3/3"] {
        let arguments = [
            "tickets", "--format", "csv", "--shard", shard, "--status", "6", "--drop", "subject",
            "--json",
        ];
        let ran = synced(&sandbox, folder.path(), &arguments).await;
        assert_eq!(ran.code, 0, "{ran:?}");
        let summary = told(&ran).pop().expect("a summary");
        assert_eq!(summary["days"], summary["fetched"]);
        days += summary["days"].as_u64().expect("a number");
        assert!(summary["rows"].as_u64().is_some_and(|rows| rows < 50 / 2));
    }
    assert_eq!(days, 10);
    let data = folder
        .path()
        .join("report=tickets/date=2025-01-05/part-0.csv");
    let text = fs::read_to_string(data).expect("a file");
    assert!(
        text.starts_with("protocol,date,") && !text.contains("subject"),
        "{text}"
    );
    // Other filters, columns or formats need another folder.
    for arguments in [
        &["tickets", "--format", "csv"][..],
        &["tickets", "--format", "csv", "--status", "6"],
        &[
            "tickets", "--format", "csv", "--status", "5", "--drop", "subject",
        ],
        &["tickets", "--status", "6", "--drop", "subject"],
    ] {
        let ran = synced(&sandbox, folder.path(), arguments).await;
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.line().contains("give another folder"), "{ran:?}");
    }
}

#[tokio::test]
async fn malformed_rows_are_exit_9_and_replaced_days_are_named() {
    let (sandbox, folder) = (sandbox().await, folder());
    let wrong = Fault::WrongType {
        row: 0,
        member: None,
    };
    sandbox
        .add_fault(Rule::new(wrong).when("/filter/dateInitial", "07/01/2025"))
        .expect("a rule");
    let ran = synced(&sandbox, folder.path(), &["tickets"]).await;
    assert_eq!(ran.code, 9, "{ran:?}");
    assert!(ran.line().contains(" 1 malformed; "), "{ran:?}");
    sandbox.clear_faults();
    let ran = synced(
        &sandbox,
        folder.path(),
        &["tickets", "--look-back", "7", "--json"],
    )
    .await;
    assert_eq!(ran.code, 0);
    let lines = told(&ran);
    assert_eq!(
        (&lines[0]["kind"], &lines[0]["date"]),
        (&"replaced".into(), &"2025-01-07".into())
    );
    assert_eq!(
        lines[0]["rows"],
        lines[0]["rows_before"].as_u64().expect("a number") + 1
    );
    assert_eq!(
        (&lines[1]["replaced"], &lines[1]["unchanged"]),
        (&1.into(), &6.into())
    );
}

#[test]
fn unsettled_days_are_exit_10_and_named() {
    let folder = folder();
    // The number of rows grows while the day is fetched, both times.
    let rows = |count: u32| {
        Reply::ok(format!(
            r#"{{"count":{count},"attendances":[{{"protocol":"1"}}]}}"#
        ))
    };
    let server = Server::start([1, 2, 1, 2].map(rows).into());
    let mut command = tatodesk(&["sync", "tickets", "--base-url", &server.url(), "--dir"]);
    command
        .arg(folder.path())
        .args(["--from", "2025-01-05", "--to", "2025-01-05"]);
    command.env("TATODESK_API_KEY", KEY);
    let ran = run(command);
    assert_eq!(ran.code, 10, "{ran:?}");
    let lines: Vec<&str> = ran.stderr.lines().collect();
    assert_eq!(
        lines[0],
        "unsettled: tickets 2025-01-05: rows moved while they were read; the next sync fetches the day again"
    );
    assert!(lines[1].contains(" 1 unsettled, "), "{ran:?}");
}
