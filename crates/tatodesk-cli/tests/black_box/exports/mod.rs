//! `tatodesk export`: what it writes and how it ends. `filters` has the options that narrow a report, `columns` those for its
//! columns, `full` has disks without room, `lists` has lists in place of reports, and `moving` has rows that move.

mod columns;
mod filters;
#[cfg(unix)]
mod full;
mod lists;
mod moving;

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tatodesk_sandbox::{Fault, Rule, Sandbox};

use crate::server::{Reply, Server};
use crate::support::{KEY, Ran, finish, run, start, tatodesk};

const DAYS: [&str; 4] = ["--from", "2020-01-01", "--to", "2030-12-31"];

/// What can be exported and has no days.
const LISTS: [&str; 7] = [
    "departments",
    "service-groups",
    "specialties",
    "subspecialties",
    "areas",
    "sub-areas",
    "chatbot-journeys",
];

/// `tatodesk export` of a list, or of all days of a report, from this address.
fn export(url: &str, key: &str, report: &str, arguments: &[&str]) -> Command {
    let mut command = tatodesk(&["export", report, "--base-url", url]);
    if !LISTS.contains(&report) {
        command.args(DAYS);
    }
    command.args(arguments);
    command.env("TATODESK_API_KEY", key);
    command
}

/// Runs it against a sandbox, which runs on this thread meanwhile.
async fn exported(sandbox: &Sandbox, report: &str, arguments: &[&str]) -> Ran {
    let command = export(sandbox.base_url(), sandbox.api_key(), report, arguments);
    let run = tokio::task::spawn_blocking(move || run(command));
    run.await.expect("it runs")
}

async fn sandbox() -> Sandbox {
    Sandbox::start().await.expect("a sandbox")
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<String> = names.filter_map(|name| name.into_string().ok()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_report_becomes_a_file_and_a_summary() {
    let sandbox = sandbox().await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("tickets.csv");
    let path = file.to_str().expect("UTF-8");

    let ran = exported(
        &sandbox,
        "tickets",
        &["-o", path, "--page-size", "10", "--json"],
    )
    .await;
    assert_eq!((ran.code, ran.stdout.as_slice()), (0, &b""[..]), "{ran:?}");
    let summary: Value = serde_json::from_str(ran.line()).expect("JSON");
    assert_eq!(summary["kind"], "exported");
    assert_eq!(
        (&summary["rows"], &summary["pages"]),
        (&26.into(), &3.into())
    );
    assert_eq!(
        (&summary["malformed"], &summary["expected"]),
        (&0.into(), &26.into())
    );
    assert!(summary["seconds"].is_f64());
    let text = fs::read_to_string(&file).expect("a file");
    assert_eq!(summary["bytes"], text.len());
    assert!(text.starts_with("protocol,date,"), "{text}");
    assert_eq!(names(folder.path()), ["tickets.csv"]);

    let arguments = ["-o", path, "--format", "csv-for-excel", "--status", "1"];
    let ran = exported(&sandbox, "tickets", &arguments).await;
    assert_eq!(ran.code, 0);
    assert!(ran.line().starts_with("exported: tickets: "), "{ran:?}");
    let text = fs::read_to_string(&file).expect("a file");
    assert!(text.starts_with("\u{feff}protocol;date;"), "{text}");
    assert!(text.lines().count() < 26);
}

#[tokio::test]
async fn parquet_is_known_by_the_name_of_the_file_or_the_format() {
    let sandbox = sandbox().await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("tickets.parquet");
    let path = file.to_str().expect("UTF-8");
    let ran = exported(&sandbox, "tickets", &["-o", path, "--json"]).await;
    assert_eq!(ran.code, 0, "{ran:?}");
    let summary: Value = serde_json::from_str(ran.line()).expect("JSON");
    let bytes = fs::read(&file).expect("a file");
    assert_eq!(
        (&summary["rows"], &summary["bytes"]),
        (&26.into(), &bytes.len().into())
    );
    assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));

    let ran = exported(&sandbox, "tickets", &["-o", "-", "--format", "parquet"]).await;
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(ran.stdout, bytes);
}

#[tokio::test]
async fn standard_output_has_the_rows_of_the_answer() {
    let sandbox = sandbox().await;
    let ran = exported(&sandbox, "reviews", &["-o", "-", "--page-size", "5"]).await;
    assert_eq!(ran.code, 0);
    let text = String::from_utf8(ran.stdout).expect("UTF-8");
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let mut api = tatodesk(&["api", "listChatbotEventFeedbacksByFilter", "--base-url"]);
    let body =
        r#"{"filter":{"initialDate":"01/01/2020","finalDate":"12/31/2030"},"page":0,"limit":1000}"#;
    api.args([sandbox.base_url(), "--body", body]);
    api.env("TATODESK_API_KEY", sandbox.api_key());
    let direct = tokio::task::spawn_blocking(move || run(api)).await;
    let direct = direct.expect("it runs").answer();
    assert_eq!(lines.len(), 12);
    for (line, row) in lines
        .iter()
        .zip(direct["conversations"].as_array().expect("rows"))
    {
        assert_eq!(
            line["chatbotEventFeedbackID"],
            row["chatbotEventFeedbackID"]
        );
        assert_eq!(line["createdAt"], row["createdAt"]);
    }
}

#[tokio::test]
async fn malformed_rows_are_exit_9_and_in_a_file_beside() {
    let sandbox = sandbox().await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("tickets.jsonl");
    for (report, rows) in [("tickets", 25), ("sessions", 75), ("campaigns", 29)] {
        let wrong = Fault::WrongType {
            row: 2,
            member: None,
        };
        sandbox.add_fault(Rule::once(wrong)).expect("a rule");
        let path = file.to_str().expect("UTF-8");
        let ran = exported(&sandbox, report, &["-o", path, "--json"]).await;
        assert_eq!(ran.code, 9, "{ran:?}");
        let summary: Value = serde_json::from_str(ran.line()).expect("JSON");
        assert_eq!(summary["malformed"], 1, "{summary}");
        let text = fs::read_to_string(&file).expect("a file");
        assert!(
            text.lines().count() >= rows,
            "{report}: {}",
            text.lines().count()
        );
        let beside = fs::read_to_string(folder.path().join("tickets.jsonl.malformed.jsonl"));
        assert!(beside.expect("a file").contains("\"index\":2"));
    }
}

#[tokio::test]
async fn a_failure_is_one_line_and_leaves_no_file() {
    let sandbox = sandbox().await;
    let folder = tempfile::tempdir().expect("a folder");
    let missing = folder.path().join("missing/a.csv");
    let ran = exported(
        &sandbox,
        "tickets",
        &["-o", missing.to_str().expect("UTF-8"), "--json"],
    )
    .await;
    assert_eq!(ran.code, 1);
    let report = ran.report("output");
    assert!(
        report["message"]
            .as_str()
            .is_some_and(|it| it.contains("missing/a.csv cannot be written: "))
    );
    assert_eq!(report["operation"], "listTicketIssuesReport");

    let file = folder.path().join("a.csv");
    let path = file.to_str().expect("UTF-8");
    for (fault, code, kind) in [
        (Fault::in_band("no"), 3, "rejected"),
        (Fault::status(500), 5, "unknown"),
        (Fault::cut_body(900), 5, "unknown"),
    ] {
        sandbox.clear_faults();
        sandbox.add_fault(Rule::new(fault).skip(1)).expect("a rule");
        let arguments = ["-o", path, "--page-size", "5", "--retries", "0", "--json"];
        let ran = exported(&sandbox, "tickets", &arguments).await;
        assert_eq!(ran.code, code, "{ran:?}");
        ran.report(kind);
        assert_eq!(names(folder.path()), [""; 0]);
    }
}

#[test]
fn wrong_arguments_are_exit_2_and_nothing_is_sent() {
    let server = Server::once(Reply::ok("{}"));
    for (report, arguments, text) in [
        ("ticket", &["-o", "a.csv"][..], "in-person-services"),
        ("tickets", &[], "--output"),
        (
            "tickets",
            &["-o", "a.xlsx"],
            ".csv, .jsonl and .parquet: give --format",
        ),
        (
            "tickets",
            &["-o", "reports"],
            "or end the name of a folder with /",
        ),
        (
            "tickets",
            &["-o", "a.csv", "--resume"],
            "--resume is for a folder",
        ),
        (
            "tickets",
            &["-o", "-", "--resume=false"],
            "--resume is for a folder",
        ),
        ("tickets", &["-o", "reports/", "--resume=no"], "--resume"),
        ("tickets", &["-o", "-", "--to", "2019-12-31"], "--to"),
        (
            "tickets",
            &["-o", "-", "--archived", "true"],
            "--archived is no filter of tickets",
        ),
        (
            "sessions",
            &["-o", "-", "--department", "3"],
            "--department is no filter of sessions",
        ),
        (
            "tickets",
            &["-o", "-", "--department", "Vendas"],
            "--department",
        ),
        ("tickets", &["-o", "-", "--form", "NAME"], "--form"),
        (
            "campaigns",
            &["-o", "-", "--archived", "maybe"],
            "--archived",
        ),
        (
            "digital-services",
            &["-o", "-", "--waiting-time", "5"],
            "--waiting-time",
        ),
        (
            "digital-services",
            &["-o", "-", "--duration", "10..5"],
            "--duration",
        ),
        ("tickets", &["-o", "-", "--page-size", "0"], "--page-size"),
    ] {
        let ran = run(export(&server.url(), KEY, report, arguments));
        assert_eq!(ran.code, 2, "{arguments:?}: {ran:?}");
        assert!(ran.line().contains(text), "{text}: {ran:?}");
    }
    let mut command = tatodesk(&[
        "export",
        "tickets",
        "--from",
        "2025-02-01",
        "--to",
        "2025-01-31",
    ]);
    command.args(["-o", "-", "--base-url", &server.url()]);
    let ran = run(command);
    assert_eq!(
        (ran.code, ran.line()),
        (2, "error: listTicketIssuesReport: --from is after --to")
    );
    assert!(server.requests().is_empty());
}

#[cfg(unix)]
#[test]
fn an_interrupted_export_leaves_no_file_and_a_killed_one_none_under_the_name() {
    for (signal, code) in [("INT", Some(130)), ("TERM", Some(143)), ("KILL", None)] {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a.csv");
        let server = Server::once(Reply::stalled(
            r#"{"count":2,"attendances":[{"protocol":"1"},"#,
        ));
        let mut arguments = vec!["-o", file.to_str().expect("UTF-8")];
        arguments.extend((signal == "TERM").then_some("--json"));
        let mut child = start(&mut export(&server.url(), KEY, "tickets", &arguments));
        server.wait_for_request();
        let kill = format!("kill -{signal} {}", child.id());
        let status = Command::new("sh").args(["-c", &kill]).status();
        assert!(status.expect("a shell").success());
        match code {
            Some(code) => {
                let ran = finish(child);
                assert_eq!(ran.code, code);
                let goes_on = "the file is as it was before, and the same command begins again";
                if signal == "TERM" {
                    let told: Value = serde_json::from_str(ran.line()).expect("JSON");
                    assert_eq!(
                        (&told["kind"], &told["rows"]),
                        (&"interrupted".into(), &0.into())
                    );
                    assert!(
                        told["message"]
                            .as_str()
                            .is_some_and(|it| it.starts_with(goes_on))
                    );
                } else {
                    let line = format!("interrupted: tickets: 0 rows were read; {goes_on}");
                    assert!(ran.line().starts_with(&line), "{ran:?}");
                }
                assert_eq!(names(folder.path()), [""; 0]);
            }
            None => {
                child.wait().expect("it ends");
                assert!(!file.exists());
            }
        }
    }
}
