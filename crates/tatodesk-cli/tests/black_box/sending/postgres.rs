//! What only several processes and a database can do.

use std::collections::HashSet;
use std::process::{Child, Stdio};
use std::time::Duration;

use serde_json::json;

use super::{Ran, SERVER, Stage, by_hand, object, password, people, ran, told};

/// A stage with a campaign of this number of people.
fn planned(count: usize, more: &[&str]) -> Option<Stage> {
    let stage = Stage::in_database(&people(count))?;
    let Ran(code, _, stderr) = stage.plan(more);
    assert_eq!(code, 0, "{stderr}");
    Some(stage)
}

fn start(stage: &Stage, count: usize) -> Child {
    let confirm = count.to_string();
    let given = [
        "run",
        "autumn",
        "--confirm",
        &confirm,
        "--lease",
        "2",
        "--json",
    ];
    let mut command = stage.command(&given);
    let streams = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    streams.spawn().unwrap()
}

fn reaches(stage: &Stage, deliveries: usize) {
    let wait = stage
        .sandbox
        .wait_for_deliveries(deliveries, Duration::from_secs(60));
    stage.runtime.block_on(wait).unwrap();
}

#[test]
fn two_processes_send_a_campaign_together_and_one_is_killed() {
    let Some(stage) = planned(300, &["--rate", "100", "--concurrency", "6"]) else {
        return;
    };
    let (mut killed, other) = (start(&stage, 300), start(&stage, 300));
    reaches(&stage, 80);
    killed.kill().unwrap();
    killed.wait().unwrap();
    let Ran(code, stdout, stderr) = told(other.wait_with_output().unwrap());
    assert_eq!(code, 0, "{stderr}");
    let report = object(&stdout);
    assert_eq!(report["stopped"], "done");
    let of = |state: &str| report["counts"][state].as_u64().unwrap_or(0);
    assert_eq!(of("accepted") + of("unknown"), 300, "{stdout}");
    assert!(of("unknown") <= 6, "{stdout}");
    let deliveries = stage.sandbox.deliveries();
    let reached: HashSet<&str> = deliveries.iter().map(|it| it.to.as_str()).collect();
    assert_eq!(reached.len(), deliveries.len(), "doubled");

    let Ran(code, _, stderr) = stage.send(&["reconcile", "autumn"]);
    assert_eq!(code, 0, "{stderr}");
    let Ran(_, stdout, _) = stage.send(&["results", "autumn", "--output", "jsonl"]);
    let rows: Vec<_> = stdout.lines().map(object).collect();
    let lines: Vec<u64> = rows
        .iter()
        .map(|row| row["line"].as_u64().unwrap())
        .collect();
    assert_eq!(lines, (2..302).collect::<Vec<u64>>());
    for row in rows {
        let reached = reached.contains(row["to"].as_str().unwrap());
        assert_eq!(row["state"] == "accepted", reached, "{row}");
    }
}

#[test]
fn processes_share_a_campaign_and_a_pause_ends_them_all() {
    let Some(stage) = planned(250, &["--rate", "100", "--concurrency", "4"]) else {
        return;
    };
    let children = [start(&stage, 250), start(&stage, 250)];
    reaches(&stage, 20);
    assert_eq!(stage.send(&["pause", "autumn"]).0, 0);
    let mut started = 0;
    for child in children {
        let Ran(code, stdout, stderr) = told(child.wait_with_output().unwrap());
        // A process that came after the pause is refused.
        if code == 2 {
            continue;
        }
        assert_eq!(
            (code, &object(&stdout)["stopped"]),
            (8, &json!("paused")),
            "{stderr}"
        );
        started += object(&stdout)["started"].as_u64().unwrap();
    }
    assert_eq!(started, stage.sandbox.deliveries().len() as u64);
    assert_eq!(stage.send(&["resume", "autumn"]).0, 0);
    let Ran(code, stdout, _) = stage.send(&["run", "autumn", "--confirm", "250", "--json"]);
    assert_eq!(
        (code, &object(&stdout)["counts"]),
        (0, &json!({"accepted": 250}))
    );
    assert_eq!(stage.sandbox.deliveries().len(), 250);
}

#[test]
fn a_database_that_fails_during_a_run_loses_nobody() {
    let Some(stage) = planned(200, &["--rate", "100"]) else {
        return;
    };
    let url = stage.database.clone().unwrap();
    let child = start(&stage, 200);
    reaches(&stage, 20);
    by_hand(
        &stage.runtime,
        &url,
        "ALTER TABLE tatodesk_bulk.attempt RENAME TO gone",
    );
    let Ran(code, stdout, stderr) = told(child.wait_with_output().unwrap());
    assert_eq!((code, stdout.as_str()), (1, ""));
    let report = object(stderr.trim_end());
    assert_eq!(report["kind"], "ledger");
    let message = report["message"].as_str().unwrap();
    assert!(message.ends_with("run the same command again"), "{message}");
    assert!(!stderr.contains(password(&url)));
    let Ran(code, _, stderr) = stage.send(&["results", "autumn", "--json"]);
    assert_eq!(
        (code, &object(stderr.trim_end())["kind"]),
        (1, &json!("ledger"))
    );
    by_hand(
        &stage.runtime,
        &url,
        "ALTER TABLE tatodesk_bulk.gone RENAME TO attempt",
    );
    let again = start(&stage, 200);
    assert_eq!(told(again.wait_with_output().unwrap()).0, 0);
    let deliveries = stage.sandbox.deliveries();
    let reached: HashSet<&str> = deliveries.iter().map(|it| it.to.as_str()).collect();
    assert_eq!(reached.len(), deliveries.len(), "doubled");
    let told = object(&stage.send(&["status", "autumn", "--json"]).1);
    let of = |state: &str| told[0]["counts"][state].as_u64().unwrap_or(0);
    assert_eq!(of("accepted") + of("unknown"), 200);
}

#[test]
fn a_server_that_refuses_is_told_from_one_that_fails_and_no_password_shows() {
    let Some(stage) = planned(2, &[]) else { return };
    let url = stage.database.clone().unwrap();
    let secret = password(&url).to_owned();
    let wrong = "an-0ther-secret";
    let with = |password: &str| url.replace(&format!(":{secret}@"), &format!(":{password}@"));
    let bare = url.replace(&format!(":{secret}@"), "@");
    let (server, database) = url.rsplit_once('/').unwrap();
    // What the address says of TLS.
    let query = database.find('?').map_or("", |at| &database[at..]);
    let refused = "PostgreSQL refused the user or the password";
    // A port that is free for a moment.
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    for (place, env, code, words) in [
        (with(wrong), None, 2, refused),
        (bare.clone(), Some(wrong), 2, refused),
        (
            bare.clone(),
            None,
            2,
            "the address of the database lacks a host or the password",
        ),
        (
            bare.clone(),
            Some(""),
            2,
            "the address of the database lacks a host or the password",
        ),
        (with(wrong), Some(secret.as_str()), 2, refused),
        (url.replace("//tatodesk:", "//nobody:"), None, 2, refused),
        (
            format!("{server}/none{query}"),
            None,
            2,
            "PostgreSQL has no database of this name",
        ),
        (
            format!("postgres://u:{wrong}@127.0.0.1:{port}/d"),
            None,
            1,
            "the connection to PostgreSQL failed",
        ),
        (
            format!("{server}/postgres{query}"),
            None,
            2,
            "the database has no ledger that this version reads",
        ),
        (bare.clone(), Some(secret.as_str()), 0, ""),
        (
            with(&secret).replace("postgres://", "postgresql://"),
            Some(wrong),
            0,
            "",
        ),
    ] {
        for json in [false, true] {
            let mut command = crate::support::tatodesk(&["send", "status", "--ledger", &place]);
            command.args(json.then_some("--json"));
            if let Some(password) = env {
                command.env("PGPASSWORD", password);
            }
            let ran = ran(&mut command);
            assert_eq!(ran.0, code, "{}", ran.2);
            assert!(ran.2.contains(words), "{}", ran.2);
            let all = ran.1 + &ran.2;
            assert!(!all.contains(&secret) && !all.contains(wrong), "{all}");
        }
    }
    // No verb but `plan` makes a ledger.
    let server = std::env::var(SERVER).unwrap();
    let none = "DO $$ BEGIN ASSERT to_regnamespace('tatodesk_bulk') IS NULL; END $$";
    by_hand(&stage.runtime, &server, none);
}

#[test]
fn a_ledger_of_another_server_is_refused_until_a_person_says_what_it_is() {
    let Some(stage) = planned(2, &[]) else { return };
    let url = stage.database.clone().unwrap();
    let moved = "UPDATE tatodesk_bulk.ledger SET server = 'another'";
    by_hand(&stage.runtime, &url, moved);
    let Ran(code, _, stderr) = stage.send(&["run", "autumn", "--confirm", "2"]);
    assert_eq!(code, 2);
    assert!(
        stderr.contains("--restored") && stderr.contains("--promoted"),
        "{stderr}"
    );
    assert_eq!(stage.send(&["status", "--restored", "--promoted"]).0, 2);
    let Ran(code, stdout, _) = stage.send(&["status", "--promoted"]);
    assert_eq!(code, 0);
    assert!(stdout.ends_with("planned 2\n"), "{stdout}");
    by_hand(&stage.runtime, &url, moved);
    let Ran(_, stdout, _) = stage.send(&["status", "--restored"]);
    assert!(stdout.ends_with("unknown 2\n"), "{stdout}");
    assert_eq!(stage.send(&["run", "autumn", "--confirm", "2"]).0, 0);
    assert!(stage.sandbox.deliveries().is_empty());
}
