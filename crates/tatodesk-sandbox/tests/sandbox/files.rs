//! Files for the program: a file that is no world or no rule is refused in words, and a path may have any bytes.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Command, Stdio};

use reqwest::Method;
use serde_json::{Value, json};

use crate::caller::{Caller, answer, http};
use crate::program::{PROGRAM, Running, file, start_with};

/// Names of this program's types, and Rust's words for kinds of values. The author of a file knows none of them.
const OF_RUST: [&str; 14] = [
    "struct",
    "enum",
    "unit",
    "tuple",
    "sequence",
    "variant",
    "newtype",
    "i64",
    "u32",
    "u64",
    "World",
    "RetryAfter",
    "Rule",
    "Fault",
];

/// What the program writes when it ends at once.
fn complaint<A: AsRef<OsStr>>(arguments: &[A], code: i32) -> String {
    let mut command = Command::new(PROGRAM);
    command.arg("--port=0").args(arguments);
    let child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut running = Running(child.expect("it starts"));
    let mut said = BufReader::new(running.0.stdout.take().expect("standard output")).lines();
    // A program that listens would never end.
    assert!(
        said.next().is_none(),
        "{:?} is accepted",
        command.get_args()
    );
    let mut told = String::new();
    let mut errors = running.0.stderr.take().expect("standard error");
    errors.read_to_string(&mut told).expect("text");
    assert_eq!(
        running.0.wait().expect("it ends").code(),
        Some(code),
        "{told}"
    );
    told.lines().next().expect("a line").to_owned()
}

fn in_words(told: &str) {
    for name in OF_RUST {
        assert!(!told.contains(name), "{name}: {told}");
    }
}

#[test]
fn a_file_without_rules_or_a_world_is_refused_in_words() {
    for (at, (text, told)) in [
        ("", "there is nothing here, or comments alone"),
        (
            "# faults: [gzip]\n# times: 2\n",
            "there is nothing here, or comments alone",
        ),
        (
            "\u{feff}# a comment\n",
            "there is nothing here, or comments alone",
        ),
        ("---\n...\n", "there is nothing here, or comments alone"),
        ("null", "there is nothing here, or comments alone"),
        ("~\n", "there is nothing here, or comments alone"),
        ("gzip", "expected an object, found string \"gzip\""),
        ("42", "expected an object, found integer `42`"),
        ("true", "expected an object, found boolean `true`"),
        ("1.5", "expected an object, found a number with a fraction"),
    ]
    .into_iter()
    .enumerate()
    {
        for option in ["--faults", "--world"] {
            let name = format!("nothing{option}-{at}.yaml");
            let path = file(&name, text);
            let complaint = complaint(&[option, &path], 1);
            assert!(complaint.contains(&path), "{complaint}");
            assert!(complaint.contains(told), "{option} {text:?}: {complaint}");
            in_words(&complaint.replace(&path, ""));
        }
    }
}

#[test]
fn a_member_in_the_wrong_place_is_named_in_words() {
    for (option, text, told) in [
        (
            "--faults",
            "- faults: [gzip]\n- ~\n",
            "[1]: expected an object, found nothing",
        ),
        (
            "--faults",
            "faults: gzip",
            "faults: expected a list, found string",
        ),
        ("--faults", "faults: [7]", "faults[0]"),
        ("--faults", "faults: [{cut: 7}]", "faults[0]"),
        ("--faults", "faults: [cut]", "faults[0]"),
        ("--faults", "faults: [{gzip: 7}]", "faults[0]"),
        ("--faults", "faults: [{gzip: ~, cut: {at: 3}}]", "faults[0]"),
        (
            "--faults",
            "faults: [{cut: {at: -3}}]",
            "at: expected a whole number, found integer `-3`",
        ),
        (
            "--faults",
            "faults: [{delay: {ms: 1.5}}]",
            "ms: expected a whole number",
        ),
        (
            "--faults",
            "faults: [{status: {status: 503, retryAfter: [1]}}]",
            "none of the forms",
        ),
        (
            "--faults",
            "{faults: [gzip], times: 70000000000}",
            "times: expected a whole number",
        ),
        (
            "--faults",
            "{faults: [gzip], probability: often}",
            "probability: expected a number",
        ),
        (
            "--world",
            "companies: 7",
            "companies: expected a list, found integer `7`",
        ),
        (
            "--world",
            "companies: [7]",
            "companies[0]: expected an object, found integer `7`",
        ),
        ("--world", "companies: [[1]]", "companies[0]"),
        (
            "--world",
            "companies: [{id: x, name: Mangue}]",
            "companies[0].id: expected a whole number",
        ),
        (
            "--world",
            r#"{"companies": [null]}"#,
            "companies[0]: expected an object, found nothing",
        ),
        ("--world", "companies: [!Mangue {id: 1}]", "companies[0]"),
    ] {
        let path = file("misplaced.yaml", text);
        let complaint = complaint(&[option, &path], 1);
        assert!(complaint.contains(told), "{text}: {complaint}");
        in_words(&complaint.replace("Mangue", ""));
    }
}

#[tokio::test]
async fn the_control_api_tells_it_in_words_too() {
    let caller = Caller::new().await;
    for (method, path, body) in [
        (Method::POST, "/faults", json!(null)),
        (Method::POST, "/faults", json!(7)),
        (Method::POST, "/faults", json!([{"faults": [7]}])),
        (Method::POST, "/clock", json!(null)),
        (Method::POST, "/clock", json!({"advanceMs": -1})),
        (Method::POST, "/clock", json!({"now": 7})),
        (Method::POST, "/limits", json!({"perSecond": 0})),
        (Method::POST, "/limits", json!("x")),
        (Method::POST, "/port", json!({"closedMs": "soon"})),
        (Method::PUT, "/state", json!(null)),
        (Method::PUT, "/state", json!({"world": 7})),
    ] {
        let url = format!("{}/_sandbox{path}", caller.sandbox.base_url());
        let (status, refusal) = answer(http().request(method, url).json(&body)).await;
        assert_eq!(status, 400, "{path} {body}: {refusal}");
        in_words(&refusal.to_string());
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_path_may_be_any_bytes_and_everything_else_is_named() {
    use std::ffi::OsString;
    use std::os::unix::ffi::OsStringExt as _;
    let named = |text: &[u8], name: &[u8], content: &str| {
        let folder = format!("{}/", env!("CARGO_TARGET_TMPDIR")).into_bytes();
        let path = [&folder, name].concat();
        std::fs::write(OsString::from_vec(path.clone()), content).expect("a file");
        OsString::from_vec([text, &path].concat())
    };
    let world = "companies: [{id: 5, name: Mangue}]";
    let faults = "# The first call.\nfaults: [{status: {status: 503}}]\ntimes: 1\n";
    let (_running, url, _lines) = start_with(&[
        "--world".into(),
        named(b"", b"jo\xe3o.yaml", world),
        named(b"--faults=", b"=\xff.yaml", faults),
    ]);
    let call = || {
        let request = http().post(format!("{url}/dl/pa/listCompaniesByUser"));
        answer(
            request
                .header("TATODESK-API-KEY", "sandbox-key")
                .json(&json!({})),
        )
    };
    assert_eq!(call().await.0, 503);
    let companies: Value = call().await.1;
    assert_eq!(companies["companies"][0]["name"], "Mangue");

    let bytes = |text: &[u8]| OsString::from_vec(text.to_vec());
    for (arguments, code, told) in [
        (
            vec![bytes(b"--world"), bytes(b"/no/such/\xff")],
            1,
            "/no/such/",
        ),
        (vec![bytes(b"--faults=/no/such/\xff")], 1, "/no/such/"),
        (vec![bytes(b"--port"), bytes(b"80\xff")], 2, "--port"),
        (vec![bytes(b"--log=\xff")], 2, "--log"),
        (vec![bytes(b"--allow-host=\xff")], 2, "--allow-host"),
        (vec![bytes(b"--allow-origin=\xff")], 2, "--allow-origin"),
        (
            vec![bytes(b"--max-connections=\xff")],
            2,
            "--max-connections",
        ),
        (
            vec![bytes(b"--rate-limit"), bytes(b"\xff")],
            2,
            "--rate-limit",
        ),
        (
            vec![bytes(b"--nonsense\xff")],
            2,
            "unexpected argument '--nonsense",
        ),
    ] {
        let complaint = complaint(&arguments, code);
        assert!(complaint.contains(told), "{complaint}");
    }
}
