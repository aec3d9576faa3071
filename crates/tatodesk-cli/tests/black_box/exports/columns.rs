//! `--columns`, `--drop` and `--hash`.

use std::fs;

use serde_json::Value;

use super::{export, exported, sandbox};
use crate::server::{Reply, Server};
use crate::support::{KEY, Ran, run, tatodesk};

const REPORTS: [(&str, usize); 16] = [
    ("digital-services", 17),
    ("in-person-services", 20),
    ("campaigns", 23),
    ("tickets", 12),
    ("sessions", 9),
    ("grouped-journeys", 7),
    ("detailed-journeys", 9),
    ("ad-hoc-notifications", 0),
    ("reviews", 10),
    ("departments", 3),
    ("service-groups", 5),
    ("specialties", 4),
    ("subspecialties", 4),
    ("areas", 5),
    ("sub-areas", 5),
    ("chatbot-journeys", 3),
];

#[test]
fn the_columns_of_each_report_are_listed_without_a_call() {
    for (report, columns) in REPORTS {
        let ran = run(tatodesk(&["export", report, "--columns", "--json"]));
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{report}");
        let listed: Vec<Value> = serde_json::from_slice(&ran.stdout).expect("JSON");
        assert_eq!(listed.len(), columns + 1, "{report}");
        let last = listed.last().expect("a column");
        assert_eq!(
            *last,
            serde_json::json!({"name": "extra", "type": "json", "sensitive": true})
        );

        let ran = run(tatodesk(&["export", report, "--columns"]));
        let text = String::from_utf8(ran.stdout).expect("UTF-8");
        assert_eq!(text.lines().count(), columns + 2, "{report}");
        for (line, column) in text.lines().skip(1).zip(&listed) {
            let sensitive = if column["sensitive"] == true {
                "yes"
            } else {
                "no"
            };
            let words: Vec<&str> = line.split_whitespace().collect();
            let (name, kind) = (column["name"].as_str(), column["type"].as_str());
            assert_eq!(words, [name.unwrap(), kind.unwrap(), sensitive]);
        }
    }
    let ran = run(tatodesk(&["export", "tickets", "--columns", "--json"]));
    let listed: Vec<Value> = serde_json::from_slice(&ran.stdout).expect("JSON");
    assert_eq!(
        listed[1],
        serde_json::json!({"name": "date", "type": "civil-timestamp", "sensitive": false})
    );
    assert_eq!(
        listed[7],
        serde_json::json!({"name": "email", "type": "text", "sensitive": true})
    );
}

/// The header and the rows of a CSV text.
fn table(ran: &Ran) -> (Vec<String>, Vec<Vec<String>>) {
    let text = String::from_utf8(ran.stdout.clone()).expect("UTF-8");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let cells = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect();
    let header = cells(reader.headers().expect("a header"));
    let rows = reader.records().map(|it| cells(&it.expect("a line")));
    (header, rows.collect())
}

#[tokio::test]
async fn columns_are_dropped_and_hashed_with_the_key_of_a_variable_or_a_file() {
    let sandbox = sandbox().await;
    let folder = tempfile::tempdir().expect("a folder");
    let key = folder.path().join("key");
    fs::write(&key, "an invented key of hashes\n").expect("a file");
    let arguments = [
        "-o", "-", "--format", "csv", "--drop", "email", "--drop", "extra", "--hash", "user",
    ];
    let mut command = export(sandbox.base_url(), sandbox.api_key(), "tickets", &arguments);
    command.env("TATODESK_HASH_KEY", "an invented key of hashes");
    let by_variable = tokio::task::spawn_blocking(move || run(command));
    let by_variable = by_variable.await.expect("it runs");
    assert_eq!(by_variable.code, 0, "{by_variable:?}");
    let with_file = ["--hash-key-file", key.to_str().expect("UTF-8")];
    let arguments = [&arguments[..], &with_file].concat();
    let by_file = exported(&sandbox, "tickets", &arguments).await;
    assert_eq!(by_file.stdout, by_variable.stdout, "{by_file:?}");
    fs::write(&key, "another key of the hashes").expect("a file");
    let other = exported(&sandbox, "tickets", &arguments).await;

    let whole = ["-o", "-", "--format", "csv"];
    let whole = exported(&sandbox, "tickets", &whole).await;
    let ((before, people), (after, hashes), (_, others)) =
        (table(&whole), table(&by_file), table(&other));
    let kept = before
        .iter()
        .filter(|name| *name != "email" && *name != "extra");
    assert!(kept.eq(&after));
    let place = |header: &[String]| header.iter().position(|name| name == "user");
    let (before, after) = (place(&before).expect("it"), place(&after).expect("it"));
    let mut pairs = std::collections::BTreeMap::new();
    for (row, (hash, other)) in people.iter().zip(hashes.iter().zip(&others)) {
        let known = pairs.entry(&row[before]).or_insert(&hash[after]);
        assert_eq!(**known, hash[after]);
        assert_eq!(
            hash[after].len(),
            if row[before].is_empty() { 0 } else { 64 }
        );
        assert_eq!(hash[after] == other[after], row[before].is_empty());
    }
    assert!(pairs.len() > 1, "{pairs:?}");
}

#[test]
fn wrong_columns_and_keys_are_exit_2_and_nothing_is_sent() {
    let server = Server::once(Reply::ok("{}"));
    let folder = tempfile::tempdir().expect("a folder");
    let short = folder.path().join("short");
    fs::write(&short, "0123456789abcde\n").expect("a file");
    let short = short.to_str().expect("UTF-8");
    let missing = folder.path().join("missing");
    let missing = missing.to_str().expect("UTF-8");
    let key = "0123456789abcdef";
    let table: [(&[&str], &str, &str); 10] = [
        (
            &["--drop", "emial"],
            key,
            "tickets has no column `emial`; did you mean `email`?",
        ),
        (
            &["--hash", "User"],
            key,
            "tickets has no column `User`; did you mean `user`?",
        ),
        (&["--drop", "rate"], key, "tickets has no column `rate`"),
        (
            &["--drop", "user", "--hash", "user"],
            key,
            "both dropped and hashed",
        ),
        (
            &["--hash", "extra"],
            key,
            "`extra` can be dropped, but not hashed",
        ),
        (
            &["--hash", "user"],
            "",
            "no key for --hash: set TATODESK_HASH_KEY or give --hash-key-file",
        ),
        (
            &["--hash", "user"],
            "secret",
            "TATODESK_HASH_KEY: the key of hashes is too short",
        ),
        (
            &["--hash", "user", "--hash-key-file", short],
            key,
            "--hash-key-file: the key of hashes is too short",
        ),
        (
            &["--hash", "user", "--hash-key-file", missing],
            key,
            "--hash-key-file cannot be read: ",
        ),
        (&["--hash-key-file", short], key, "--hash"),
    ];
    for (arguments, key, text) in table {
        let arguments = [&["-o", "-"], arguments].concat();
        let mut command = export(&server.url(), KEY, "tickets", &arguments);
        command.env("TATODESK_HASH_KEY", key);
        let ran = run(command);
        assert_eq!(ran.code, 2, "{arguments:?}: {ran:?}");
        assert!(ran.line().contains(text), "{text}: {ran:?}");
        assert!(!ran.stderr.contains("secret"));
    }
    assert!(server.requests().is_empty());
}
