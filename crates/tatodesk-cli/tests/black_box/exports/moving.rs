//! Rows that come or go while the pages of a file are read.

use serde_json::Value;

use super::export;
use crate::server::{Reply, Server};
use crate::support::{KEY, run};

/// A page that says this number of rows, with the row of this number, or none.
fn page(count: &str, row: Option<u32>) -> Reply {
    let row = row.map_or_else(String::new, |row| format!(r#"{{"protocol":"{row}"}}"#));
    Reply::ok(format!(r#"{{"count":{count},"attendances":[{row}]}}"#))
}

#[test]
fn a_number_of_rows_that_changes_is_told_and_exit_10() {
    for (counts, told) in [
        (["3", "3", "3"], None),
        (["3", "4", "4"], Some([3, 4])),
        (["3", "3", "2"], Some([3, 2])),
        (["\"3\"", "3", "\"5\""], Some([3, 5])),
        // A number that stays is only wrong.
        (["9", "9", "9"], None),
        (["null", "null", "null"], None),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a.csv");
        let rows = [Some(1), Some(2), Some(3)].into_iter().zip(counts);
        let mut pages: Vec<Reply> = rows.map(|(row, count)| page(count, row)).collect();
        pages.push(page(counts[2], None));
        let server = Server::start(pages);
        let arguments = [
            "-o",
            file.to_str().expect("UTF-8"),
            "--page-size",
            "1",
            "--json",
        ];
        let ran = run(export(&server.url(), KEY, "tickets", &arguments));
        assert_eq!(
            ran.code,
            if told.is_some() { 10 } else { 0 },
            "{counts:?}: {ran:?}"
        );
        let lines: Vec<Value> = ran
            .stderr
            .lines()
            .map(|line| serde_json::from_str(line).expect("JSON"))
            .collect();
        assert_eq!(lines.last().expect("a summary")["kind"], "exported");
        assert_eq!(lines.len(), 1 + usize::from(told.is_some()), "{ran:?}");
        if let Some([first, last]) = told {
            let line = &lines[0];
            assert_eq!(
                (&line["kind"], &line["expected_first"], &line["expected"]),
                (&"unsettled".into(), &first.into(), &last.into())
            );
            assert!(
                line["message"]
                    .as_str()
                    .is_some_and(|it| it.starts_with("rows moved")),
                "{line}"
            );
        }
        assert!(file.exists());
    }
}
