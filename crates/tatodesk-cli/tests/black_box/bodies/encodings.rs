//! Bodies and fields in other encodings than plain UTF-8, and paths that are no text.

use std::ffi::OsString;

use crate::server::{Reply, Server};
use crate::support::{KEY, READ, READ_ANSWER, Scratch, api, run, run_with_input, tatodesk};

const UPLOAD: &str = "uploadMedia";
const ANSWER: &str = r#"{"media":{"mediaID":"1051"},"error":null}"#;
const BODY: &str = "{\"isActive\": 1}\r\n";

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

/// A text as editors and shells write it, by name.
fn written(text: &str) -> [(&'static str, Vec<u8>); 5] {
    let marked = format!("\u{feff}{text}");
    [
        ("plain", text.as_bytes().to_vec()),
        ("utf8-mark", marked.as_bytes().to_vec()),
        ("two-marks", format!("\u{feff}{marked}").into_bytes()),
        ("utf16-le", utf16(&marked, u16::to_le_bytes)),
        ("utf16-be", utf16(&marked, u16::to_be_bytes)),
    ]
}

#[test]
fn a_body_may_begin_with_a_byte_order_mark() {
    for (name, bytes) in written(BODY) {
        let file = Scratch::new(&format!("encoded-{name}.json"), &bytes);
        for argument in [format!("@{}", file.path()), "-".to_owned()] {
            let server = Server::once(Reply::ok(READ_ANSWER));
            let ran = run_with_input(api(&server, &[READ, "--body", &argument]), &bytes);
            assert_eq!(ran.code, 0, "{name} {argument}: {ran:?}");
            assert_eq!(server.request().body, br#"{"isActive":1}"#, "{name}");
        }
    }
    let server = Server::once(Reply::ok(READ_ANSWER));
    let inline = format!("\u{feff}{BODY}");
    assert_eq!(run(api(&server, &[READ, "--body", &inline])).code, 0);
    assert_eq!(server.request().body, br#"{"isActive":1}"#);
}

/// The body is refused, from a file and from a pipe, with these words and the name of the place that it came from.
fn body_refused(name: &str, bytes: &[u8], told: &str) {
    let file = Scratch::new(&format!("refused-{name}.json"), bytes);
    let at_file = format!("@{}", file.path());
    for (argument, place) in [(at_file.as_str(), file.path()), ("-", "standard input")] {
        let server = Server::once(Reply::ok(READ_ANSWER));
        let mut command = api(&server, &[READ, "--body", argument]);
        command.arg("--json");
        let ran = run_with_input(command, bytes);
        assert_eq!(ran.code, 2, "{name}: {ran:?}");
        let message = ran.report("usage")["message"].to_string();
        assert!(
            message.contains(told) && message.contains(place),
            "{name}: {message}"
        );
        assert!(server.requests().is_empty());
    }
}

#[test]
fn a_body_in_another_encoding_is_refused_by_its_name() {
    body_refused(
        "windows-1252",
        b"{\n \"a\": \"Jo\xe3o\"}",
        "not UTF-8: byte 12, in line 2",
    );
    body_refused(
        "cut-utf8",
        b"{\"a\": \"\xf0\x9f\x98\"}",
        "not UTF-8: byte 8, in line 1",
    );
    body_refused(
        "utf16-without-mark",
        &utf16(BODY, u16::to_le_bytes),
        "UTF-16 without a byte-order mark",
    );
    body_refused(
        "utf16be-without-mark",
        &utf16(BODY, u16::to_be_bytes),
        "UTF-16 without a byte-order mark",
    );
    body_refused(
        "utf16-odd",
        b"\xff\xfe{\0}",
        "UTF-16 that ends within a character",
    );
    body_refused(
        "utf16-half-a-pair",
        b"\xff\xfe{\0\x3d\xd8}\0",
        "half of a surrogate pair: byte 5",
    );
    body_refused("utf32", b"\xff\xfe\0\0{\0\0\0}\0\0\0", "UTF-32");
    body_refused("mark-alone", b"\xef\xbb\xbf", "the body is empty");
    body_refused("utf16-mark-alone", b"\xff\xfe", "the body is empty");
}

/// What arrives as the app's id. The name of the file that is sent with it must be unique among the tests.
fn app_sent(medium: &str, argument: OsString) -> String {
    let media = Scratch::new(medium, b"\xef\xbb\xbf\xff\xfe\0binary\n");
    let server = Server::once(Reply::ok(ANSWER));
    let field = format!("media=@{}", media.path());
    let mut command = api(&server, &[UPLOAD, "--form", &field, "--form"]);
    command.arg(argument);
    let ran = run(command);
    assert_eq!(ran.code, 0, "{ran:?}");
    let body = server.request().body;
    let content = b"\r\n\r\n\xef\xbb\xbf\xff\xfe\0binary\n\r\n--";
    assert!(
        body.windows(content.len()).any(|window| window == content),
        "the medium arrives as it is"
    );
    let text = String::from_utf8_lossy(&body).into_owned();
    let part = text.split("name=\"appID\"").nth(1).expect("the app's part");
    let (_, rest) = part.split_once("\r\n\r\n").expect("a head");
    let (id, _) = rest.split_once("\r\n--").expect("an end");
    id.to_owned()
}

#[test]
fn the_mark_and_the_line_end_of_a_file_are_no_part_of_an_id() {
    for end in ["", "\n", "\r\n"] {
        for (name, bytes) in written(&format!("b23c-1{end}")) {
            let file = Scratch::new(&format!("encoded-app-{name}"), &bytes);
            let sent = app_sent(
                "encoded-medium.bin",
                format!("appID=@{}", file.path()).into(),
            );
            assert_eq!(sent, "b23c-1", "{name} {end:?}");
        }
    }
    assert_eq!(
        app_sent("encoded-medium.bin", "appID=\u{feff}b23c-1".into()),
        "b23c-1"
    );
    assert_eq!(
        app_sent("encoded-medium.bin", "appID= b23c=1 ".into()),
        " b23c=1 "
    );
}

#[test]
fn a_text_that_is_no_id_is_refused_by_name() {
    let media = Scratch::new("refused-medium.bin", b"binary");
    let field = format!("media=@{}", media.path());
    let server = Server::once(Reply::ok(ANSWER));
    for (name, bytes, told) in [
        ("latin", &b"Jo\xe3o"[..], "not UTF-8: byte 3, in line 1"),
        ("utf16", b"b\x002\0", "UTF-16 without a byte-order mark"),
        ("two-lines", b"b23c\nb23d\n", "more than one line"),
        (
            "mark-within",
            "b23c\u{feff}1".as_bytes(),
            "a byte-order mark stands within the text",
        ),
    ] {
        let file = Scratch::new(&format!("refused-app-{name}"), bytes);
        let app = format!("appID=@{}", file.path());
        let ran = run(api(
            &server,
            &[UPLOAD, "--json", "--form", &field, "--form", &app],
        ));
        assert_eq!(ran.code, 2, "{name}: {ran:?}");
        let message = ran.report("usage")["message"].to_string();
        assert!(
            message.contains("--form appID") && message.contains(told),
            "{name}: {message}"
        );
    }
    assert!(server.requests().is_empty());
}

#[cfg(unix)]
#[test]
fn a_path_may_be_any_bytes() {
    use std::os::unix::ffi::OsStringExt as _;
    let named = |text: &str, bytes: &[u8], content: &[u8]| {
        let mut path = format!("{}/", env!("CARGO_TARGET_TMPDIR")).into_bytes();
        path.extend_from_slice(bytes);
        std::fs::write(OsString::from_vec(path.clone()), content).expect("a scratch file");
        OsString::from_vec([text.as_bytes(), &path].concat())
    };
    for (at, name) in [&b"jo\xe3o.json"[..], b"=\xff.json", b"\xed\xa0\x80"]
        .iter()
        .enumerate()
    {
        let server = Server::once(Reply::ok(READ_ANSWER));
        let mut command = api(&server, &[READ, "--body"]);
        command.arg(named("@", name, BODY.as_bytes()));
        assert_eq!(run(command).code, 0, "{at}");
        assert_eq!(server.request().body, br#"{"isActive":1}"#);
        assert_eq!(
            app_sent(
                "strangely-named-medium.bin",
                named("appID=@", name, b"b23c-1\n")
            ),
            "b23c-1"
        );
        let server = Server::once(Reply::ok(ANSWER));
        let mut command = api(&server, &[UPLOAD, "--form", "appID=1", "--form"]);
        command.arg(named("media=@", name, b"binary"));
        let ran = run(command);
        assert_eq!(ran.code, 0, "{ran:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_text_that_is_no_utf8_is_refused_by_name() {
    use std::os::unix::ffi::OsStringExt as _;
    let arguments = |texts: &[&[u8]]| -> Vec<OsString> {
        texts
            .iter()
            .map(|text| OsString::from_vec(text.to_vec()))
            .collect()
    };
    let path = b"@/no/such/\xff".as_slice();
    for (given, told) in [
        (
            arguments(&[b"--body", b"{\"a\": \"\xff\"}"]),
            "--body: the text is not UTF-8: byte 8",
        ),
        (arguments(&[b"--body", path]), "--body @/no/such/"),
        (
            arguments(&[b"--body=\xff"]),
            "--body: the text is not UTF-8: byte 1",
        ),
        (
            arguments(&[b"--api-key", b"\xff"]),
            "--api-key: the value is not UTF-8",
        ),
        (
            arguments(&[b"--body", path, b"--api-key=\xff"]),
            "--api-key: the value is not UTF-8",
        ),
        (
            arguments(&[b"--json", b"--base-url=http://\xff"]),
            "--base-url: the value is not UTF-8",
        ),
        (
            arguments(&[b"--timeout", b"\xff"]),
            "--timeout: the value is not UTF-8",
        ),
        (
            arguments(&[b"--retries", b"\xff"]),
            "--retries: the value is not UTF-8",
        ),
    ] {
        let mut command = tatodesk(&["api", READ]);
        command.args(&given).env("TATODESK_API_KEY", KEY);
        let ran = run(command);
        assert_eq!(ran.code, 2, "{given:?}: {ran:?}");
        assert!(ran.stderr.contains(told), "{told}: {ran:?}");
    }
    let mut command = tatodesk(&["api", "--json"]);
    command
        .args(arguments(&[b"\xff"]))
        .env("TATODESK_API_KEY", KEY);
    let ran = run(command);
    assert_eq!(
        ran.report("usage")["message"],
        "argument 3 is not UTF-8 (see --help)"
    );
    let server = Server::once(Reply::ok(ANSWER));
    for (field, told) in [
        (
            &b"appID=\xff"[..],
            "--form appID: the text is not UTF-8: byte 1",
        ),
        (b"media=\xff", "--form media: a file is needed"),
        (b"media=@/no/such/\xff", "/no/such/"),
        (b"na\xffme=x", "there is no such field"),
    ] {
        let media = concat!(
            "media=@",
            env!("CARGO_MANIFEST_DIR"),
            "/tests/black_box/root.pem"
        );
        let other = match field.starts_with(b"media") {
            true => "appID=1",
            false => media,
        };
        let mut command = api(&server, &[UPLOAD, "--form", other, "--form"]);
        command.args(arguments(&[field]));
        let ran = run(command);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.line().contains(told), "{told}: {ran:?}");
    }
    for variable in ["TATODESK_API_KEY", "TATODESK_BASE_URL"] {
        let mut command = api(&server, &[READ]);
        if variable == "TATODESK_BASE_URL" {
            command = tatodesk(&["api", READ]);
            command.env("TATODESK_API_KEY", KEY);
        }
        command.env(variable, OsString::from_vec(b"\xff".to_vec()));
        let ran = run(command);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.line().contains(variable), "{ran:?}");
    }
    assert!(server.requests().is_empty());
}
