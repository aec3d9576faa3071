//! `tatodesk export` into a folder: each day is a file of its own, as `tatodesk sync` writes it, and the next run goes on.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use serde_json::Value;
use tatodesk_sandbox::{Fault, Rule, Sandbox};

use super::{DAYS, files, folder, sandbox, synced, told};
use crate::support::{Ran, run, tatodesk};

/// Runs `tatodesk export tickets -o OUTPUT` against a sandbox, which runs on this thread meanwhile.
async fn exported(sandbox: &Sandbox, output: impl AsRef<OsStr>, arguments: &[&str]) -> Ran {
    let mut command = tatodesk(&["export", "tickets", "--base-url", sandbox.base_url(), "-o"]);
    command.arg(output).args(DAYS).args(arguments).arg("--json");
    command.env("TATODESK_API_KEY", sandbox.api_key());
    let run = tokio::task::spawn_blocking(move || run(command));
    run.await.expect("it runs")
}

/// What the run says at its end about the days.
fn counts(ran: &Ran) -> [u64; 4] {
    let summary = told(ran).pop().expect("a summary");
    assert_eq!(
        (&summary["kind"], &summary["report"]),
        (&"synced".into(), &"tickets".into())
    );
    ["fetched", "replaced", "unchanged", "kept"]
        .map(|name| summary[name].as_u64().expect("a number"))
}

/// The names and the contents of the data files.
fn parts(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let is_part = |path: &Path| path.file_stem().is_some_and(|stem| stem == "part-0");
    let found = files(folder).into_iter().filter(|path| is_part(path));
    let named = found.map(|path| {
        let name = path
            .strip_prefix(folder)
            .expect("below it")
            .display()
            .to_string();
        (name, fs::read(&path).expect("a file"))
    });
    named.collect()
}

#[tokio::test]
async fn a_folder_has_the_days_that_a_sync_brings_and_the_next_run_fetches_nothing() {
    for format in ["jsonl", "csv", "csv-for-excel", "parquet"] {
        let (sandbox, exports, syncs) = (sandbox().await, folder(), folder());
        let arguments = ["--format", format, "--page-size", "2", "--status", "6"];
        let ran = exported(&sandbox, exports.path(), &arguments).await;
        assert_eq!((ran.code, ran.stdout.as_slice()), (0, &b""[..]), "{ran:?}");
        assert_eq!(counts(&ran), [10, 0, 0, 0]);
        let ran = synced(
            &sandbox,
            syncs.path(),
            &["tickets", "--format", format, "--status", "6"],
        )
        .await;
        assert_eq!(ran.code, 0, "{ran:?}");
        assert_eq!(parts(exports.path()), parts(syncs.path()));
        assert_eq!(parts(exports.path()).len(), 10);
        sandbox.clear_requests();
        let ran = exported(&sandbox, exports.path(), &arguments).await;
        assert_eq!((ran.code, counts(&ran)), (0, [0, 0, 0, 10]));
        assert!(sandbox.requests().is_empty());
    }
}

#[tokio::test]
async fn a_name_with_a_slash_is_a_folder_that_is_created() {
    let (sandbox, place) = (sandbox().await, folder());
    for name in ["new/", "a/b/c/", "with.csv/"] {
        let output = place.path().join(name);
        let ran = exported(&sandbox, &output, &[]).await;
        assert_eq!((ran.code, counts(&ran)), (0, [10, 0, 0, 0]), "{ran:?}");
        let data = output.join("report=tickets/date=2025-01-10/part-0.jsonl");
        assert!(fs::read_to_string(data).expect("a file").lines().count() > 1);
    }
}

/// Without `--resume=false`, a run goes on where the one before ended.
#[tokio::test]
async fn a_run_goes_on_with_the_days_that_are_missing_unless_it_is_told_not_to() {
    let (sandbox, folder) = (sandbox().await, folder());
    let fault = Rule::new(Fault::in_band("no")).when("/filter/dateInitial", "04/01/2025");
    sandbox.add_fault(fault).expect("a rule");
    let ran = exported(&sandbox, folder.path(), &[]).await;
    assert_eq!(ran.code, 3, "{ran:?}");
    let message = told(&ran).pop().expect("a line")["message"].clone();
    assert!(
        message
            .as_str()
            .is_some_and(|it| it.contains("failed: 2025-01-04; 9 of 10 days")),
        "{message}"
    );
    sandbox.clear_faults();
    for (option, counted) in [
        (None, [1, 0, 0, 9]),
        (Some("--resume"), [0, 0, 0, 10]),
        (Some("--resume=true"), [0, 0, 0, 10]),
        (Some("--resume=false"), [0, 0, 10, 0]),
    ] {
        let ran = exported(&sandbox, folder.path(), option.as_slice()).await;
        assert_eq!((ran.code, counts(&ran)), (0, counted), "{option:?}");
    }
    // The same of `sync`.
    for (option, counted) in [
        ("--resume", " 0 fetched, 0 replaced, 0 unchanged, 10 kept;"),
        (
            "--resume=false",
            " 0 fetched, 0 replaced, 10 unchanged, 0 kept;",
        ),
    ] {
        let ran = synced(&sandbox, folder.path(), &["tickets", option]).await;
        assert!(ran.line().contains(counted), "{option}: {ran:?}");
    }
}

#[tokio::test]
async fn a_folder_of_other_content_is_refused_and_malformed_rows_are_exit_9() {
    let (sandbox, folder) = (sandbox().await, folder());
    let wrong = Fault::WrongType {
        row: 1,
        member: None,
    };
    sandbox.add_fault(Rule::once(wrong)).expect("a rule");
    let ran = exported(&sandbox, folder.path(), &[]).await;
    assert_eq!(ran.code, 9, "{ran:?}");
    let malformed = files(folder.path())
        .into_iter()
        .filter(|path| path.ends_with("_malformed.jsonl"));
    assert_eq!(malformed.count(), 1);
    for arguments in [
        &["--format", "csv"][..],
        &["--status", "6"],
        &["--drop", "subject"],
    ] {
        let ran = exported(&sandbox, folder.path(), arguments).await;
        assert_eq!(ran.code, 2, "{ran:?}");
        let message = &told(&ran)[0]["message"];
        assert!(
            message
                .as_str()
                .is_some_and(|it| it.ends_with("give another folder")),
            "{message}"
        );
        assert_eq!(told(&ran)[0]["kind"], Value::from("usage"));
    }
}
