//! Runs the program in a clean environment and holds it to what is true of every run.

use std::io::Write as _;
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

use crate::server::Server;

/// Whether the long tests run at their full size, as in CI: `TATODESK_TEST_SIZE=full`. The small size repeats less and leaves
/// nothing out.
pub(crate) fn full_size() -> bool {
    std::env::var_os("TATODESK_TEST_SIZE").is_some_and(|size| size == "full")
}

/// All of these cases at the full size. At the small size one of them, and the turn says which: with turns in a row, each case
/// has its turn.
pub(crate) fn in_turn<T>(cases: Vec<T>, turn: usize) -> Vec<T> {
    if full_size() || cases.is_empty() {
        return cases;
    }
    let place = turn % cases.len();
    cases.into_iter().skip(place).take(1).collect()
}

/// The key that the tests send.
pub(crate) const KEY: &str = "an-invented-key";

/// An operation that only reads, one that writes, and one that takes any member.
pub(crate) const READ: &str = "listCompaniesByUser";
pub(crate) const WRITE: &str = "createAppointment";
pub(crate) const OPEN: &str = "insertObject";

/// A report with a filter, and a send.
pub(crate) const REPORT: &str = "listDigitalAttendancesReport";
pub(crate) const SEND: &str = "sendSms";

/// A body that fits each of them.
pub(crate) const WRITE_BODY: &str = r#"{"companyID":1,"attendanceUnitID":288,"categoryID":1,"attendanceTypes":[1],"date":"25/06/2025","periodID":2,"hour":"15:40","channelID":1,"contactForms":[{"key":"NAME","value":"Marina Duarte"}]}"#;

/// An answer that decodes, for each.
pub(crate) const READ_ANSWER: &str = r#"{"companies":[{"ID":1,"name":"Casa Azul"}],"error":null}"#;
pub(crate) const WRITE_ANSWER: &str =
    r#"{"ID":11555,"protocol":"20250625151315059","documents":[],"error":null}"#;

/// `tatodesk` with these arguments, and nothing of the caller's environment.
pub(crate) fn tatodesk(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tatodesk"));
    command.env_clear().args(arguments).stdin(Stdio::null());
    // A root that has signed nothing: calls over TLS must not need the machine's own.
    command.env(
        "SSL_CERT_FILE",
        concat!(env!("CARGO_MANIFEST_DIR"), "/tests/black_box/root.pem"),
    );
    command
}

/// `tatodesk api` with the key, against this server.
pub(crate) fn api(server: &Server, arguments: &[&str]) -> Command {
    let url = server.url();
    let mut command = tatodesk(&["api", "--base-url", &url]);
    command.args(arguments).env("TATODESK_API_KEY", KEY);
    command
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
}

impl Ran {
    fn of(output: Output) -> Self {
        let ran = Self {
            code: output.status.code().expect("an exit code and no signal"),
            stdout: output.stdout,
            stderr: String::from_utf8(output.stderr).expect("standard error is UTF-8"),
        };
        assert!(!ran.stderr.contains(KEY), "the key is never printed");
        assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
        if matches!(ran.code, 2..=5) {
            assert!(
                ran.stdout.is_empty(),
                "exit {} prints nothing: {ran:?}",
                ran.code
            );
        }
        ran
    }

    /// Standard output as one line of JSON.
    pub(crate) fn answer(&self) -> Value {
        assert_eq!(self.code, 0, "{self:?}");
        let text = std::str::from_utf8(&self.stdout).expect("UTF-8");
        let line = text.strip_suffix('\n').expect("a line end");
        assert!(!line.contains('\n'), "one line");
        serde_json::from_str(line).expect("JSON")
    }

    /// The only line on standard error.
    pub(crate) fn line(&self) -> &str {
        let line = self
            .stderr
            .strip_suffix('\n')
            .unwrap_or_else(|| panic!("a line: {self:?}"));
        assert!(!line.contains('\n'), "one line: {line}");
        line
    }

    /// Standard error as JSON objects, one a line, with members that the contract names.
    pub(crate) fn reports(&self) -> Vec<Value> {
        self.stderr.lines().map(report).collect()
    }

    /// The only report, which is of this kind.
    pub(crate) fn report(&self, kind: &str) -> Value {
        let mut reports = self.reports();
        assert_eq!(reports.len(), 1, "{self:?}");
        let report = reports.remove(0);
        assert_eq!(report["kind"], kind, "{report}");
        report
    }
}

/// One line of standard error with `--json`.
fn report(line: &str) -> Value {
    let report: Value = serde_json::from_str(line).expect("JSON");
    for (name, value) in report.as_object().expect("an object") {
        let fits = match name.as_str() {
            "kind" | "operation" | "message" | "path" | "cause" | "peer" => value.is_string(),
            "status" | "attempts" => value.is_u64(),
            _ => false,
        };
        assert!(fits, "{line}");
    }
    assert!(
        report["kind"].is_string() && report["message"].is_string(),
        "{line}"
    );
    report
}

/// Runs to the end.
pub(crate) fn run(mut command: Command) -> Ran {
    Ran::of(command.output().expect("the program starts"))
}

/// Runs to the end with this on standard input.
pub(crate) fn run_with_input(mut command: Command, input: &[u8]) -> Ran {
    let mut child = start(command.stdin(Stdio::piped()));
    // A command that refuses its arguments does not read.
    let _ = child.stdin.take().expect("piped").write_all(input);
    finish(child)
}

/// Starts with both streams caught.
pub(crate) fn start(command: &mut Command) -> Child {
    command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts")
}

/// Waits for the end.
pub(crate) fn finish(child: Child) -> Ran {
    Ran::of(child.wait_with_output().expect("the program ends"))
}

/// Calls the reading operation once, without further attempts, with reports as JSON.
pub(crate) fn read_once(server: &Server) -> Ran {
    run(api(server, &[READ, "--retries", "0", "--json"]))
}

/// Calls the writing operation, with reports as JSON.
pub(crate) fn write_once(server: &Server) -> Ran {
    run(api(server, &[WRITE, "--body", WRITE_BODY, "--json"]))
}

/// Equal, where null and absent count as equal.
pub(crate) fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name.clone(), without_nulls(value)))
            .collect(),
        Value::Array(elements) => elements.iter().map(without_nulls).collect(),
        other => other.clone(),
    }
}

/// A file of the test's own, removed when it is dropped.
pub(crate) struct Scratch(std::path::PathBuf);

impl Scratch {
    /// Writes the file; the name must be unique among the tests.
    pub(crate) fn new(name: &str, content: &[u8]) -> Self {
        let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::write(&path, content).expect("a scratch file");
        Self(path)
    }

    pub(crate) fn path(&self) -> &str {
        self.0.to_str().expect("a UTF-8 path")
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}
