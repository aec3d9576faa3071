//! The multipart operation: `--form` fields, and what is refused.

use crate::server::{Reply, Server};
use crate::support::{KEY, READ, Scratch, api, run};

const UPLOAD: &str = "uploadMedia";
const ANSWER: &str = r#"{"media":{"mediaID":"1051"},"error":null}"#;

#[test]
fn a_file_and_its_app_arrive_as_a_multipart_form() {
    let content = b"\x89PNG\r\n\x1a\n\0binary\xff--";
    let file = Scratch::new("upload-logo.png", content);
    let server = Server::once(Reply::ok(ANSWER));
    let media = format!("media=@{}", file.path());
    let ran = run(api(
        &server,
        &[UPLOAD, "--form", &media, "--form", "appID=b23c=1"],
    ));
    assert_eq!(ran.answer()["media"]["mediaID"], "1051");
    let request = server.request();
    assert_eq!(
        (request.method.as_str(), request.target.as_str()),
        ("POST", "/dl/v1/whatsapp/media")
    );
    assert_eq!(request.header("tatodesk-api-key"), Some(KEY));
    let kind = request.header("content-type").expect("a type");
    let boundary = kind
        .strip_prefix("multipart/form-data; boundary=")
        .expect("multipart");
    assert!(
        request.header("content-length").is_some(),
        "the length is known"
    );
    let parts = parts(&request.body, boundary.trim_matches('"'));
    assert_eq!(parts.len(), 2);
    let media = parts
        .iter()
        .find(|(head, _)| head.contains("name=\"media\""))
        .expect("the file");
    assert_eq!(media.1, content);
    assert!(
        media.0.contains("filename=\"upload-logo.png\""),
        "{}",
        media.0
    );
    assert!(
        media.0.to_lowercase().contains("content-type: image/png"),
        "{}",
        media.0
    );
    let app = parts
        .iter()
        .find(|(head, _)| head.contains("name=\"appID\""))
        .expect("the app");
    assert_eq!(app.1, b"b23c=1");
}

/// Head and content of each part.
fn parts(body: &[u8], boundary: &str) -> Vec<(String, Vec<u8>)> {
    let delimiter = format!("\r\n--{boundary}").into_bytes();
    let mut rest = [b"\r\n", body].concat();
    let mut parts = Vec::new();
    while let Some(start) = find(&rest, &delimiter) {
        rest.drain(..start + delimiter.len());
        let Some(end) = find(&rest, &delimiter) else {
            break;
        };
        let part = &rest[2..end];
        let split = find(part, b"\r\n\r\n").expect("a head");
        parts.push((
            String::from_utf8_lossy(&part[..split]).into_owned(),
            part[split + 4..].to_vec(),
        ));
    }
    parts
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}

#[test]
fn a_form_that_does_not_fit_is_refused() {
    let file = Scratch::new("upload-refused.txt", b"text");
    let media = format!("media=@{}", file.path());
    let server = Server::once(Reply::ok(ANSWER));
    let cases: [(&[&str], &str); 10] = [
        (&[UPLOAD], "media"),
        (&[UPLOAD, "--form", &media], "appID"),
        (&[UPLOAD, "--form", "appID=1"], "media"),
        (
            &[
                UPLOAD, "--form", &media, "--form", "appID=1", "--form", "name=x",
            ],
            "name",
        ),
        (
            &[
                UPLOAD, "--form", &media, "--form", "appID=1", "--form", "appID=2",
            ],
            "appID",
        ),
        (
            &[UPLOAD, "--form", "media=@no/such/file", "--form", "appID=1"],
            "no/such/file",
        ),
        (
            &[UPLOAD, "--form", "media=text", "--form", "appID=1"],
            "media",
        ),
        (&[UPLOAD, "--form", "media", "--form", "appID=1"], "media"),
        (&[UPLOAD, "--body", "{}"], "--form"),
        (&[READ, "--form", "isActive=1"], "--body"),
    ];
    for (arguments, text) in cases {
        let mut command = api(&server, arguments);
        command.arg("--json");
        let ran = run(command);
        assert_eq!(ran.code, 2, "{arguments:?}: {ran:?}");
        let report = ran.report("usage");
        assert!(
            report["message"]
                .as_str()
                .unwrap_or_default()
                .contains(text),
            "{text}: {report}"
        );
        assert_eq!(report["operation"], arguments[0]);
    }
    assert!(server.requests().is_empty());
}

#[test]
fn an_upload_fails_like_any_other_call() {
    let file = Scratch::new("upload-outcomes.txt", b"text");
    let media = format!("media=@{}", file.path());
    let upload = |reply| {
        let server = Server::once(reply);
        let ran = run(api(
            &server,
            &[UPLOAD, "--form", &media, "--form", "appID=1", "--json"],
        ));
        assert_eq!(server.requests().len(), 1);
        ran
    };
    let ran = upload(Reply::ok(r#"{"error":{"message":"too large"}}"#));
    assert_eq!(
        (ran.code, &ran.report("rejected")["message"]),
        (3, &"too large".into())
    );
    let ran = upload(Reply::new("500 Oops", ""));
    assert_eq!(
        (ran.code, &ran.report("unknown")["operation"]),
        (5, &UPLOAD.into())
    );
    let ran = upload(Reply::ok("<html>"));
    assert_eq!(ran.code, 5);
    let ran = upload(Reply::ok(r#"{"media":7}"#));
    assert_eq!(
        (ran.code, &ran.report("undecodable")["path"]),
        (6, &"$.media".into())
    );
    assert_eq!(ran.stdout, br#"{"media":7}"#);
    let ran = upload(Reply::ok(r#"{"error":null}"#));
    assert_eq!(
        (ran.code, &ran.report("undecodable")["path"]),
        (6, &"$.media".into())
    );
}
