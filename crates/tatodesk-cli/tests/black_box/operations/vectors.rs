//! The language-neutral vectors of `spec/vectors`: each request leaves as it is written, and each answer ends the command as
//! its outcome says. Whether a call is sent again is left to the tests of the SDK, whose pauses take no time.

use std::{fs, path::Path};

use serde_json::{Map, Value};

use super::spec::Operation;
use super::{FILE, every_operation};
use crate::server::{Reply, Server, refusing_address};
use crate::support::{KEY, Ran, full_size, run, tatodesk, without_nulls};

#[test]
fn every_vector_ends_the_command_as_its_outcome_says() {
    let shared = read("answers.json");
    every_operation(|operation, server| {
        let vectors = read(&format!("operations/{}.json", operation.id));
        let own = list(&vectors["answers"]);
        let mut successes = own.iter().filter(|answer| answer["outcome"] == "success");
        let success = &successes.next().expect("a success")["body"];
        // At the small size, the operations of an effect take turns with the answers that all of them share.
        let share = match operation.effect {
            _ if full_size() => 1,
            "send" => 3,
            _ => 8,
        };
        let turn = |place: usize| (place + operation.turn_of_effect).is_multiple_of(share);
        let shared = list(&shared).iter().enumerate();
        let shared = shared.filter(|(place, _)| turn(*place));
        let shared = shared.map(|(_, answer)| merged(answer, success));
        for (place, answer) in own.iter().cloned().chain(shared).enumerate() {
            let requests = list(&vectors["requests"]);
            let count = if place == 0 { requests.len() } else { 1 };
            for request in &requests[..count] {
                play(operation, request, &answer, server);
            }
        }
    });
}

fn play(operation: &Operation, request: &Value, answer: &Value, server: &Server) {
    let what = format!("{}, {}, {}", operation.id, request["name"], answer["name"]);
    let connects = answer["connection"] != "refused";
    if connects {
        server.answer_with(reply(answer));
    }
    let ran = call(operation, request, connects.then(|| server.url()));
    assert_eq!(ran.code, code(operation, answer), "{what}: {ran:?}");
    if ran.code == 0 {
        assert_eq!(
            without_nulls(&ran.answer()),
            without_nulls(&answer["body"]),
            "{what}"
        );
    } else if let Some(message) = answer["message"].as_str() {
        let reports = ran.reports();
        let told = reports[0]["message"].as_str().unwrap_or_default();
        assert!(told.contains(message), "{what}: {ran:?}");
    }
    let arrived = server.take_requests();
    assert_eq!(arrived.len(), usize::from(connects), "{what}");
    for seen in arrived {
        assert_eq!(
            (seen.method.as_str(), seen.target.as_str()),
            ("POST", operation.path),
            "{what}"
        );
        assert_eq!(seen.header("tatodesk-api-key"), Some(KEY), "{what}");
        if let Some(body) = request.get("body") {
            assert_eq!(&seen.json(), body, "{what}");
        }
    }
}

fn call(operation: &Operation, request: &Value, url: Option<String>) -> Ran {
    let url = url.unwrap_or_else(|| format!("http://{}", refusing_address()));
    let mut arguments = vec![
        "api",
        operation.id,
        "--base-url",
        &url,
        "--retries",
        "0",
        "--json",
    ];
    let body = request.get("body").map(Value::to_string);
    match &body {
        Some(body) => arguments.extend(["--body", body]),
        None => arguments.extend(["--form", FILE, "--form", "appID=1"]),
    }
    let mut command = tatodesk(&arguments);
    command.env("TATODESK_API_KEY", KEY);
    run(command)
}

fn reply(answer: &Value) -> Reply {
    let body = answer.get("body").map(Value::to_string);
    let body = body.unwrap_or_else(|| answer["text"].as_str().unwrap_or_default().to_owned());
    if answer["connection"] == "lost" {
        Reply::hang_up()
    } else if answer["cut"] == true {
        Reply::cut(&body)
    } else {
        Reply::new(&format!("{} Answer", answer["status"]), body)
    }
}

/// The exit code of an outcome.
fn code(operation: &Operation, answer: &Value) -> i32 {
    let outcome = &answer["outcome"];
    let outcome = outcome.get(operation.effect).unwrap_or(outcome);
    match outcome.as_str().expect("a word") {
        "success" => 0,
        "rejected" => 3,
        "notSent" => 4,
        "unknown" => 5,
        "accepted" | "undecodable" => 6,
        other => panic!("the command does not know {other}"),
    }
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

fn read(name: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec/vectors");
    let path = folder.join(name);
    let text =
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).expect("JSON")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}
