//! Lists, which have no days.

use std::fs;

use serde_json::Value;

use super::{LISTS, export, exported, sandbox};
use crate::server::{Reply, Server};
use crate::support::{KEY, run, tatodesk};

#[tokio::test]
async fn a_list_is_exported_page_by_page_without_days() {
    let sandbox = sandbox().await;
    for list in LISTS {
        let ran = exported(&sandbox, list, &["-o", "-", "--page-size", "1", "--json"]).await;
        assert_eq!(ran.code, 0, "{ran:?}");
        let rows: Vec<Value> = ran
            .stdout
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty())
            .map(|line| serde_json::from_slice(line).expect("JSON"))
            .collect();
        assert!(rows.len() > 1, "{list}");
        assert!(rows.iter().all(|row| !row["ID"].is_null()), "{list}");
        let summary: Value = serde_json::from_str(ran.line()).expect("JSON");
        let count = Value::from(rows.len());
        assert_eq!(summary["rows"], count);
        assert!(summary["pages"].as_u64() >= count.as_u64(), "{summary}");
        assert_eq!(summary["expected"], count);
    }
}

#[test]
fn days_are_for_reports_alone() {
    let server = Server::once(Reply::ok("{}"));
    let url = server.url();
    let days = ["--from", "2025-01-01", "--to", "2025-01-30"];
    for arguments in [&days[..], &days[..2], &days[2..]] {
        let arguments = [arguments, &["-o", "-"]].concat();
        let ran = run(export(&url, KEY, "areas", &arguments));
        assert_eq!(ran.code, 2, "{ran:?}");
        let words = "areas is a list, which has no days: leave out --from and --to";
        assert!(ran.line().ends_with(words), "{ran:?}");
    }
    for given in [&[][..], &days[..2], &days[2..]] {
        let mut command = tatodesk(&["export", "tickets", "-o", "-", "--base-url", &url]);
        command.args(given).args(["--api-key", KEY]);
        let ran = run(command);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(
            ran.line().ends_with("tickets needs --from and --to"),
            "{ran:?}"
        );
    }
    assert!(server.requests().is_empty());
}

#[test]
fn a_list_is_not_kept_by_day() {
    let server = Server::once(Reply::ok("{}"));
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_str().expect("UTF-8");
    let words = "departments is a list, which has no days: `tatodesk export departments -o FILE` writes it whole";
    let ran = run(export(&server.url(), KEY, "departments", &["-o", path]));
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.line().ends_with(words), "{ran:?}");

    let mut sync = tatodesk(&["sync", "tickets", "departments", "--base-url"]);
    sync.args([&server.url(), "--api-key", KEY, "--dir", path]);
    sync.args(["--from", "2025-01-01", "--to", "2025-01-30"]);
    let ran = run(sync);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.line().ends_with(words), "{ran:?}");
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0);
    assert!(server.requests().is_empty());
}

#[test]
fn sync_lists_no_filter_that_only_lists_have() {
    let ran = run(tatodesk(&["sync", "--help"]));
    let help = String::from_utf8(ran.stdout).expect("UTF-8");
    assert!(help.contains("--department"), "{help}");
    assert!(!help.contains("--sub-area"), "{help}");

    let server = Server::once(Reply::ok("{}"));
    let mut sync = tatodesk(&["sync", "tickets", "--sub-area", "1", "--base-url"]);
    sync.args([&server.url(), "--api-key", KEY, "--dir", "unused"]);
    sync.args(["--from", "2025-01-01", "--to", "2025-01-30"]);
    let ran = run(sync);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(
        ran.line().ends_with("--sub-area is no filter of tickets"),
        "{ran:?}"
    );
    assert!(server.requests().is_empty());
}
