//! Runs the language-neutral vectors of `spec/vectors`: each answer of each operation meets the SDK over a real connection, and
//! each request meets the sandbox.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Map, Value, json};
use tatodesk::{Cause, Effect, Error, MediaFile, Outcome, RetryBudget, Tatodesk};
use tatodesk_api::{ApiRequest, Operation, OperationVisitor, visit_operation, wire};
use tatodesk_sandbox::Sandbox;
use tests::{
    clocks::Hurried,
    closed::Closed,
    recorder::{Recorded, Recorder},
    spec, without_nulls,
};
use tokio::runtime::Runtime;

const KEY: &str = "vector-key";

/// A request and the answer that it meets. Each pair has its own client.
struct Case<'a> {
    tatodesk: Tatodesk,
    runtime: &'a Runtime,
    request: &'a Value,
}

/// How a call ended: the typed answer, encoded again, or an error.
type Done = Result<Value, Error>;

impl OperationVisitor for Case<'_> {
    type Output = Done;

    fn visit<R: ApiRequest>(self) -> Done {
        let request: R = wire::decode_value(&self.request["body"]).expect("a typed request");
        let answer = self.runtime.block_on(self.tatodesk.call(request).send())?;
        assert!(answer.malformed().is_empty());
        Ok(serde_json::to_value(&*answer).expect("an answer encodes"))
    }
}

/// The one operation that takes a form.
fn upload(tatodesk: &Tatodesk, runtime: &Runtime, form: &Value) -> Done {
    let media = &form["media"];
    let bytes = BASE64_STANDARD
        .decode(text(&media["base64"]))
        .expect("Base64");
    let file = MediaFile::from_bytes(bytes)
        .file_name(text(&media["fileName"]))
        .content_type(text(&media["contentType"]));
    let upload = tatodesk.whatsapp().upload_media(text(&form["appID"]), file);
    let answer = runtime.block_on(upload.send())?;
    Ok(serde_json::to_value(&*answer).expect("an answer encodes"))
}

/// Sends the request of an operation.
fn call(id: &str, tatodesk: &Tatodesk, runtime: &Runtime, request: &Value) -> Done {
    let case = Case {
        tatodesk: tatodesk.clone(),
        runtime,
        request,
    };
    visit_operation(id, case).unwrap_or_else(|| upload(tatodesk, runtime, &request["form"]))
}

/// Everything that the vectors need.
struct Stage {
    recorder: Recorder,
    runtime: Runtime,
    closed: Closed,
}

impl Stage {
    fn new() -> Self {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        Self {
            recorder: Recorder::start(),
            runtime: runtime.enable_all().build().expect("a runtime starts"),
            closed: Closed::take(),
        }
    }

    /// Sends the request of an operation. Returns the answer and the request that arrived.
    fn play(&self, id: &str, request: &Value, answer: &Value) -> (Done, Vec<Recorded>) {
        let body = match answer.get("body") {
            Some(body) => body.to_string(),
            None => answer["text"].as_str().unwrap_or_default().to_owned(),
        };
        let status = answer["status"].as_u64().unwrap_or(200);
        let status = u16::try_from(status).expect("a status");
        self.recorder.answer(status, body);
        let lost = answer["connection"] == "lost";
        let cut = answer["cut"] == true;
        self.recorder
            .cut(if lost { usize::MAX } else { usize::from(cut) });
        let refused = answer["connection"] == "refused";
        let url = if refused {
            self.closed.url()
        } else {
            self.recorder.url()
        };
        let tatodesk = Tatodesk::builder()
            .api_key(KEY)
            .base_url(url)
            .clock(Hurried)
            .retry_budget(RetryBudget::unlimited())
            .build()
            .expect("a working configuration");
        let done = call(id, &tatodesk, &self.runtime, request);
        (done, self.recorder.take())
    }
}

/// The request that arrived is the vector's. Its host is that of the operation, which one base URL replaces here.
fn sent_exactly(operation: &Operation, request: &Value, seen: &Recorded, what: &str) {
    assert_eq!(
        seen.line,
        format!("POST {} HTTP/1.1", operation.path),
        "{what}"
    );
    let url = format!("{}{}", operation.server, operation.path);
    assert_eq!(request["url"], url, "{what}");
    assert_eq!(seen.header("tatodesk-api-key"), Some(KEY), "{what}");
    let content_type = seen.header("content-type").unwrap_or_default();
    let content_type = content_type.split(';').next();
    assert_eq!(
        content_type,
        request["headers"]["Content-Type"].as_str(),
        "{what}"
    );
    let Some(form) = request.get("form") else {
        assert_eq!(seen.json(), request["body"], "{what}");
        return;
    };
    let media = BASE64_STANDARD
        .decode(text(&form["media"]["base64"]))
        .expect("Base64");
    let file = format!("filename=\"{}\"", text(&form["media"]["fileName"]));
    for part in [&media[..], file.as_bytes(), text(&form["appID"]).as_bytes()] {
        assert!(
            seen.body.windows(part.len()).any(|window| window == part),
            "{what}"
        );
    }
}

/// The outcome in the word of the vectors.
fn outcome(done: &Done) -> &'static str {
    let Err(error) = done else { return "success" };
    match error.outcome() {
        // The vectors have a word of its own for a read that was answered by no JSON object.
        _ if error.effect() == Effect::Read && error.cause() == Cause::NotAnObject => "undecodable",
        Outcome::NotSent => "notSent",
        Outcome::Rejected => "rejected",
        Outcome::Unknown => "unknown",
        Outcome::Accepted => "accepted",
    }
}

/// A word of the vectors: one for all effects, or one for each.
fn by_effect<'a>(said: &'a Value, effect: &str) -> &'a Value {
    said.get(effect).unwrap_or(said)
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

/// The shared answer as this operation sees it: a success also has the members of the operation's own success.
fn merged(answer: &Value, success: &Value) -> Value {
    let mut answer = answer.clone();
    if answer["merge"] == true {
        let mut members: Map<String, Value> = success.as_object().expect("an object").clone();
        members.remove("error");
        members.extend(answer["body"].as_object().expect("an object").clone());
        answer["body"] = Value::Object(members);
    }
    answer
}

#[test]
fn every_answer_of_every_operation() {
    let stage = Stage::new();
    let shared: Value =
        serde_json::from_str(&tests::read("spec/vectors/answers.json")).expect("JSON");
    let mut played = 0;
    for operation in spec::operations() {
        let file = format!("spec/vectors/operations/{}.json", operation.id);
        let vectors: Value = serde_json::from_str(&tests::read(&file)).expect("JSON");
        let known = Operation::find(&operation.id).expect("an operation of the spec");
        assert_eq!(vectors["effect"], known.effect.as_str(), "{file}");
        let own = list(&vectors["answers"]);
        let success = &own
            .iter()
            .find(|answer| answer["outcome"] == "success")
            .expect("a success")["body"];
        let shared = list(&shared).iter().map(|answer| merged(answer, success));
        for (place, answer) in own.iter().cloned().chain(shared).enumerate() {
            // Every answer meets the first request, and every request the first answer.
            let requests = list(&vectors["requests"]);
            let count = if place == 0 { requests.len() } else { 1 };
            for request in &requests[..count] {
                let what = format!("{}, {}, {}", operation.id, request["name"], answer["name"]);
                let (done, seen) = stage.play(&operation.id, request, &answer);
                judge(known, request, &answer, &done, &seen, &what);
                played += 1;
            }
        }
    }
    assert!(played > 1700, "{played} vectors");
}

/// The sandbox finds no breach of the spec in a request. It may still refuse one inside status 200.
#[test]
fn every_request_is_one_that_the_sandbox_knows() {
    let stage = Stage::new();
    let sandbox = stage.runtime.block_on(Sandbox::start()).expect("a sandbox");
    let tatodesk = Tatodesk::builder()
        .api_key(sandbox.api_key())
        .base_url(sandbox.base_url())
        .build()
        .expect("a working configuration");
    for operation in spec::operations() {
        let file = format!("spec/vectors/operations/{}.json", operation.id);
        let vectors: Value = serde_json::from_str(&tests::read(&file)).expect("JSON");
        for request in list(&vectors["requests"]) {
            let done = call(&operation.id, &tatodesk, &stage.runtime, request);
            if let Err(error) = done {
                let status = error.status().map(|status| status.as_u16());
                assert_eq!(status, Some(200), "{}: {error}", operation.id);
            }
        }
    }
}

fn judge(
    operation: &Operation,
    request: &Value,
    answer: &Value,
    done: &Done,
    seen: &[Recorded],
    what: &str,
) {
    for seen in seen {
        sent_exactly(operation, request, seen, what);
    }
    let effect = operation.effect.as_str();
    assert_eq!(
        by_effect(&answer["outcome"], effect),
        outcome(done),
        "{what}"
    );
    let again = match &answer["sendAgain"] {
        Value::String(word) => json!(word == effect),
        said => said.clone(),
    };
    let attempts = match done {
        Ok(value) => {
            assert_eq!(
                without_nulls(value),
                without_nulls(&answer["body"]),
                "{what}"
            );
            seen.len()
        }
        Err(error) => {
            assert_eq!(error.message(), answer["message"].as_str(), "{what}");
            error.attempts() as usize
        }
    };
    assert_eq!(again, attempts > 1, "{what}");
    let arrived = if answer["connection"] == "refused" {
        0
    } else {
        attempts
    };
    assert_eq!(seen.len(), arrived, "{what}");
}
