//! The process among others: closed streams and interrupts.

use std::process::{Child, Command};

use crate::server::{Reply, Server};
use crate::support::{
    KEY, READ, READ_ANSWER, Scratch, WRITE, WRITE_ANSWER, WRITE_BODY, api, finish, run, start,
    tatodesk,
};

#[test]
fn a_closed_standard_output_ends_the_command_quietly() {
    let (release, reply) = Reply::held(READ_ANSWER);
    let server = Server::once(reply);
    let mut child = start(&mut api(&server, &[READ]));
    drop(child.stdout.take());
    release.send(()).expect("the server waits");
    let ran = finish(child);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));

    let mut child = start(&mut tatodesk(&["api", "--list"]));
    drop(child.stdout.take());
    let ran = finish(child);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
}

#[test]
fn a_closed_standard_output_does_not_hide_a_failure() {
    let (release, reply) = Reply::held("[]");
    let server = Server::once(reply);
    let mut child = start(&mut api(&server, &[READ, "--json"]));
    drop(child.stdout.take());
    release.send(()).expect("the server waits");
    let ran = finish(child);
    assert_eq!(ran.code, 6);
    ran.report("undecodable");
}

#[test]
fn a_closed_standard_error_changes_nothing() {
    let (release, reply) = Reply::held(r#"{"error":"no"}"#);
    let server = Server::once(reply);
    let mut child = start(&mut api(&server, &[READ]));
    drop(child.stderr.take());
    release.send(()).expect("the server waits");
    assert_eq!(finish(child).code, 3);
}

#[test]
fn standard_input_is_left_alone_without_body_dash() {
    let server = Server::once(Reply::ok(WRITE_ANSWER));
    let mut command = api(&server, &[WRITE, "--body", WRITE_BODY]);
    // A pipe that stays open and silent: a read of it would never end.
    command.stdin(std::process::Stdio::piped());
    let mut child = start(&mut command);
    let stdin = child.stdin.take();
    assert_eq!(finish(child).code, 0);
    drop(stdin);
}

#[cfg(target_os = "linux")]
#[test]
fn a_standard_output_that_is_full_does_not_hide_how_the_call_ended() {
    let full = || std::fs::File::create("/dev/full").expect("the device");
    for (answer, code, lines) in [
        (WRITE_ANSWER, 1, &["output"][..]),
        (r#"{"error":null}"#, 6, &["undecodable", "output"]),
    ] {
        let server = Server::once(Reply::ok(answer));
        let mut command = api(&server, &[WRITE, "--body", WRITE_BODY, "--json"]);
        let ran = finish(
            command
                .stdout(full())
                .stderr(std::process::Stdio::piped())
                .spawn()
                .expect("it starts"),
        );
        assert_eq!(ran.code, code, "{ran:?}");
        let told = ran.stderr.lines().map(|line| {
            let line: serde_json::Value = serde_json::from_str(line).expect("an object a line");
            assert_eq!(line["operation"], WRITE);
            (line["kind"].clone(), line["message"].to_string())
        });
        let (kinds, messages): (Vec<_>, Vec<_>) = told.unzip();
        assert_eq!(kinds, lines);
        let succeeded = messages[0].ends_with("; the call itself succeeded\"");
        assert_eq!(succeeded, code == 1, "{messages:?}");
    }
}

#[cfg(unix)]
fn interrupt(child: &Child) {
    end(child, "INT");
}

#[cfg(unix)]
fn end(child: &Child, signal: &str) {
    let command = format!("kill -{signal} {}", child.id());
    let status = Command::new("sh")
        .args(["-c", &command])
        .status()
        .expect("a shell");
    assert!(status.success());
}

#[cfg(unix)]
#[test]
fn an_interrupted_write_says_that_its_outcome_is_unknown() {
    let server = Server::once(Reply::silence());
    let child = start(&mut api(&server, &[WRITE, "--body", WRITE_BODY, "--json"]));
    server.wait_for_request();
    interrupt(&child);
    let ran = finish(child);
    assert_eq!(ran.code, 130);
    assert!(ran.stdout.is_empty());
    let report = ran.report("unknown");
    assert_eq!(report["operation"], WRITE);
    assert!(
        report["message"]
            .as_str()
            .is_some_and(|message| message.contains("interrupted")),
        "{report}"
    );
    assert_eq!(report.get("status"), None);

    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        let server = Server::once(Reply::silence());
        let child = start(&mut api(&server, &[WRITE, "--body", WRITE_BODY]));
        server.wait_for_request();
        end(&child, signal);
        let ran = finish(child);
        assert_eq!(ran.code, code);
        assert!(ran.line().contains("outcome unknown"), "{ran:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_success_that_is_interrupted_while_it_is_printed_is_told() {
    use std::io::Read as _;

    let more = format!(r#","aMemberOfTomorrow":"{}"}}"#, "x".repeat(1_000_000));
    let answer = WRITE_ANSWER
        .strip_suffix('}')
        .expect("an object")
        .to_owned()
        + &more;
    let server = Server::once(Reply::ok(&answer));
    let mut child = start(&mut api(&server, &[WRITE, "--body", WRITE_BODY, "--json"]));
    // Printing has begun, and more is to come than a pipe holds.
    let mut stdout = child.stdout.take().expect("a pipe");
    stdout.read_exact(&mut [0]).expect("the first byte");
    end(&child, "TERM");
    let status = child.wait().expect("it ends");
    assert_eq!(status.code(), Some(143));
    let ran = finish(child);
    let report = ran.report("output");
    assert_eq!(report["operation"], WRITE);
    assert_eq!(report["message"], "interrupted; the call itself succeeded");
}

#[cfg(unix)]
#[test]
fn an_interrupted_read_has_nothing_to_say() {
    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        let server = Server::once(Reply::silence());
        let child = start(&mut api(&server, &[READ]));
        server.wait_for_request();
        end(&child, signal);
        let ran = finish(child);
        assert_eq!((ran.code, ran.stderr.as_str()), (code, ""));
    }
}

#[cfg(unix)]
#[test]
fn an_interrupt_before_anything_is_sent_has_nothing_to_say() {
    let pipe = Scratch::new("interrupted.pipe", b"");
    let make = format!("rm '{0}' && mkfifo '{0}'", pipe.path());
    let made = Command::new("sh").args(["-c", &make]).status();
    assert!(made.expect("a shell").success());
    let server = Server::once(Reply::ok(WRITE_ANSWER));
    let body = format!("@{}", pipe.path());
    let child = start(&mut api(&server, &[WRITE, "--body", &body]));
    // Opening waits until the command opens the other end, which it does not close before this one is closed.
    let held = std::fs::File::create(pipe.path()).expect("a pipe");
    interrupt(&child);
    let ran = finish(child);
    drop(held);
    assert_eq!((ran.code, ran.stderr.as_str()), (130, ""));
    assert!(server.requests().is_empty());
}

#[cfg(unix)]
#[test]
fn streams_that_are_closed_from_the_start_change_nothing() {
    for (streams, code) in [(">&-", 0), ("2>&-", 0), ("<&- >&- 2>&-", 0)] {
        let server = Server::once(Reply::ok(READ_ANSWER));
        let script = format!(
            "exec \"$0\" api {READ} --base-url {} {streams}",
            server.url()
        );
        let mut command = Command::new("sh");
        command
            .args(["-c", &script, env!("CARGO_BIN_EXE_tatodesk")])
            .env("TATODESK_API_KEY", KEY);
        assert_eq!(run(command).code, code, "{streams}");
        server.request();
    }
}
