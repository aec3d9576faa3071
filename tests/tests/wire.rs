//! Guards the wire: for every operation the exact requests that the documented examples become, and the `Debug` of every
//! documented response. All of it goes through the facade, as a user's call does.

use std::fmt::Write;

use tatodesk::{MediaFile, Tatodesk};
use tatodesk_api::{ApiRequest, OperationVisitor, visit_operation, wire};
use tests::recorder::{Recorded, Recorder};
use tests::spec::{self, Operation};

/// Sends the examples of one operation and writes down what arrives and what comes back.
struct Exchange<'a> {
    operation: &'a Operation,
    recorder: &'a Recorder,
    tatodesk: &'a Tatodesk,
    runtime: &'a tokio::runtime::Runtime,
}

impl OperationVisitor for Exchange<'_> {
    type Output = String;

    fn visit<R: ApiRequest>(self) -> String {
        assert_eq!(R::OPERATION.id, self.operation.id);
        assert_eq!(R::OPERATION.path, self.operation.path);
        assert_eq!(R::OPERATION.server, self.operation.server);
        let mut record = String::new();
        for example in self.operation.requests() {
            let json = serde_json::to_vec(&example.value).expect("JSON encodes");
            let request: R = wire::decode(&json)
                .unwrap_or_else(|error| panic!("{} {}: {error}", self.operation.id, example.name));
            self.recorder.answer(200, r#"{"error":null}"#);
            // The answer matters below; some operations cannot decode an answer without their members.
            let _ = self.runtime.block_on(self.tatodesk.call(request).send());
            let seen = self.recorder.take();
            assert_eq!(seen.len(), 1, "{}", self.operation.id);
            assert_eq!(
                seen[0].json(),
                example.value,
                "{} {}",
                self.operation.id,
                example.name
            );
            writeln!(record, "--- request {}\n{}", example.name, show(&seen[0])).expect("a string");
        }
        let request: R = {
            let example = &self.operation.requests()[0];
            wire::decode_value(&example.value).expect("decoded above")
        };
        for example in self.operation.responses() {
            self.recorder.answer(200, example.value.to_string());
            let answer = self
                .runtime
                .block_on(self.tatodesk.call(request.clone()).send())
                .unwrap_or_else(|error| panic!("{} {}: {error}", self.operation.id, example.name));
            assert!(
                answer.malformed().is_empty(),
                "{} {}",
                self.operation.id,
                example.name
            );
            self.recorder.take();
            let answer = answer.into_inner();
            let printed = serde_json::to_value(&answer).expect("an answer encodes");
            assert_eq!(
                tests::without_nulls(&printed),
                tests::without_nulls(&example.value),
                "{} {}",
                self.operation.id,
                example.name
            );
            writeln!(record, "--- response {}\n{answer:#?}", example.name).expect("a string");
        }
        record
    }
}

#[test]
fn every_operation() {
    let recorder = Recorder::start();
    let tatodesk = client(&recorder);
    let runtime = runtime();
    let mut sent = 0;
    for operation in spec::operations() {
        let exchange = Exchange {
            operation,
            recorder: &recorder,
            tatodesk: &tatodesk,
            runtime: &runtime,
        };
        let record = match visit_operation(&operation.id, exchange) {
            Some(record) => record,
            None => {
                assert!(!operation.is_json(), "{} is left out", operation.id);
                upload(operation, &recorder, &tatodesk, &runtime)
            }
        };
        sent += 1;
        insta::assert_snapshot!(format!("wire_{}", operation.id), record);
    }
    assert_eq!(sent, 52);
}

/// The one multipart operation.
fn upload(
    operation: &Operation,
    recorder: &Recorder,
    tatodesk: &Tatodesk,
    runtime: &tokio::runtime::Runtime,
) -> String {
    let response = &operation.responses()[0];
    recorder.answer(200, response.value.to_string());
    let media = MediaFile::from_bytes("not really a picture")
        .file_name("logo.png")
        .content_type("image/png");
    let answer = runtime
        .block_on(tatodesk.whatsapp().upload_media("f550afc1", media).send())
        .expect("the upload is answered");
    let seen = recorder.take();
    assert_eq!(seen.len(), 1);
    format!(
        "--- request\n{}\n--- response\n{:#?}\n",
        show(&seen[0]),
        answer.into_inner()
    )
}

fn client(recorder: &Recorder) -> Tatodesk {
    Tatodesk::builder()
        .api_key("a-key-that-must-not-show")
        .base_url(recorder.url())
        .build()
        .expect("a loopback base URL and a key are enough")
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime starts")
}

/// The request without the key and without the parts that differ from run to run: the port and the multipart boundary.
fn show(request: &Recorded) -> String {
    let mut text = format!("{}\n", request.line);
    let boundary = request
        .header("content-type")
        .and_then(|value| value.split_once("boundary="))
        .map(|(_, boundary)| boundary.to_owned());
    let mut headers = request.headers.clone();
    headers.sort();
    for (name, value) in headers {
        let value = match name.as_str() {
            "tatodesk-api-key" => {
                assert_eq!(value, "a-key-that-must-not-show");
                "[redacted]".to_owned()
            }
            "host" => "[host]".to_owned(),
            _ => value,
        };
        writeln!(text, "{name}: {value}").expect("a string");
    }
    text.push('\n');
    text.push_str(&String::from_utf8_lossy(&request.body));
    match boundary {
        Some(boundary) => text.replace(&boundary, "[boundary]").replace('\r', ""),
        None => text,
    }
}
