//! What ended without a message: what a person may send again, and the exit codes that say so. Each test runs with every ledger.

use serde_json::json;
use tatodesk_sandbox::{Fault, Rule};

use super::{LIST, Ran, Stage, object, people};

fn fault(stage: &Stage, fault: Fault) {
    stage
        .sandbox
        .add_fault(Rule::new(fault).on("sendSms"))
        .unwrap();
}

#[test]
fn what_the_report_lacks_is_absent_and_sent_again_only_when_a_person_says_so() {
    for stage in Stage::each(&people(3)) {
        assert_eq!(stage.plan(&["--concurrency", "1"]).0, 0);
        let lost = Rule::once(Fault::reset_after_reading()).when("/sms/to", "5581900000001");
        stage.sandbox.add_fault(lost).unwrap();
        let run = ["run", "autumn", "--confirm", "3", "--json"];
        let Ran(code, stdout, _) = stage.send(&run);
        assert_eq!(
            (code, &object(&stdout)["counts"]),
            (0, &json!({"accepted": 2, "unknown": 1}))
        );
        let Ran(code, stdout, _) = stage.send(&["reconcile", "autumn", "--json"]);
        assert_eq!(
            (code, object(&stdout)),
            (
                0,
                json!({"accepted": 0, "absent": 1, "uncalibrated": 0, "untraceable": 0})
            )
        );
        assert_eq!(object(&stage.send(&run).1)["started"], 0);
        let again = [&run[..], &["--include", "absent"]].concat();
        assert_eq!(
            object(&stage.send(&again).1)["counts"],
            json!({"accepted": 3})
        );
        assert_eq!(stage.sandbox.deliveries().len(), 3);
    }
}

#[test]
fn refused_and_unsent_messages_are_sent_again_when_a_person_says_so() {
    for stage in Stage::each(LIST) {
        assert_eq!(stage.plan(&[]).0, 0);
        let run = [
            "run",
            "autumn",
            "--confirm",
            "2",
            "--retries",
            "0",
            "--json",
        ];
        fault(&stage, Fault::status(429));
        let Ran(code, stdout, _) = stage.send(&run);
        assert_eq!(
            (code, &object(&stdout)["counts"]),
            (0, &json!({"rejected": 2}))
        );
        stage.sandbox.clear_faults();
        assert_eq!(object(&stage.send(&run).1)["started"], 0);

        stage.runtime.block_on(stage.sandbox.close_port()).unwrap();
        let refused = [&run[..], &["--include", "refused"]].concat();
        let Ran(code, stdout, _) = stage.send(&refused);
        assert_eq!(
            (code, &object(&stdout)["counts"]),
            (0, &json!({"not_sent": 2}))
        );
        stage.runtime.block_on(stage.sandbox.open_port()).unwrap();
        let unsent = [&run[..], &["--include", "not_sent"]].concat();
        assert_eq!(
            object(&stage.send(&unsent).1)["counts"],
            json!({"accepted": 2})
        );
        assert_eq!(stage.sandbox.deliveries().len(), 2);
    }
}

#[test]
fn many_rejections_and_requests_that_never_leave_end_the_run() {
    for stage in Stage::each(&people(70)) {
        assert_eq!(stage.plan(&[]).0, 0);
        let run = [
            "run",
            "autumn",
            "--confirm",
            "70",
            "--retries",
            "0",
            "--json",
        ];
        stage.runtime.block_on(stage.sandbox.close_port()).unwrap();
        let Ran(code, stdout, stderr) = stage.send(&run);
        assert_eq!(
            (code, &object(&stdout)["stopped"]),
            (7, &json!("many_not_sent"))
        );
        assert_eq!(object(stderr.trim_end())["kind"], "breaker");
        stage.runtime.block_on(stage.sandbox.open_port()).unwrap();
        fault(&stage, Fault::in_band("no"));
        let Ran(code, stdout, _) = stage.send(&run);
        assert_eq!(
            (code, &object(&stdout)["stopped"]),
            (7, &json!("many_rejected"))
        );
        assert!(stage.sandbox.deliveries().is_empty());
    }
}

#[test]
fn the_message_of_a_test_has_the_exit_code_of_its_call() {
    for stage in Stage::each(LIST) {
        assert_eq!(stage.plan(&[]).0, 0);
        let test = [
            "run",
            "autumn",
            "--test-to",
            "(81) 90000-0077",
            "--retries",
            "0",
        ];
        for (broken, code) in [(Fault::in_band("no"), 3), (Fault::commit_then_drop(), 5)] {
            fault(&stage, broken);
            let Ran(found, stdout, stderr) = stage.send(&test);
            assert_eq!((found, stdout.as_str()), (code, ""), "{stderr}");
            stage.sandbox.clear_faults();
        }
        stage.runtime.block_on(stage.sandbox.close_port()).unwrap();
        assert_eq!(stage.send(&test).0, 4);
        let Ran(_, stdout, _) = stage.send(&["status"]);
        assert!(stdout.ends_with("planned 2\n"), "{stdout}");
    }
}
