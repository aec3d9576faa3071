//! One operation, its servers, and what has to come of each run.

use std::process::Command;

use httpmock::MockServer;
use serde_json::Value;

use super::list::{Answer, Fault, MESSAGE, Scene};
use super::server::Raw;
use crate::operations::FILE;
use crate::operations::spec::Operation;
use crate::server::{Reply, Server, refusing_address, speaking_plainly};
use crate::support::{KEY, Ran, run, tatodesk, without_nulls};

/// `--timeout` of a call that stalls, in seconds.
const PATIENCE: &str = "0.5";

/// What one operation needs to meet its faults.
pub(super) struct Stage<'a> {
    operation: &'a Operation,
    /// Its documented request.
    arguments: Vec<String>,
    answering: MockServer,
    breaking: Raw,
    plain: String,
}

impl<'a> Stage<'a> {
    pub(super) fn new(operation: &'a Operation) -> Self {
        let input = match operation.requests.first() {
            Some(body) => vec!["--body".to_owned(), body.to_string()],
            None => ["--form", FILE, "--form", "appID=1"].map(Into::into).into(),
        };
        Self {
            operation,
            arguments: input,
            answering: MockServer::start(),
            breaking: Raw::start(),
            plain: format!("https://{}", speaking_plainly()),
        }
    }

    /// Runs the command against the fault, and holds it to the contract: its exit code and the arrivals.
    pub(super) fn play(&self, fault: &Fault, retries: usize, json: bool) -> (i32, usize) {
        let read = self.operation.effect == "read";
        let again = fault.again && (read || !fault.connects());
        let attempts = if again { 1 + retries } else { 1 };
        let (ran, arrived) = self.run(fault, retries, attempts, json);
        let what = format!("{}: {}, {retries}: {ran:?}", self.operation.id, fault.row);

        assert_eq!(
            ran.code,
            if read { fault.exit.0 } else { fault.exit.1 },
            "{what}"
        );
        assert_eq!(
            arrived,
            if fault.connects() { attempts } else { 0 },
            "{what}"
        );
        match (ran.code, &fault.scene) {
            (0, Scene::Answered(answer)) => {
                let came: Value = serde_json::from_str(&answer.body).expect("JSON");
                assert_eq!(without_nulls(&ran.answer()), without_nulls(&came), "{what}");
                assert_eq!(ran.stderr, "", "{what}");
            }
            (_, Scene::Answered(Answer { body, .. })) if ran.code == 6 => {
                assert_eq!(ran.stdout, body.as_bytes(), "{what}");
                self.reported(fault, &ran, attempts, json, &what);
            }
            _ => self.reported(fault, &ran, attempts, json, &what),
        }
        (ran.code, arrived)
    }

    /// The only line on standard error says what happened.
    fn reported(&self, fault: &Fault, ran: &Ran, attempts: usize, json: bool, what: &str) {
        let (kind, words) = match ran.code {
            3 => ("rejected", "rejected"),
            4 => ("not_sent", "not sent: no connection to "),
            5 => ("unknown", "unknown"),
            _ => ("undecodable", ""),
        };
        if json {
            let report = ran.report(kind);
            assert_eq!(report["operation"], self.operation.id, "{what}");
            assert_eq!(report["attempts"], attempts, "{what}");
            let status = fault.status.map(Value::from);
            assert_eq!(report.get("status"), status.as_ref(), "{what}");
            assert_eq!(report.get("path").is_some(), ran.code == 6, "{what}");
            assert_eq!(report["message"] == MESSAGE, fault.message, "{what}");
            return;
        }
        let line = ran.line();
        let start = format!("error: {}: ", self.operation.id);
        assert!(line.starts_with(&start), "{what}");
        // Of a read whose message says it all, no more is said than that.
        let said = line.contains(words) || line.contains("whether it took effect is unknown");
        assert!(said, "{what}");
        assert_eq!(line.contains(MESSAGE), fault.message, "{what}");
        let status = fault.status.map(|status| format!("HTTP {status}"));
        let notes = status
            .into_iter()
            .chain((attempts > 1).then(|| format!("{attempts} attempts")));
        let notes: Vec<String> = notes.collect();
        if !notes.is_empty() {
            assert!(
                line.ends_with(&format!(" ({})", notes.join(", "))),
                "{what}"
            );
        }
    }

    /// Runs the command; how many requests arrived.
    fn run(&self, fault: &Fault, retries: usize, attempts: usize, json: bool) -> (Ran, usize) {
        let mut command = self.command(retries, json);
        let mut at = |url: &str| {
            command.args(["--base-url", url]);
        };
        match &fault.scene {
            Scene::Refused => {
                at(&format!("http://{}", refusing_address()));
                (run(command), 0)
            }
            Scene::NoTls => {
                at(&self.plain);
                (run(command), 0)
            }
            Scene::NoPassage => {
                let replies = (0..attempts).map(|_| Reply::new("403 Forbidden", "no"));
                let proxy = Server::start(replies.collect());
                command.env("HTTPS_PROXY", proxy.url());
                let ran = run(command);
                // What is asked of the proxy is no request of Tatodesk's, and holds no key.
                for request in proxy.requests() {
                    assert_eq!(request.method, "CONNECT");
                    assert_eq!(request.header("tatodesk-api-key"), None);
                }
                assert_eq!(proxy.requests().len(), attempts);
                (ran, 0)
            }
            Scene::Broken(play) => {
                at(&self.breaking.url());
                if fault.stalls {
                    command.args(["--timeout", PATIENCE]);
                }
                self.breaking.play(play.clone());
                (run(command), self.breaking.arrived())
            }
            Scene::Answered(answer) => {
                at(&self.answering.base_url());
                // Whatever comes, so that a redirect that is followed counts as well.
                let mut mock = self.answering.mock(|when, then| {
                    when.any_request();
                    let mut then = then.status(answer.status);
                    for (name, value) in &answer.headers {
                        then = then.header(*name, *value);
                    }
                    then.body(&answer.body);
                });
                let ran = run(command);
                let arrived = mock.calls();
                mock.delete();
                (ran, arrived)
            }
        }
    }

    fn command(&self, retries: usize, json: bool) -> Command {
        let mut command = tatodesk(&["api", self.operation.id, "--retries", &retries.to_string()]);
        command.args(&self.arguments).env("TATODESK_API_KEY", KEY);
        if json {
            command.arg("--json");
        }
        command
    }
}
