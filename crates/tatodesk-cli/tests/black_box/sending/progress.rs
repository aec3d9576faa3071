//! What a run tells while it goes.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;
use tatodesk_sandbox::{Fault, Of, Rule};

use super::{LIST, Ran, Stage, object, people, told};

#[test]
fn each_thousand_messages_are_a_line() {
    let stage = Stage::new(&people(1001));
    let given = ["--rate", "1000000", "--concurrency", "64"];
    assert_eq!(stage.plan(&given).0, 0);
    let Ran(code, _, stderr) = stage.send(&[
        "run",
        "autumn",
        "--confirm",
        "1001",
        "--limit",
        "1000",
        "--json",
    ]);
    assert_eq!(code, 0, "{stderr}");
    assert_eq!(
        object(stderr.trim_end()),
        json!({"kind": "progress", "campaign": "autumn", "ended": 1000,
            "counts": {"accepted": 1000, "rejected": 0, "not_sent": 0, "unknown": 0}})
    );
}

fn interrupt(child: &Child) {
    kill_process(Pid::from_child(child), Signal::INT).unwrap();
}

/// Runs a campaign that waits, interrupts it after its first line, and returns that line and how it ended.
fn first_line(stage: &Stage, more: &[&str]) -> (String, Ran) {
    let mut command = stage.command(&[&["run", "autumn", "--confirm", "2"], more].concat());
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    stderr.read_line(&mut line).unwrap();
    interrupt(&child);
    // What follows is read to its end, so that the command never writes to nothing.
    stderr.read_to_string(&mut String::new()).unwrap();
    (line, told(child.wait_with_output().unwrap()))
}

#[test]
fn a_run_that_waits_says_until_when_and_an_interrupt_ends_it() {
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let today = jiff::Zoned::now().with_time_zone(jiff::tz::TimeZone::UTC);
    let in_three_days = days[(today.weekday().to_monday_zero_offset() as usize + 3) % 7];
    let window = format!("{in_three_days} 09:00-18:00");
    let tomorrow = (today.timestamp() + jiff::SignedDuration::from_hours(24)).to_string();
    for (given, why) in [
        (["--not-before", &tomorrow, "--zone", "UTC"], "not_before"),
        (["--window", &window, "--zone", "UTC"], "window"),
    ] {
        for stage in Stage::each(LIST) {
            assert_eq!(stage.plan(&given).0, 0);
            let (line, Ran(code, stdout, _)) = first_line(&stage, &[]);
            assert!(line.starts_with("waiting until 2"), "{line}");
            assert_eq!(code, 130);
            assert!(stdout.contains("planned 2\n"), "{stdout}");
            let (line, Ran(code, stdout, _)) = first_line(&stage, &["--json"]);
            let line = object(&line);
            assert_eq!(
                (&line["kind"], &line["why"]),
                (&json!("waiting"), &json!(why))
            );
            assert!(line["until"].as_str().unwrap().ends_with('Z'));
            assert_eq!(
                (code, &object(&stdout)["stopped"]),
                (130, &json!("interrupted"))
            );
            assert!(stage.sandbox.deliveries().is_empty());
        }
    }
}

#[test]
fn the_messages_of_24_hours_are_a_wait_that_is_told() {
    for stage in Stage::each(LIST) {
        assert_eq!(stage.plan(&["--per-day", "1"]).0, 0);
        let (line, Ran(code, stdout, _)) = first_line(&stage, &["--json"]);
        assert_eq!(object(&line)["why"], "pace");
        assert_eq!((code, &object(&stdout)["started"]), (130, &json!(1)));
        assert_eq!(stage.sandbox.deliveries().len(), 1);
    }
}

/// Starts a run of three messages, two at a time, and waits until two are on their way.
fn on_their_way(stage: &Stage, fault: Fault) -> Child {
    assert_eq!(stage.plan(&["--concurrency", "2"]).0, 0);
    stage
        .sandbox
        .add_fault(Rule::new(fault).on("sendSms"))
        .unwrap();
    let mut command = stage.command(&["run", "autumn", "--confirm", "3"]);
    let streams = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = streams.spawn().unwrap();
    let wait = stage
        .sandbox
        .wait_for_deliveries(2, Duration::from_secs(60));
    stage.runtime.block_on(wait).unwrap();
    child
}

/// Interrupts a run, and waits until it says so.
fn interrupt_and_wait(child: &mut Child) {
    interrupt(child);
    let mut line = Vec::new();
    let stderr = child.stderr.as_mut().unwrap();
    while line.last() != Some(&b'\n') {
        let mut byte = [0];
        stderr.read_exact(&mut byte).unwrap();
        line.extend(byte);
    }
    assert!(line.starts_with(b"stopping: "), "{line:?}");
}

#[test]
fn an_interrupt_lets_messages_end_and_a_second_one_does_not() {
    let held = Fault::Stall {
        of: Of::Body,
        at: 0,
    };
    for stage in Stage::each(&people(3)) {
        let mut child = on_their_way(&stage, held.clone());
        interrupt_and_wait(&mut child);
        // The run still waits for the answers, which come now.
        stage.sandbox.clear_faults();
        stage.sandbox.release();
        let Ran(code, stdout, stderr) = told(child.wait_with_output().unwrap());
        assert_eq!((code, stderr.as_str()), (130, ""));
        assert!(stdout.contains(": planned 1, accepted 2\n"), "{stdout}");
    }
    for stage in Stage::each(&people(3)) {
        let mut child = on_their_way(&stage, held.clone());
        interrupt_and_wait(&mut child);
        interrupt(&child);
        let Ran(code, stdout, stderr) = told(child.wait_with_output().unwrap());
        assert_eq!((code, stdout.as_str()), (130, ""), "{stderr}");
        let words = "the messages on their way are unknown";
        assert!(stderr.contains(words), "{stderr}");
    }
}

#[test]
fn a_campaign_that_has_expired_sends_nothing() {
    for stage in Stage::each(LIST) {
        assert_eq!(stage.plan(&["--expires-at", "2020-01-01T00:00:00Z"]).0, 0);
        let Ran(code, stdout, stderr) = stage.send(&["run", "autumn", "--confirm", "2", "--json"]);
        assert_eq!((code, &object(&stdout)["stopped"]), (8, &json!("expired")));
        assert_eq!(object(stderr.trim_end())["kind"], "ended");
        assert_eq!(object(&stdout)["counts"], json!({"not_sent": 2}));
        assert!(stage.sandbox.deliveries().is_empty());
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_gets_a_bar_with_rate_outcomes_and_time_left() {
    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

    let stage = Stage::new(&people(9));
    assert_eq!(stage.plan(&["--rate", "8", "--concurrency", "1"]).0, 0);
    let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&terminal).unwrap();
    unlockpt(&terminal).unwrap();
    let name = ptsname(&terminal, Vec::new()).unwrap();
    let side = std::fs::File::options()
        .read(true)
        .write(true)
        .open(name.to_str().unwrap())
        .unwrap();
    let mut command = stage.command(&["run", "autumn", "--confirm", "9"]);
    let child = command
        .env("TERM", "xterm")
        .stdout(Stdio::piped())
        .stderr(side)
        .spawn()
        .unwrap();
    // This process's own copy of the terminal's other side, so that reading ends with the command.
    drop(command);
    let mut shown = Vec::new();
    // The end of a terminal is an error.
    let _ = std::fs::File::from(terminal).read_to_end(&mut shown);
    let shown = String::from_utf8_lossy(&shown).into_owned();
    let Ran(code, stdout, _) = told(child.wait_with_output().unwrap());
    assert_eq!(code, 0, "{shown}");
    assert!(stdout.contains("accepted 9\n"), "{stdout}");
    for part in [
        "/9 ",
        "/s, ",
        " left: accepted ",
        ", rejected 0, not sent 0, unknown 0",
    ] {
        assert!(shown.contains(part), "{part}: {shown:?}");
    }
}
