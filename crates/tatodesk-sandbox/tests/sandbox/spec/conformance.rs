//! Every documented request gets an answer that the specification allows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use crate::caller::{Caller, answer};
use base64::Engine as _;
use jsonschema::Validator;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

/// The specification, read here without the sandbox's own reader.
pub(crate) fn document() -> Value {
    serde_json::from_str(include_str!("../../../src/generated/tatodesk.json"))
        .expect("the specification is JSON")
}

/// The two lines of OpenAPI that JSON Schema does not know.
fn without_nullable(value: &mut Value) {
    if value["nullable"] == true
        && let Some(kind) = value["type"].as_str()
    {
        value["type"] = json!([kind, "null"]);
    }
    match value {
        Value::Object(members) => members.values_mut().for_each(without_nullable),
        Value::Array(items) => items.iter_mut().for_each(without_nullable),
        _ => {}
    }
}

/// A text of this shape, in which `d` stands for a digit.
fn shaped(shape: &str, text: &str) -> bool {
    let same = |(s, t): (char, char)| if s == 'd' { t.is_ascii_digit() } else { s == t };
    shape.len() == text.len() && shape.chars().zip(text.chars()).all(same)
}

/// A moment of any kind, with milliseconds or without.
fn moment(text: &str) -> bool {
    shaped("dddd-dd-ddTdd:dd:dd.dddZ", text) || shaped("dddd-dd-ddTdd:dd:ddZ", text)
}

/// Whether a text fits a format.
type Fits = fn(&str) -> bool;

/// The shape of a text in each format of the specification. Formats of numbers say nothing that the type does not.
const FORMATS: [(&str, Fits); 18] = [
    ("date-time", moment),
    ("wall-clock", moment),
    ("br-date", |text| shaped("dd/dd/dddd", text)),
    ("br-date-minute", |text| shaped("dd/dd/dddd dd:dd", text)),
    ("br-date-time", |text| {
        shaped("dd/dd/dddd dd:dd:dd", text) || shaped("dd/dd/dddd dd:dd", text)
    }),
    ("us-date", |text| shaped("dd/dd/dddd", text)),
    ("compact-date", |text| shaped("dddddddd", text)),
    ("date", |text| shaped("dddd-dd-dd", text)),
    ("time-hm", |text| shaped("dd:dd", text)),
    ("time-hms", |text| shaped("dd:dd:dd", text)),
    ("duration-hms", |text| {
        text.is_empty() || shaped("dd:dd:dd", text)
    }),
    ("yes-no", |text| ["Yes", "No"].contains(&text)),
    ("packed-pairs", |text| {
        text.is_empty() || text.split(" | ").all(|pair| pair.contains(':'))
    }),
    ("packed-threads", |text| {
        let mut threads = text.split(" | ");
        threads.all(|thread| thread.starts_with("SUBJECT:") && thread.contains("#EMAILS:"))
    }),
    ("byte", |text| {
        base64::prelude::BASE64_STANDARD.decode(text).is_ok()
    }),
    ("binary", |_| true),
    ("tatodesk-flag", |_| true),
    ("int64", |_| true),
];

/// Every format that appears anywhere below.
fn formats<'d>(value: &'d Value, found: &mut BTreeSet<&'d str>) {
    found.extend(value["format"].as_str());
    match value {
        Value::Object(members) => members.values().for_each(|it| formats(it, found)),
        Value::Array(items) => items.iter().for_each(|it| formats(it, found)),
        _ => {}
    }
}

/// What an answer says of its call.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Said {
    /// The call succeeded: the answer has what every success has.
    Success,
    /// The call failed in-band: the answer has the error and no more.
    Failure,
}

impl Said {
    fn by(answer: &Value) -> Self {
        match answer["error"] {
            Value::Null => Self::Success,
            _ => Self::Failure,
        }
    }
}

fn validator(document: &Value, reference: &str, said: Said) -> Validator {
    let mut schemas = json!({ "components": document["components"], "$ref": reference });
    if let (Said::Success, Some(component)) =
        (said, schemas.pointer_mut(reference.trim_start_matches('#')))
        && !component["x-required-on-success"].is_null()
    {
        component["required"] = component["x-required-on-success"].take();
    }
    schemas["components"]
        .as_object_mut()
        .expect("components")
        .retain(|name, _| name == "schemas");
    without_nullable(&mut schemas);
    let options = jsonschema::options()
        .with_draft(jsonschema::Draft::Draft4)
        .should_validate_formats(true)
        .should_ignore_unknown_formats(false);
    let options = FORMATS.iter().fold(options, |options, (name, fits)| {
        options.with_format(*name, *fits)
    });
    options.build(&schemas).expect("the schema compiles")
}

/// Checks the answers of the operation at a path.
fn response(document: &Value, path: &str, said: Said) -> Validator {
    let responses = &document["paths"][path]["post"]["responses"];
    let reference = &responses["200"]["content"]["application/json"]["schema"]["$ref"];
    validator(
        document,
        reference.as_str().expect("a named response"),
        said,
    )
}

#[tokio::test]
async fn all_52_operations_answer_their_documented_requests_as_specified() {
    let document = document();
    let mut operations = 0;
    for (path, item) in document["paths"].as_object().expect("paths") {
        operations += 1;
        let operation = &item["post"];
        let response = response(&document, path, Said::Success);
        let content = &operation["requestBody"]["content"];
        let mut requests = Vec::new();
        if let Some(examples) = content["application/json"]["examples"].as_object() {
            requests.extend(examples.values().map(|example| Some(&example["value"])));
        } else {
            requests.push(None);
        }
        for request in requests {
            let caller = Caller::new().await;
            let sent = match request {
                Some(body) => caller.request(path).json(body),
                None => caller.request(path).multipart(
                    Form::new()
                        .part("media", Part::bytes(vec![7; 9]).file_name("logo.png"))
                        .text("appID", "app"),
                ),
            };
            let (status, body) = answer(sent).await;
            assert_eq!(status, 200, "{path}: {body}");
            assert_eq!(body["error"], Value::Null, "{path}: {body}");
            let breaches: Vec<_> = response
                .iter_errors(&body)
                .map(|e| format!("{}: {e}", e.instance_path()))
                .collect();
            assert!(breaches.is_empty(), "{path}: {breaches:#?}");
            let requests = caller.sandbox.requests();
            assert_eq!(requests.len(), 1);
            assert_eq!(requests[0].operation, operation["operationId"].as_str());
            assert_eq!((requests[0].status, requests[0].refused), (200, false));
        }
    }
    assert_eq!(operations, 52);
}

/// The request without each member, at every depth, and with each of these values in its place.
fn altered(request: &Value) -> Vec<Value> {
    let others = [
        json!(null),
        json!(""),
        json!("x"),
        json!(-1),
        json!(i64::MAX),
        json!([]),
        json!({}),
    ];
    let mut all = Vec::new();
    if let Value::Object(members) = request {
        for (name, member) in members {
            let mut without = members.clone();
            without.remove(name);
            all.push(Value::Object(without));
            for other in altered(member).iter().chain(&others) {
                let mut with = members.clone();
                with.insert(name.clone(), other.clone());
                all.push(Value::Object(with));
            }
        }
    } else if let Value::Array(items) = request {
        for (index, item) in items.iter().enumerate() {
            for other in altered(item).iter().chain(&others) {
                let mut with = items.clone();
                with[index] = other.clone();
                all.push(Value::Array(with));
            }
        }
    }
    all
}

/// Whether a failure says why, and not only that the specification allows more than the sandbox can serve.
fn reason(failure: &Value) -> bool {
    let message = failure["error"]["message"].as_str();
    message.is_some_and(|message| !message.contains("cannot serve"))
}

#[tokio::test]
async fn altered_requests_are_answered_as_specified_refused_or_named_as_breaches() {
    let document = document();
    let caller = Caller::new().await;
    let mut statuses = [0, 0];
    // At the small size the operations take turns: each meets one in three requests. A member has eight changes, so that the
    // turns of its neighbours bring all of them.
    let full = std::env::var_os("TATODESK_TEST_SIZE").is_some_and(|size| size == "full");
    let share = if full { 1 } else { 3 };
    let paths = document["paths"].as_object().expect("paths");
    for (turn, (path, item)) in paths.iter().enumerate() {
        let operation = &item["post"];
        let success = response(&document, path, Said::Success);
        let failure = response(&document, path, Said::Failure);
        let examples =
            operation["requestBody"]["content"]["application/json"]["examples"].as_object();
        for request in examples
            .into_iter()
            .flatten()
            .flat_map(|(_, example)| altered(&example["value"]))
            .skip(turn % share)
            .step_by(share)
        {
            let (status, body) = answer(caller.request(path).json(&request)).await;
            if status == 400 {
                statuses[1] += 1;
                assert!(
                    body["error"]["pointer"].is_string(),
                    "{path} {request}: {body}"
                );
                continue;
            }
            statuses[0] += 1;
            assert_eq!(status, 200, "{path} {request}: {body}");
            let fits = match Said::by(&body) {
                Said::Success => success.is_valid(&body),
                Said::Failure => failure.is_valid(&body) && reason(&body),
            };
            assert!(fits, "{path} {request}: {body}");
        }
    }
    assert!(
        statuses.iter().all(|count| *count > 200 / share),
        "{statuses:?} answered and named"
    );
}

#[test]
fn the_check_of_answers_has_teeth() {
    let document = document();
    let hours = response(&document, "/pa/listHours", Said::Success);
    assert!(hours.is_valid(&json!({"hours": null, "error": null})));
    assert!(!hours.is_valid(&json!({"hours": 15, "error": null})));
    let appointment = response(&document, "/pa/getAppointment", Said::Success);
    let with = |date: &str| json!({"appointment": {"ID": 1, "protocol": "1", "date": date}});
    assert!(appointment.is_valid(&with("2025-06-26")));
    assert!(!appointment.is_valid(&with("26/06/2025")));
    let companies = response(&document, "/pa/listCustomCompanies", Said::Success);
    let made =
        |at: &str| json!({"companies": [{"ID": 1, "name": "Ipê", "createdAt": at}], "error": null});
    assert!(companies.is_valid(&made("2025-01-02T12:00:00.000Z")));
    assert!(!companies.is_valid(&made("2025-01-02 12:00")));
    let mut named = BTreeSet::new();
    formats(&document, &mut named);
    assert_eq!(named, FORMATS.iter().map(|(name, _)| *name).collect());
    let booked = |said| response(&document, "/pa/createAppointment", said);
    let failed = json!({"error": {"message": "no"}});
    assert!(!booked(Said::Success).is_valid(&json!({"ID": 1, "error": null})));
    assert!(!booked(Said::Success).is_valid(&failed));
    assert!(booked(Said::Failure).is_valid(&failed));
    assert!(!booked(Said::Failure).is_valid(&json!({"ID": "1", "error": {"message": "no"}})));
}

/// Whether an answer is one that the specification allows at this path.
pub(crate) fn conforms(path: &str, answer: &Value) {
    static KNOWN: Mutex<BTreeMap<(String, Said), Arc<Validator>>> = Mutex::new(BTreeMap::new());
    let said = Said::by(answer);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let response = known
        .entry((path.to_owned(), said))
        .or_insert_with(|| Arc::new(response(&document(), path, said)));
    let response = Arc::clone(response);
    drop(known);
    let breaches: Vec<_> = response
        .iter_errors(answer)
        .map(|e| format!("{}: {e}", e.instance_path()))
        .collect();
    assert!(breaches.is_empty(), "{path}: {breaches:#?}");
}
