//! The program: what it writes when it starts, that its curl line works, and how it stops.

use crate::caller::http;
use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_tatodesk-sandbox");

/// Kills the program when a test fails half-way.
pub(crate) struct Running(pub(crate) Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts the program on a free port with these further arguments. Returns the program, its address, and its further lines.
fn start(arguments: &[&str]) -> (Running, String, impl FnMut() -> String + use<>) {
    start_with(&arguments.iter().map(OsString::from).collect::<Vec<_>>())
}

/// The same with arguments of any bytes.
pub(crate) fn start_with(
    arguments: &[OsString],
) -> (Running, String, impl FnMut() -> String + use<>) {
    let child = Command::new(PROGRAM)
        .args(["--port", "0"])
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut running = Running(child.expect("it starts"));
    let mut lines = BufReader::new(running.0.stdout.take().expect("standard output")).lines();
    let mut line = move || lines.next().expect("a line").expect("text");
    let first = line();
    let url = first.strip_prefix("Listening on ");
    let url = url.expect("the address comes first").to_owned();
    (running, url, line)
}

#[cfg(unix)]
#[tokio::test]
async fn it_says_where_it_listens_answers_and_stops_on_an_interrupt() {
    let (mut running, url, mut line) = start(&[]);
    assert!(url.starts_with("http://127.0.0.1:"), "{url}");
    assert!(line().ends_with("sandbox-key"));
    let curl = line();
    assert!(curl.contains(&format!("curl {url}/pa/listDates")), "{curl}");
    assert_eq!(line(), format!("Control      curl {url}/_sandbox"));
    assert_eq!(line(), format!("Pages        {url}/ and {url}/docs"));
    assert_eq!(line(), "Stop         Ctrl-C");

    // The curl line, split: the text behind `--data` is what a person would send.
    let body = curl
        .split("--data '")
        .nth(1)
        .and_then(|rest| rest.strip_suffix('\''))
        .expect("a body");
    let request = http().post(format!("{url}/pa/listDates"));
    let request = request
        .header("TATODESK-API-KEY", "sandbox-key")
        .header("Content-Type", "application/json");
    let answer: serde_json::Value = request
        .body(body.to_owned())
        .send()
        .await
        .expect("an answer")
        .json()
        .await
        .expect("JSON");
    assert_eq!(answer["dates"][0], "25/06/2025");

    let interrupt = Command::new("kill")
        .args(["-INT", &running.0.id().to_string()])
        .status();
    assert!(interrupt.expect("kill runs").success());
    assert_eq!(line(), "Stopped after 1 requests and 0 deliveries.");
    assert!(running.0.wait().expect("it ends").success());
}

#[cfg(unix)]
#[tokio::test]
async fn it_stops_in_order_when_it_is_told_to_terminate() {
    let (mut running, url, mut line) = start(&["--control-port=0"]);
    let mut control = line();
    while !control.starts_with("Control") {
        control = line();
    }
    let control = control
        .split_once("curl ")
        .expect("a curl line")
        .1
        .to_owned();
    assert!(!control.starts_with(&url), "a port of its own");
    let answer = http().get(control).send().await.expect("an answer");
    assert_eq!(answer.status(), 200);
    let terminate = Command::new("kill")
        .arg(running.0.id().to_string())
        .status();
    assert!(terminate.expect("kill runs").success());
    while line() != "Stopped after 0 requests and 0 deliveries." {}
    assert!(running.0.wait().expect("it ends").success());
}

/// Starts the program so that it can open only 40 files, which is fewer than the connections that it would serve.
#[cfg(unix)]
#[tokio::test]
async fn it_goes_on_when_it_had_no_file_left_for_a_connection() {
    let child = Command::new("sh")
        .args([
            "-c",
            "ulimit -n 40; exec \"$0\" --port 0 --log off",
            PROGRAM,
        ])
        .stdout(Stdio::piped())
        .spawn();
    let mut running = Running(child.expect("it starts"));
    let lines = running.0.stdout.take().expect("standard output");
    let first = BufReader::new(lines).lines().next().expect("a line");
    let first = first.expect("text");
    let url = first.strip_prefix("Listening on ").expect("the address");
    let address = url.replace("http://", "");
    let many: Vec<_> = (0..80)
        .map(|_| std::net::TcpStream::connect(&address).expect("a connection"))
        .collect();
    drop(many);
    // The callers before it are told one after the other that there is no room.
    loop {
        let answer = http().get(format!("{url}/_sandbox")).send().await;
        match answer.expect("an answer").status().as_u16() {
            200 => break,
            status => assert_eq!(status, 503),
        }
    }
}

#[tokio::test]
async fn it_takes_further_hosts_and_a_number_of_connections() {
    let (_running, url, _lines) = start(&["--allow-host=sandbox.test", "--max-connections", "1"]);
    let ask = |host: &'static str| {
        let request = http().get(format!("{url}/_sandbox")).header("host", host);
        async { request.send().await.expect("an answer").status() }
    };
    let address = url.replace("http://", "");
    let half = std::net::TcpStream::connect(address).expect("a connection");
    assert_eq!(ask("sandbox.test").await, 503);
    drop(half);
    while ask("sandbox.test").await != 200 {}
    while ask("evil.test").await != 403 {}
}

#[cfg(unix)]
#[test]
fn closed_standard_output_does_not_stop_it() {
    let (mut running, _, mut line) = start(&[]);
    while !line().starts_with("Stop ") {}
    // The other end of standard output.
    drop(line);
    let terminate = Command::new("kill")
        .arg(running.0.id().to_string())
        .status();
    assert!(terminate.expect("kill runs").success());
    assert!(running.0.wait().expect("it ends").success());
}

#[cfg(unix)]
#[tokio::test]
async fn calls_under_way_are_answered_and_counted_before_it_ends() {
    let faults = file("delay.yaml", "faults: [{delay: {ms: 3600000}}]\n");
    let (mut running, url, mut line) = start(&["--faults", &faults]);
    let sms = serde_json::json!({"appID": 7, "templateID": "second_bill_notice",
        "sms": {"type": "template", "to": "5581900000001", "template": {"params": ["Marina", "30/06"]}}});
    let request = http().post(format!("{url}/dl/v1/sms/messages"));
    let request = request.header("TATODESK-API-KEY", "sandbox-key").json(&sms);
    let sent = tokio::spawn(request.send());
    loop {
        let counters = http().get(format!("{url}/_sandbox/counters")).send().await;
        let counters = counters.expect("an answer").text().await.expect("text");
        if counters.contains(r#""arrived":1"#) {
            break;
        }
    }
    let terminate = Command::new("kill")
        .arg(running.0.id().to_string())
        .status();
    assert!(terminate.expect("kill runs").success());
    let answer = sent.await.expect("no panic").expect("an answer");
    assert_eq!(answer.status(), 200);
    let mut last = line();
    while !last.starts_with("Stopped") {
        last = line();
    }
    assert_eq!(last, "Stopped after 1 requests and 1 deliveries.");
    assert!(running.0.wait().expect("it ends").success());
}

#[test]
fn wrong_arguments_end_with_usage() {
    let output = Command::new(PROGRAM)
        .arg("--nonsense")
        .output()
        .expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    assert!(String::from_utf8_lossy(&output.stderr).contains("Usage: tatodesk-sandbox"));
    let help = Command::new(PROGRAM)
        .arg("--help")
        .output()
        .expect("it runs");
    assert!(help.status.success() && String::from_utf8_lossy(&help.stdout).contains("--port"));
}

#[test]
fn a_port_in_use_is_a_readable_error() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let output = Command::new(PROGRAM)
        .args(["--port", &port])
        .output()
        .expect("it runs");
    assert_eq!(output.status.code(), Some(1));
    let reason = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        reason.contains(&format!("cannot listen on 127.0.0.1:{port}")),
        "{reason}"
    );
}

#[tokio::test]
async fn it_breaks_from_a_file_and_logs_in_json() {
    let yaml = "# The first call of all.\n- faults: [{status: {status: 503, retryAfter: 2}}]\n  times: 1\n";
    let faults = file("faults.yaml", yaml);
    let (mut running, url, _lines) = start(&["--log=json", "--faults", &faults]);
    let request = http().post(format!("{url}/pa/listDates"));
    let answer = request.send().await.expect("an answer");
    assert_eq!(answer.status(), 503);
    assert_eq!(answer.headers()["retry-after"], "2");
    // The path is unknown, so it may hold anything.
    let wrong = http()
        .post(format!("{url}/send/5581900000001"))
        .send()
        .await;
    assert_eq!(wrong.expect("an answer").status(), 404);
    let errors = running.0.stderr.take().expect("standard error");
    let mut lines = BufReader::new(errors).lines();
    let mut line = move || -> serde_json::Value {
        let line = lines.next().expect("a line").expect("text");
        serde_json::from_str(&line).expect("JSON")
    };
    let (line, other) = (line(), line());
    assert_eq!(other["status"], 404);
    assert!(!other.to_string().contains("5581900000001"), "{other}");
    assert_eq!(line["operation"], "listDates");
    assert_eq!(line["status"], 503);
    assert_eq!(line["faults"], serde_json::json!(["status"]));
}

/// A file for the program to read.
pub(crate) fn file(name: &str, text: &str) -> String {
    let path = format!("{}/{name}", env!("CARGO_TARGET_TMPDIR"));
    std::fs::write(&path, text).expect("the file is written");
    path
}

#[tokio::test]
async fn it_lives_in_the_world_of_a_file() {
    let yaml = "companies:\n  - {id: 5, name: Mangue}\n";
    let json = r#"{"companies": [{"id": 5, "name": "Mangue"}]}"#;
    for (name, text) in [("world.yaml", yaml), ("world.json", json)] {
        let (_running, url, _lines) = start(&["--world", &file(name, text)]);
        let request = http().post(format!("{url}/dl/pa/listCompaniesByUser"));
        let request = request.header("TATODESK-API-KEY", "sandbox-key");
        let answer = request.json(&serde_json::json!({})).send().await;
        let answer: serde_json::Value = answer.expect("an answer").json().await.expect("JSON");
        assert_eq!(answer["companies"][0]["name"], "Mangue", "{name}");
        assert_eq!(answer["companies"].as_array().map(Vec::len), Some(1));
    }
}

#[test]
fn a_wrong_file_is_a_readable_error_that_names_file_and_place() {
    let world = "companies: [{id: 1, name: Mangue}, {id: 1, name: Again}]\n";
    let json = r#"{"links": [{"token": "t", "companies": [9]}]}"#;
    for (option, name, text, places) in [
        (
            "--faults",
            "wrong.yaml",
            "faults: [explode]\n",
            ["wrong.yaml", "explode"],
        ),
        (
            "--faults",
            "nothing.yaml",
            "{faults: [gzip], operation: sendPigeon}",
            ["nothing.yaml", "sendPigeon"],
        ),
        (
            "--faults",
            "second.yaml",
            "- faults: [gzip]\n- {faults: [gzip], times: x}\n",
            ["second.yaml", "[1].times"],
        ),
        (
            "--world",
            "twice.yaml",
            world,
            ["twice.yaml", "companies[1].id"],
        ),
        (
            "--world",
            "wrong.json",
            json,
            ["wrong.json", "links[0].companies[0]"],
        ),
        (
            "--world",
            "neither.yaml",
            "companies: [",
            ["neither.yaml", "refused"],
        ),
    ] {
        let output = Command::new(PROGRAM)
            .args(["--port=0", option])
            .arg(file(name, text))
            .output()
            .expect("it runs");
        assert_eq!(output.status.code(), Some(1), "{name}");
        assert!(output.stdout.is_empty(), "{name}");
        let reason = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(reason.trim_end().lines().count(), 1, "{reason}");
        for place in places {
            assert!(reason.contains(place), "{reason}");
        }
    }
    for option in ["--world", "--faults"] {
        let output = Command::new(PROGRAM)
            .args(["--port=0", option, "/nowhere/at-all.yaml"])
            .output()
            .expect("it runs");
        assert_eq!(output.status.code(), Some(1));
        let reason = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(reason.contains("/nowhere/at-all.yaml"), "{reason}");
    }
}
