//! Answers that are made to cost much: what they may take of memory and of standard error.

use std::process::Command;

use serde_json::Value;

use crate::server::{Reply, Server};
use crate::support::{READ, Ran, api, full_size, run};

/// How many bytes an answer has, and how many megabytes of addresses the command may take for it.
fn size() -> (usize, u32) {
    match full_size() {
        true => (16_000_000, 1000),
        false => (1_000_000, 420),
    }
}

/// As many of this as fit an answer.
fn count(element: &str) -> usize {
    size().0 / (element.len() + 1)
}

/// They, with commas between.
fn many(element: &str) -> String {
    listed(element, count(element))
}

/// This element `count` times, with commas between.
fn listed(element: &str, count: usize) -> String {
    let mut list = format!("{element},").repeat(count);
    list.pop();
    list
}

/// The same command, which may take no more than this of addresses, its threads' stacks included.
fn within(megabytes: u32, command: &Command) -> Command {
    let mut bounded = Command::new("/bin/sh");
    bounded
        .arg("-c")
        .arg(format!("ulimit -v {}; exec \"$@\"", megabytes * 1024))
        .arg("sh")
        .arg(command.get_program())
        .args(command.get_args())
        .env_clear();
    for (name, value) in command.get_envs() {
        bounded.env(name, value.expect("a value"));
    }
    bounded
}

fn called(body: &str, arguments: &[&str]) -> Ran {
    let server = Server::once(Reply::ok(body));
    run(within(size().1, &api(&server, arguments)))
}

#[cfg(target_os = "linux")]
#[test]
fn malformed_elements_without_end_are_printed_and_counted() {
    for element in [
        "0",
        "{}",
        "\"Marina\"",
        "[[[]]]",
        r#"{"ID":"x","protocol":7}"#,
    ] {
        let body = format!("{{\"companies\":[{}]}}", many(element));
        let ran = called(&body, &[READ, "--json"]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(
            ran.stdout.strip_suffix(b"\n") == Some(body.as_bytes()),
            "{element}"
        );
        let reports = ran.reports();
        assert_eq!(reports.len(), 21);
        let path = reports[19]["path"].as_str().expect("a path");
        assert!(path.starts_with("$.companies[19]"), "{path}");
        let total = count(element);
        let said = format!("malformed elements, printed as they came: {total} in all");
        assert_eq!(reports[20]["message"], said);
        assert_eq!(reports[20].get("path"), None);
        assert!(
            reports
                .iter()
                .all(|report| report["kind"] == "malformed_element")
        );
        assert!(!ran.stderr.contains("Marina"));
    }
}

#[test]
fn as_many_as_are_named_need_no_total() {
    for (count, lines) in [(19, 19), (20, 20), (21, 21), (22, 21)] {
        let body = format!("{{\"companies\":[{}]}}", listed("7", count));
        let ran = called(&body, &[READ]);
        assert_eq!(
            (ran.code, ran.stderr.lines().count()),
            (0, lines),
            "{count}"
        );
        let last = ran.stderr.lines().last().expect("a line");
        let total = format!(
            "warning: {READ}: malformed elements, printed as they came: {count} in all (HTTP 200)"
        );
        assert_eq!(last == total, count > 20, "{last}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn other_shapes_without_end_take_no_more() {
    for (body, code) in [
        (format!("{{\"new\":[{}]}}", many("\"a\"")), 0),
        (
            format!(
                "{{\"companies\":[{}]}}",
                many(r#"{"ID":1,"name":"Casa Azul, Rua da Aurora"}"#)
            ),
            0,
        ),
        (format!("{{\"companies\":7,\"new\":[{}]}}", many("0")), 6),
        (format!("{{\"error\":[{}]}}", many("\"long enough\"")), 3),
        (many("{}"), 6),
    ] {
        let ran = called(&body, &[READ, "--json"]);
        assert_eq!(
            (ran.code, ran.stderr.lines().count()),
            (code, usize::from(code > 0)),
            "{}",
            ran.stderr
        );
        match code {
            0 => assert!(serde_json::from_slice::<Value>(&ran.stdout).is_ok()),
            6 => assert!(ran.stdout == body.as_bytes()),
            _ => {}
        }
    }
}

#[test]
fn the_timeout_covers_the_decoding_of_a_huge_answer() {
    // Each takes many seconds to decode in a debug build.
    for element in ["0", r#"{"ID":"x"}"#] {
        let elements = listed(element, 30_000_000 / (element.len() + 1));
        let server = Server::once(Reply::ok(format!("{{\"companies\":[{elements}]}}")));
        let arguments = [READ, "--json", "--retries", "0", "--timeout", "0.4"];
        let ran = run(api(&server, &arguments));
        assert_eq!(ran.code, 5, "{element}: {}", ran.stderr);
        ran.report("unknown");
        assert_eq!(server.requests().len(), 1);
    }
}
