//! What a campaign does with every ledger.

use serde_json::{Value, json};
use tatodesk_sandbox::{Fault, Rule};

use super::{LIST, Ran, Stage, object};

#[test]
fn a_list_is_planned_confirmed_sent_and_told_row_by_row() {
    for stage in Stage::each(LIST) {
        let Ran(code, stdout, stderr) = stage.plan(&["--bad-rows", "bad.csv"]);
        assert_eq!(code, 0, "{stderr}");
        assert!(
            stdout.ends_with("tatodesk send run autumn --confirm 2\n"),
            "{stdout}"
        );
        assert!(
            stderr.starts_with("warning: left out: line 4: the phone number"),
            "{stderr}"
        );
        assert!(
            std::fs::read_to_string(stage.path("bad.csv"))
                .unwrap()
                .starts_with("line,reason\n4,")
        );
        assert!(stage.sandbox.deliveries().is_empty());

        let Ran(code, stdout, stderr) = stage.send(&["run", "autumn", "--confirm", "3"]);
        assert_eq!((code, stdout.as_str()), (2, ""));
        assert_eq!(
            stderr,
            "error: the plan has 2 recipients, and 3 were confirmed\n"
        );
        let Ran(code, stdout, _) =
            stage.send(&["run", "autumn", "--confirm", "2", "--limit", "1", "--json"]);
        assert_eq!((code, &object(&stdout)["stopped"]), (0, &json!("limit")));
        let Ran(code, stdout, _) = stage.send(&["run", "autumn", "--confirm", "2", "--json"]);
        let told = object(&stdout);
        assert_eq!(
            (code, &told["counts"], &told["started"]),
            (0, &json!({"accepted": 2}), &json!(1))
        );
        assert_eq!(stage.sandbox.deliveries().len(), 2);

        let Ran(_, stdout, _) = stage.send(&["results", "autumn", "--output", "jsonl"]);
        let states: Vec<Value> = stdout
            .lines()
            .map(|line| object(line)["state"].clone())
            .collect();
        assert_eq!(states, ["accepted", "accepted", "left_out"]);
        let Ran(_, stdout, _) = stage.send(&["results", "autumn"]);
        let mut lines = stdout.lines();
        assert_eq!(
            lines.next(),
            Some("line,state,reason,to,key,attempts,attempt,status,sent_at,evidence")
        );
        assert!(
            lines
                .next()
                .is_some_and(|line| line.starts_with("2,accepted,,5581900000001,,1,"))
        );
        let Ran(code, stdout, _) = stage.send(&["status"]);
        assert_eq!(
            (code, stdout.as_str()),
            (
                0,
                "autumn: done, 2 recipients, 1 rows left out: accepted 2\n"
            )
        );
    }
}

#[test]
fn another_list_under_the_same_name_and_a_repeated_recipient_are_refused() {
    let twice = format!("{LIST}Clara;81900000001;30/01/2026\n");
    for stage in Stage::each(&twice) {
        let Ran(code, stdout, stderr) = stage.plan(&[]);
        assert_eq!((code, stdout.as_str()), (2, ""));
        assert!(
            stderr.contains("line 5: the recipient stands in line 2, too"),
            "{stderr}"
        );
        assert!(stderr.contains("--dedupe"), "{stderr}");
        assert_eq!(stage.plan(&["--dedupe"]).0, 0);
        assert!(
            stage
                .plan(&["--dedupe"])
                .1
                .contains("had this plan already")
        );
        std::fs::write(stage.path("list.csv"), LIST).unwrap();
        let Ran(code, _, stderr) = stage.plan(&["--dedupe"]);
        assert_eq!(code, 2);
        assert!(
            stderr.starts_with("error: a campaign of this name exists"),
            "{stderr}"
        );
    }
}

#[test]
fn unknown_messages_trip_the_breaker_and_are_reconciled() {
    let people: String = (0..12)
        .map(|it| format!("Marina;(81) 90000-00{it:02};28/01/2026\n"))
        .collect();
    for stage in Stage::each(&format!("nome;telefone;data\n{people}")) {
        assert_eq!(stage.plan(&["--concurrency", "1"]).0, 0);
        stage
            .sandbox
            .add_fault(Rule::new(Fault::commit_then_drop()).on("sendSms"))
            .unwrap();
        let Ran(code, stdout, stderr) = stage.send(&["run", "autumn", "--confirm", "12", "--json"]);
        let told = object(&stdout);
        assert_eq!(
            (code, &told["stopped"], &told["counts"]["unknown"]),
            (7, &json!("many_unknown"), &json!(10)),
            "{stderr}"
        );
        stage.sandbox.clear_faults();
        let Ran(code, stdout, _) = stage.send(&["reconcile", "autumn", "--json"]);
        assert_eq!((code, &object(&stdout)["accepted"]), (0, &json!(10)));
        assert_eq!(stage.send(&["run", "autumn", "--confirm", "12"]).0, 0);
        assert_eq!(stage.sandbox.deliveries().len(), 12);
    }
}

#[test]
fn a_campaign_is_paused_resumed_and_cancelled() {
    for stage in Stage::each(LIST) {
        stage.plan(&[]);
        assert_eq!(stage.send(&["pause", "autumn"]).0, 0);
        let Ran(code, _, stderr) = stage.send(&["run", "autumn", "--confirm", "2"]);
        assert_eq!(
            (code, stderr.as_str()),
            (2, "error: the campaign is paused\n")
        );
        assert_eq!(stage.send(&["resume", "autumn"]).0, 0);
        assert!(
            stage
                .send(&["cancel", "autumn"])
                .1
                .ends_with("not_sent 2\n")
        );
        assert_eq!(stage.send(&["run", "autumn", "--confirm", "2"]).0, 2);
        assert_eq!(stage.send(&["status", "spring"]).0, 2);
        assert!(stage.sandbox.deliveries().is_empty());
    }
}

#[test]
fn one_message_goes_to_a_person_who_tests_and_forgotten_people_get_none() {
    for stage in Stage::each(LIST) {
        stage.plan(&[]);
        let Ran(code, stdout, _) = stage.send(&["run", "autumn", "--test-to", "(81) 90000-0077"]);
        assert_eq!(
            (code, stdout.as_str()),
            (0, "accepted, which is not yet a delivery\n")
        );
        assert_eq!(stage.sandbox.deliveries()[0].to, "5581900000077");
        let Ran(_, stdout, _) = stage.send(&["export-subject", "(81) 90000-0001"]);
        assert_eq!(object(&stdout)["recipients"][0]["params"][0], "Marina");
        assert_eq!(stage.send(&["forget", "(81) 90000-0001"]).0, 0);
        let Ran(code, stdout, _) = stage.send(&["run", "autumn", "--confirm", "2", "--json"]);
        assert_eq!(
            (code, &object(&stdout)["counts"]),
            (0, &json!({"accepted": 1, "not_sent": 1}))
        );
        assert_eq!(stage.sandbox.deliveries().len(), 2);
    }
}
