//! What `export` and `sync` show while they run: a bar on a terminal, lines elsewhere. And answers that come compressed.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use flate2::{Compression, write::GzEncoder};
use serde_json::Value;
use tatodesk_sandbox::{Fault, Rule, Sandbox};

use crate::server::{Reply, Server};
use crate::support::{KEY, Ran, run, tatodesk};

const DAYS: [&str; 4] = ["--from", "2025-01-01", "--to", "2025-01-05"];

async fn ran(sandbox: &Sandbox, mut command: Command) -> Ran {
    command.env("TATODESK_API_KEY", sandbox.api_key());
    let run = tokio::task::spawn_blocking(move || run(command));
    run.await.expect("it runs")
}

/// Runs the program on a terminal of its own, which `script` makes. What it showed is on standard output.
#[cfg(target_os = "linux")]
async fn on_terminal(sandbox: &Sandbox, arguments: &[&str]) -> (i32, String) {
    let program = env!("CARGO_BIN_EXE_tatodesk");
    let url = sandbox.base_url();
    let line = format!(
        "stty cols 120 rows 30; exec {program} {} --base-url {url}",
        arguments.join(" ")
    );
    let mut command = Command::new("/usr/bin/script");
    command.env_clear().args(["-qec", &line, "/dev/null"]);
    command.envs([
        ("PATH", "/usr/bin:/bin"),
        ("TERM", "xterm"),
        ("SHELL", "/bin/sh"),
    ]);
    command.env("TATODESK_API_KEY", sandbox.api_key());
    // No call needs the machine's own roots.
    let roots = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/black_box/root.pem");
    command.env("SSL_CERT_FILE", roots).stdin(Stdio::null());
    let run = tokio::task::spawn_blocking(move || command.output());
    let output = run.await.expect("it runs").expect("script starts");
    let code = output.status.code().expect("an exit code");
    (code, String::from_utf8(output.stdout).expect("UTF-8"))
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_terminal_gets_a_bar_with_rows_bytes_rate_and_time_left() {
    let sandbox = Sandbox::start().await.expect("a sandbox");
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).to_str().expect("UTF-8").to_owned();
    let all = [
        "--from",
        "2020-01-01",
        "--to",
        "2030-12-31",
        "--page-size",
        "5",
    ];
    for (report, rows) in [("tickets", 26), ("sessions", 77), ("reviews", 12)] {
        let file = path("rows.csv");
        let arguments = [&["export", report, "-o", &file], &all[..]].concat();
        let (code, shown) = on_terminal(&sandbox, &arguments).await;
        assert_eq!(code, 0, "{shown}");
        let bar = shown
            .rsplit(['\r', '\n'])
            .find(|it| it.contains(&format!("/{rows} rows, ")));
        let bar = bar.unwrap_or_else(|| panic!("{shown}"));
        assert!(
            bar.contains(report) && bar.contains("/s, ") && bar.contains(" left"),
            "{bar}"
        );
        assert!(bar.contains("B, "), "{bar}");
        assert!(!shown.contains("progress: "), "{shown}");
        assert!(
            shown.contains(&format!("exported: {report}: {rows} of {rows} rows, ")),
            "{shown}"
        );
    }

    // A failure and a refusal take the bar away, and are one line.
    sandbox
        .add_fault(Rule::new(Fault::status(500)).skip(2))
        .expect("a rule");
    let file = path("failed.csv");
    let arguments = [
        &["export", "tickets", "-o", &file, "--retries", "0"],
        &all[..],
    ]
    .concat();
    let (code, shown) = on_terminal(&sandbox, &arguments).await;
    assert_eq!((code, shown.matches("error: ").count()), (5, 1), "{shown}");
    sandbox.clear_faults();

    // Rows and a bar would stand among each other.
    let arguments = [&["export", "reviews", "-o", "-"], &all[..]].concat();
    let (code, shown) = on_terminal(&sandbox, &arguments).await;
    assert_eq!((code, shown.contains("/12 rows, ")), (0, false), "{shown}");

    let (dir, json) = (path("days"), path("json"));
    let arguments = [&["sync", "tickets", "--dir", &dir], &DAYS[..]].concat();
    let (code, shown) = on_terminal(&sandbox, &arguments).await;
    assert!(
        code == 0 && shown.contains("/5 days, ") && shown.contains(" rows, "),
        "{shown}"
    );
    assert!(shown.contains("B, ") && shown.contains(" left"), "{shown}");
    let arguments = [&["sync", "tickets", "--json", "--dir", &json], &DAYS[..]].concat();
    let (code, shown) = on_terminal(&sandbox, &arguments).await;
    assert!(code == 0 && !shown.contains("/5 days, "), "{shown}");
}

#[tokio::test]
async fn elsewhere_an_export_and_a_sync_write_lines_while_they_run() {
    let sandbox = Sandbox::start().await.expect("a sandbox");
    let folder = tempfile::tempdir().expect("a folder");
    let slow = || {
        Rule::once(Fault::Delay {
            by: Duration::from_millis(1100),
        })
    };
    let export = |json: bool| {
        let mut command = tatodesk(&["export", "tickets", "--base-url", sandbox.base_url()]);
        command.args([
            "--from",
            "2020-01-01",
            "--to",
            "2030-12-31",
            "--page-size",
            "10",
        ]);
        command.arg("-o").arg(folder.path().join("rows.csv"));
        command.args(json.then_some("--json"));
        command
    };
    sandbox.add_fault(slow()).expect("a rule");
    let plain = ran(&sandbox, export(false)).await;
    let first = plain.stderr.lines().next().expect("a line");
    assert!(
        first.starts_with("progress: tickets: 10 of 26 rows, 1 pages, "),
        "{plain:?}"
    );

    sandbox.add_fault(slow()).expect("a rule");
    let with_json = ran(&sandbox, export(true)).await;
    let lines = objects(&with_json);
    let (first, last) = (&lines[0], &lines[lines.len() - 1]);
    assert_eq!(
        (&first["kind"], &last["kind"]),
        (&"progress".into(), &"exported".into())
    );
    assert_eq!(
        (&first["rows"], &first["expected"]),
        (&10.into(), &26.into())
    );
    assert!(
        first["bytes"].as_u64() < last["bytes"].as_u64(),
        "{with_json:?}"
    );

    sandbox.add_fault(slow()).expect("a rule");
    let mut command = tatodesk(&[
        "sync",
        "tickets",
        "--json",
        "--base-url",
        sandbox.base_url(),
    ]);
    command
        .arg("--dir")
        .arg(folder.path().join("days"))
        .args(DAYS);
    command.args(["--concurrency", "1"]);
    let synced = ran(&sandbox, command).await;
    let lines = objects(&synced);
    assert_eq!(
        (&lines[0]["kind"], &lines[0]["days"]),
        (&"progress".into(), &5.into())
    );
    assert!(
        lines[0]["bytes"].is_u64() && lines[0]["rows"].is_u64(),
        "{synced:?}"
    );
}

fn objects(ran: &Ran) -> Vec<Value> {
    let lines = ran.stderr.lines();
    lines
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}

/// Requests to this machine ask for no compression; an answer that is compressed is read all the same.
#[test]
fn a_compressed_answer_is_exported_and_synced() {
    let row = r#"{"ID":1,"protocol":"20250101","status":"Finished"}"#;
    let answer = format!(r#"{{"error":null,"attendances":[{row}],"count":"1"}}"#);
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(answer.as_bytes()).expect("memory");
    let packed = packed.finish().expect("memory");
    let reply = || Reply::with_headers("200 OK", &[("Content-Encoding", "gzip")], &packed);
    let folder = tempfile::tempdir().expect("a folder");
    let lines = |path: &Path| fs::read_to_string(path).expect("a file");

    let server = Server::once(reply());
    let file = folder.path().join("rows.jsonl");
    let mut command = tatodesk(&["export", "digital-services", "--api-key", KEY, "--base-url"]);
    command.arg(server.url()).args(DAYS).arg("-o").arg(&file);
    let exported = run(command);
    assert_eq!(
        (exported.code, lines(&file)),
        (0, format!("{row}\n")),
        "{exported:?}"
    );
    assert_eq!(server.requests()[0].header("accept-encoding"), None);

    let server = Server::start((0..2).map(|_| reply()).collect());
    let mut command = tatodesk(&["sync", "digital-services", "--api-key", KEY, "--base-url"]);
    command
        .arg(server.url())
        .args(["--from", "2025-01-01", "--to", "2025-01-01", "--dir"]);
    command.arg(folder.path());
    let synced = run(command);
    assert_eq!(synced.code, 0, "{synced:?}");
    let part = "report=digital_services/date=2025-01-01/part-0.jsonl";
    assert_eq!(lines(&folder.path().join(part)), format!("{row}\n"));
}
