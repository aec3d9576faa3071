//! Runs of `tatodesk sync` that end early: failures, a full disk, signals, wrong arguments.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use tatodesk_sandbox::{Fault, Rule};

use super::{files, folder, sandbox, sync, synced, told};
use crate::server::{Reply, Server};
use crate::support::{KEY, finish, run, start, tatodesk};

#[tokio::test]
async fn a_failure_is_one_line_that_says_how_to_go_on() {
    let (sandbox, folder) = (sandbox().await, folder());
    for (fault, code) in [(Fault::in_band("no"), 3), (Fault::status(500), 5)] {
        sandbox.clear_faults();
        sandbox.add_fault(Rule::new(fault).skip(7)).expect("a rule");
        let arguments = ["tickets", "--retries", "0", "--concurrency", "1"];
        let ran = synced(&sandbox, folder.path(), &arguments).await;
        assert_eq!(ran.code, code, "{ran:?}");
        let goes_on = " of 10 days of tickets are done; the same command goes on with the others";
        assert!(ran.line().contains(goes_on), "{ran:?}");
    }
    sandbox.clear_faults();
    let ran = synced(&sandbox, folder.path(), &["tickets"]).await;
    assert!(
        ran.line().contains(" 4 fetched, ") && ran.line().contains(" 6 kept;"),
        "{ran:?}"
    );

    let file = folder.path().join("file");
    fs::write(&file, "").expect("a file");
    for dir in [
        file.clone(),
        file.join("deeper"),
        PathBuf::from("/proc/none"),
    ] {
        let ran = synced(&sandbox, &dir, &["tickets"]).await;
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(
            ran.line().contains("report=tickets cannot be written: "),
            "{ran:?}"
        );
    }
}

#[tokio::test]
async fn a_day_that_fails_holds_up_neither_other_days_nor_other_reports() {
    for (fault, code) in [(Fault::in_band("no"), 3), (Fault::status(500), 5)] {
        let (sandbox, folder) = (sandbox().await, folder());
        for day in ["02/01/2025", "05/01/2025"] {
            let rule = Rule::new(fault.clone()).when("/filter/dateInitial", day);
            sandbox.add_fault(rule).expect("a rule");
        }
        let arguments = ["tickets", "reviews", "--retries", "0", "--json"];
        let ran = synced(&sandbox, folder.path(), &arguments).await;
        assert_eq!(ran.code, code, "{ran:?}");
        let lines = told(&ran);
        let failed = lines[0]["message"].as_str().expect("a message");
        let wanted = "failed: 2025-01-02, 2025-01-05; 8 of 10 days of tickets are done; the same command goes on with the others";
        assert!(failed.ends_with(wanted), "{failed}");
        assert_eq!(lines[0]["operation"], "listTicketIssuesReport");
        assert_eq!(
            (&lines[1]["report"], &lines[1]["fetched"]),
            (&"reviews".into(), &10.into())
        );
        assert_eq!(lines.len(), 2, "{ran:?}");
    }
    // A key that is refused says that each day fails.
    let (sandbox, folder) = (sandbox().await, folder());
    sandbox
        .add_fault(Rule::new(Fault::status(401)))
        .expect("a rule");
    let ran = synced(&sandbox, folder.path(), &["tickets", "reviews"]).await;
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.line().contains("0 of 10 days of tickets"), "{ran:?}");
}

/// A limit on the size of files fails a write as a full disk does.
#[cfg(unix)]
#[tokio::test]
async fn a_full_disk_is_one_line_and_leaves_nothing_half_written() {
    let (sandbox, folder) = (sandbox().await, folder());
    let whole = synced(&sandbox, folder.path(), &["tickets"]).await;
    assert_eq!(whole.code, 0);
    let before: Vec<_> = files(folder.path())
        .iter()
        .map(|it| fs::read(it).expect("a file"))
        .collect();
    let fresh = tempfile::tempdir().expect("a folder");
    for (dir, left) in [(folder.path(), before.len()), (fresh.path(), 1)] {
        let inner = sync(
            sandbox.base_url(),
            sandbox.api_key(),
            dir,
            &["tickets", "--look-back", "10", "--concurrency", "3"],
        );
        // Each file may have 512 or 1024 bytes: room for a manifest, and none for five rows.
        let mut limited = Command::new("sh");
        limited.env_clear().envs(
            inner
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        );
        limited.args(["-c", "trap '' XFSZ; ulimit -f 1; exec \"$0\" \"$@\""]);
        limited.arg(inner.get_program()).args(inner.get_args());
        let ran = tokio::task::spawn_blocking(move || run(limited))
            .await
            .expect("it runs");
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(
            ran.line().contains("part-0.jsonl cannot be written: "),
            "{ran:?}"
        );
        assert_eq!(files(dir).len(), left, "{:?}", files(dir));
    }
    let ran = synced(&sandbox, folder.path(), &["tickets"]).await;
    assert!(ran.line().contains(" 10 kept;"), "{ran:?}");
    let ran = synced(&sandbox, fresh.path(), &["tickets"]).await;
    assert!(ran.line().contains(" 10 fetched,"), "{ran:?}");
}

#[cfg(unix)]
#[tokio::test]
async fn an_interrupt_says_how_to_go_on_and_a_kill_is_made_good_by_the_next_run() {
    for (signal, code) in [("INT", Some(130)), ("TERM", Some(143)), ("KILL", None)] {
        let (sandbox, folder) = (sandbox().await, folder());
        let stall = serde_json::from_str::<Fault>(r#"{"stall": {"at": 700}}"#).expect("a fault");
        sandbox
            .add_fault(Rule::once(stall).skip(8))
            .expect("a rule");
        let mut command = sync(
            sandbox.base_url(),
            sandbox.api_key(),
            folder.path(),
            &["tickets", "--concurrency", "1", "--json"],
        );
        let child = start(&mut command);
        while !sandbox.faults().is_empty() {
            tokio::task::yield_now().await;
        }
        let kill = format!("kill -{signal} {}", child.id());
        let status = Command::new("sh").args(["-c", &kill]).status();
        assert!(status.expect("a shell").success());
        match code {
            Some(code) => {
                let ran = tokio::task::spawn_blocking(move || finish(child))
                    .await
                    .expect("it ends");
                assert_eq!(ran.code, code);
                let line = told(&ran).pop().expect("a line");
                assert_eq!(
                    (&line["kind"], &line["done"]),
                    (&"interrupted".into(), &4.into()),
                    "{ran:?}"
                );
                assert_eq!(files(folder.path()).len(), 4 * 2 + 1);
            }
            None => drop(child.wait_with_output()),
        }
        let ran = synced(&sandbox, folder.path(), &["tickets"]).await;
        assert!(
            ran.line()
                .contains(" 6 fetched, 0 replaced, 0 unchanged, 4 kept;"),
            "{ran:?}"
        );
        assert_eq!(files(folder.path()).len(), 10 * 2 + 1, "{signal}");
    }
}

#[test]
fn wrong_arguments_are_exit_2_and_nothing_is_sent_or_written() {
    let server = Server::once(Reply::ok("{}"));
    let folder = folder();
    for (arguments, text) in [
        (&["ticket"][..], "in-person-services"),
        (&[], "REPORT"),
        (&["tickets", "--shard", "4/3"], "--shard"),
        (&["tickets", "--shard", "1"], "--shard"),
        (&["tickets", "--look-back", "week"], "--look-back"),
        (&["tickets", "--concurrency", "0"], "--concurrency"),
        (&["tickets", "--to", "2024-12-31"], "--to"),
        (&["tickets", "--format", "xml"], "--format"),
        (
            &["tickets", "sessions", "--department", "3"],
            "--department is no filter of sessions",
        ),
        (&["tickets", "reviews", "--drop", "subject"], "subject"),
    ] {
        let ran = run(sync(&server.url(), KEY, folder.path(), arguments));
        assert_eq!(ran.code, 2, "{arguments:?}: {ran:?}");
        assert!(ran.line().contains(text), "{text}: {ran:?}");
    }
    let mut command = tatodesk(&[
        "sync",
        "tickets",
        "--from",
        "2025-02-01",
        "--to",
        "2025-01-31",
    ]);
    command
        .arg("--dir")
        .arg(folder.path())
        .args(["--base-url", &server.url()]);
    let ran = run(command);
    assert_eq!((ran.code, ran.line()), (2, "error: --from is after --to"));
    let text = match cfg!(feature = "object-store") {
        true => "the URL has more than a place",
        false => "built without object stores",
    };
    for url in ["s3://bucket/a?b", "gs://bucket/a?b", "az://container/a?b"] {
        let ran = run(sync(&server.url(), KEY, url.as_ref(), &["tickets"]));
        assert_eq!(ran.code, 2, "{url}: {ran:?}");
        assert!(ran.line().contains(text), "{url}: {ran:?}");
    }
    assert!(server.requests().is_empty());
    assert!(files(folder.path()).is_empty());
}
