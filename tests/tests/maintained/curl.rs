//! What the pages say about curl is true: the README's curl line is answered as it says, the call beside it fails as it says, and
//! the lines of `docs::from_curl` are such as Tatodesk takes.

use tatodesk::{Outcome, Tatodesk};
use tatodesk_sandbox::Sandbox;

/// The text of the README between two texts.
fn between(start: &str, end: &str) -> String {
    let readme = tests::read("README.md");
    let (_, rest) = readme.split_once(start).expect("the start is there");
    let (text, _) = rest.split_once(end).expect("the end is there");
    text.to_owned()
}

#[tokio::test]
async fn the_curl_line_is_told_that_all_is_well() {
    let sandbox = Sandbox::start().await.expect("a sandbox");
    let url = format!("{}/dl/v1/sms/messages", sandbox.base_url());
    let line = between("```console\n$ curl", "```");
    assert!(line.contains(" http://127.0.0.1:8080/dl/v1/sms/messages "));
    for header in [
        "TATODESK-API-KEY: sandbox-key",
        "Content-Type: application/json",
    ] {
        assert!(line.contains(&format!("-H '{header}'")), "{header}");
    }
    let (_, data) = line.split_once("--data '").expect("a body");
    let (body, shown) = data.split_once("'\n").expect("its end");
    let request = reqwest::Client::new().post(url).body(body.to_owned());
    let request = request.header("TATODESK-API-KEY", sandbox.api_key());
    let request = request.header("Content-Type", "application/json");
    let answer = request.send().await.expect("an answer");
    let status = answer.status().as_u16();
    let text = answer.text().await.expect("its text");
    assert_eq!(shown, format!("{text}\nHTTP {status}\n"));
    assert_eq!(status, 200);
    assert!(sandbox.deliveries().is_empty());
}

#[tokio::test]
async fn the_call_beside_it_is_an_error() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::start().await?;
    let tatodesk = Tatodesk::builder()
        .api_key(sandbox.api_key())
        .base_url(sandbox.base_url())
        .build()?;
    // What the README shows:
    let (template, to) = ("appointment_confirmd", "(81) 90000-0001".parse()?);
    let sms = tatodesk.sms().send_template("app", template, to);
    let error = sms.params(["Marina", "25/06/2025"]).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Rejected); // no message has left
    let message = "there is no sms template appointment_confirmd";
    assert_eq!(error.message(), Some(message));
    // Until here.
    let source = include_str!("curl.rs").split_once("README shows:\n");
    let shown = source.and_then(|(_, rest)| rest.split_once("    // Until"));
    let (shown, _) = shown.expect("the lines above");
    let shown: String = shown
        .lines()
        .map(|line| format!("{}\n", line.trim_start()))
        .collect();
    assert_eq!(between("returns an error:\n\n```rust\n", "```"), shown);
    Ok(())
}

#[tokio::test]
async fn each_line_that_is_replaced_is_well_formed() {
    let sandbox = Sandbox::start().await.expect("a sandbox");
    let page = tests::read("crates/tatodesk/src/docs/from_curl.md");
    let scripts = page.split("```sh\n").skip(1);
    let scripts = scripts.filter_map(|rest| rest.split("```").next());
    let mut lines = 0;
    for line in scripts.flat_map(|script| script.split("curl --location").skip(1)) {
        let (_, rest) = line.split_once("'https://").expect("an address");
        let (address, rest) = rest.split_once('\'').expect("its end");
        let known = |operation: &&tatodesk::Operation| {
            format!("{}{}", operation.host(), operation.path) == address
        };
        let operation = tatodesk::OPERATIONS.iter().find(known).expect(address);
        let Some((_, data)) = rest.split_once("--data") else {
            assert!(rest.contains("--form"), "{rest}");
            continue;
        };
        // Where a line has no body, the page says, the call sends an empty object.
        let body = match data.split('\'').nth(1).expect("a body") {
            "" => "{}".to_owned(),
            body => body.to_owned(),
        };
        let url = format!("{}{}", sandbox.base_url(), operation.path);
        let request = reqwest::Client::new().post(url).body(body);
        let request = request.header("TATODESK-API-KEY", sandbox.api_key());
        let request = request.header("Content-Type", "application/json");
        let answer = request.send().await.expect("an answer");
        let status = answer.status();
        assert_eq!(status, 200, "{address}: {:?}", answer.text().await);
        lines += 1;
    }
    assert_eq!(lines, 9);
}
