//! All operations of the spec: their documented examples, and altered ones. The tests use `server` and `support`.

mod altered_answers;
mod altered_requests;
mod documented;
mod errors;
mod faults;
mod members;
mod spec;
mod vectors;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde_json::Value;

use crate::server::{Reply, Server};
use crate::support::{Ran, api, run, without_nulls};
use spec::Operation;
pub(crate) use spec::{SPEC, SPEC_TEXT};

/// How many operations run at the same time. Each case is a process that mostly waits for its start.
const THREADS: usize = 4;

/// A file that every checkout has, for the operation that takes a form.
const FILE: &str = concat!(
    "media=@",
    env!("CARGO_MANIFEST_DIR"),
    "/tests/black_box/root.pem"
);

/// Runs the test for every operation, each with a server of its own.
fn every_operation(test: impl Fn(&Operation, &Server) + Sync) {
    let operations = spec::operations();
    assert_eq!(operations.len(), 52);
    side_by_side(&operations, THREADS, |operation| {
        test(operation, &Server::start(Vec::new()));
    });
}

/// Runs the test for each item, on `threads` threads.
fn side_by_side<T: Sync>(items: &[T], threads: usize, test: impl Fn(&T) + Sync) {
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                    test(item);
                }
            });
        }
    });
}

/// Calls the operation with this body, or with the form where it takes one.
fn call(operation: &Operation, body: Option<&Value>, server: &Server) -> Ran {
    let body = body.map(Value::to_string);
    let arguments = match &body {
        Some(body) => vec![operation.id, "--json", "--body", body],
        None => vec![operation.id, "--json", "--form", FILE, "--form", "appID=1"],
    };
    run(api(server, &arguments))
}

/// Calls the operation as documented; this is what it is answered with.
fn answered(operation: &Operation, answer: &Value, server: &Server) -> Ran {
    server.answer_with(Reply::ok(answer.to_string()));
    let ran = call(operation, operation.requests.first().copied(), server);
    assert_eq!(server.take_requests().len(), 1, "{}: {ran:?}", operation.id);
    ran
}

/// The answer is printed equal, and there is nothing else to say.
fn printed_equal(operation: &Operation, answer: &Value, server: &Server) {
    let ran = answered(operation, answer, server);
    assert_eq!(ran.stderr, "", "{}: {answer}", operation.id);
    assert_eq!(
        without_nulls(&ran.answer()),
        without_nulls(answer),
        "{}",
        operation.id
    );
}
