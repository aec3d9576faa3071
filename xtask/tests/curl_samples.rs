//! The sandbox takes the curl lines of the 3.1 edition, which the reference shows too, each at the address of its operation.
#![cfg(unix)] // a shell takes the lines apart

use std::process::Command;

use serde_json::Value;
use tatodesk_sandbox::Sandbox;

/// What a shell gives to curl for a line.
fn arguments(line: &str, key: &str) -> Vec<String> {
    let script = format!("curl() {{ printf '%s\\0' \"$@\"; }}\n{line}");
    let shell = Command::new("sh")
        .args(["-c", &script])
        .env("TATODESK_API_KEY", key)
        .output();
    let output = shell.expect("a shell");
    assert!(
        output.status.success() && output.stderr.is_empty(),
        "{line}: {output:?}"
    );
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    text.split_terminator('\0').map(str::to_owned).collect()
}

/// A form as curl sends it. A file has a few bytes.
fn form(parts: &[String]) -> String {
    let mut body = String::new();
    for part in parts {
        let (name, value) = part.split_once('=').expect("a name and a value");
        let (more, value) = match value.strip_prefix('@') {
            Some(file) => (
                format!("; filename=\"{file}\"\r\nContent-Type: image/png"),
                "pixels",
            ),
            None => (String::new(), value),
        };
        body += &format!(
            "--part\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n{value}\r\n"
        );
    }
    body + "--part--\r\n"
}

#[tokio::test]
async fn the_sandbox_takes_each_curl_line() {
    let sandbox = Sandbox::start().await.expect("a sandbox");
    let client = reqwest::Client::new();
    let spec = client
        .get(format!("{}/openapi.json", sandbox.base_url()))
        .send()
        .await;
    let spec: Value = spec
        .expect("the sandbox's spec")
        .json()
        .await
        .expect("JSON");
    let samples = include_str!("../../spec/tatodesk-3.1.json");
    let samples: Value = serde_json::from_str(samples).expect("JSON");
    let mut ids: Vec<String> = Vec::new();
    for (path, item) in spec["paths"].as_object().expect("paths") {
        let id = item["post"]["operationId"].as_str().expect("an id");
        let samples = &samples["paths"][path]["post"]["x-codeSamples"];
        let mut samples = samples.as_array().expect("samples").iter();
        let sample = samples.find(|sample| sample["label"] == "curl");
        let line = sample.expect(id)["source"].as_str().expect("a line");
        let arguments = arguments(line, sandbox.api_key());
        let (address, options) = arguments.split_first().expect("an address");
        let server = item["servers"][0]["url"].as_str().expect("a server");
        assert_eq!(*address, format!("{}{path}", server), "{id}");
        let mut request = client.post(format!("{}{path}", sandbox.base_url()));
        let mut parts = Vec::new();
        for option in options.chunks(2) {
            let [name, value] = option else {
                panic!("{line}")
            };
            request = match name.as_str() {
                "--header" => {
                    let (name, value) = value.split_once(": ").expect("a header");
                    request.header(name, value)
                }
                "--data" => request.body(value.clone()),
                "--form" => {
                    parts.push(value.clone());
                    request
                }
                other => panic!("{other} of {line}"),
            };
        }
        if !parts.is_empty() {
            let kind = "multipart/form-data; boundary=part";
            request = request.header("Content-Type", kind).body(form(&parts));
        }
        let answer = request.send().await.expect("an answer");
        let status = answer.status();
        assert_eq!(status, 200, "{line}\n{:?}", answer.text().await);
        ids.push(id.to_owned());
    }
    assert_eq!(ids.len(), 52);
}
