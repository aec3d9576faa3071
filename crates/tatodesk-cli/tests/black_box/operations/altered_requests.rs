//! Requests that are not as documented: what fits the type arrives as given, anything else is refused with its path.

use serde_json::{Value, json};

use super::members::{
    Node, altered, narrowed, nodes, with_lists, with_nulls, with_numbers, without_optional,
};
use super::spec::{self, Operation, wrong_in_request};
use super::{call, every_operation};
use crate::server::{Reply, Server};
use crate::support::{full_size, in_turn, without_nulls};

/// Exit code 2 with the path, and nothing is sent.
fn refused(operation: &Operation, body: &Value, path: &str, server: &Server) {
    let ran = call(operation, Some(body), server);
    assert_eq!(ran.code, 2, "{}: {body}: {ran:?}", operation.id);
    let report = ran.report("usage");
    assert_eq!(report["path"], path, "{}: {body}", operation.id);
    assert_eq!(report["operation"], operation.id);
    assert!(server.requests().is_empty(), "{}: {body}", operation.id);
}

/// What arrives when this body is given.
fn sent(operation: &Operation, body: &Value, server: &Server) -> Value {
    server.answer_with(Reply::ok(operation.answers[0].to_string()));
    let ran = call(operation, Some(body), server);
    assert_eq!(ran.code, 0, "{}: {body}: {ran:?}", operation.id);
    server.request().json()
}

/// Every documented body, with one element in each list of objects.
fn every_request(test: impl Fn(&Operation, &Value, &[Node], &Server) + Sync) {
    every_operation(|operation, server| {
        for body in &operation.requests {
            let body = narrowed(operation.request_schema, body);
            let places = nodes(operation.request_schema, &body);
            test(operation, &body, &places, server);
        }
    });
}

#[test]
fn optional_members_may_be_absent_or_null() {
    every_request(|operation, body, _, server| {
        let schema = operation.request_schema;
        let (bare, nulls) = (without_optional(schema, body), with_nulls(schema, body));
        let without = without_nulls(&nulls);
        for (body, arrives) in in_turn(vec![(&bare, &bare), (&nulls, &without)], operation.turn) {
            assert_eq!(sent(operation, body, server), *arrives, "{}", operation.id);
        }
    });
}

#[test]
fn required_members_may_not() {
    every_request(|operation, body, places, server| {
        let required = |node: &&Node| !node.optional && !node.is_element();
        for (turn, node) in places.iter().skip(1).filter(required).enumerate() {
            for change in in_turn(vec![None, Some(Value::Null)], turn + operation.turn) {
                let body = altered(body, &node.pointer, change);
                refused(operation, &body, &node.path(), server);
            }
        }
    });
}

#[test]
fn empty_lists_and_any_flag_arrive_as_given() {
    every_request(|operation, body, _, server| {
        let schema = operation.request_schema;
        let alterations = vec![
            with_lists(schema, body, &json!([]), false),
            with_lists(schema, body, &json!([]), true),
            with_numbers(schema, body, &json!(7), &json!(12)),
        ];
        for body in in_turn(alterations, operation.turn) {
            assert_eq!(sent(operation, &body, server), body, "{}", operation.id);
        }
    });
}

#[test]
fn an_unknown_member_is_refused_at_every_depth_unless_the_spec_leaves_it_open() {
    every_request(|operation, body, places, server| {
        let is_object = |node: &&Node| node.schema["type"] == "object";
        for node in places.iter().filter(is_object) {
            let unknown = format!("{}/unheardOf", node.pointer);
            let mut body = body.clone();
            body.pointer_mut(&node.pointer).expect("the place exists")["unheardOf"] =
                json!({"a": [null]});
            match &node.schema["additionalProperties"] {
                Value::Bool(false) => {
                    refused(operation, &body, &super::members::path(&unknown), server);
                }
                Value::Object(anything) if anything.is_empty() => {
                    assert_eq!(sent(operation, &body, server), body, "{}", operation.id);
                }
                other => panic!("{}: {unknown}: {other}", operation.id),
            }
        }
    });
}

#[test]
fn a_wrong_type_is_refused_at_every_depth() {
    every_request(|operation, body, places, server| {
        for (turn, node) in places.iter().skip(1).enumerate() {
            // Each is a process. At the small size the operations take turns with their places; the test below reads all of them
            // without one.
            if !full_size() && !(turn + operation.turn).is_multiple_of(3) {
                continue;
            }
            // Two of them at most: there are some hundred places.
            let wrong = wrong_in_request(node.schema).into_iter().take(2);
            for value in in_turn(wrong.collect(), turn + operation.turn / 3) {
                let body = altered(body, &node.pointer, Some(value));
                refused(operation, &body, &node.path(), server);
            }
        }
    });
}

/// Reads a body as the operation's request: the path where it does not fit.
struct Read<'a>(&'a Value);

impl tatodesk::OperationVisitor for Read<'_> {
    /// By the decoder that names places, and by serde_json alone.
    type Output = (Result<(), String>, bool);

    fn visit<R: tatodesk::ApiRequest>(self) -> Self::Output {
        let body = self.0.to_string();
        let read = tatodesk::wire::decode_request::<R>(body.as_bytes());
        let alone = serde_json::from_str::<R>(&body).is_ok();
        (read.map(drop).map_err(|error| error.path), alone)
    }
}

/// Members that no example shows are there, too, and every wrong value is tried.
#[test]
fn no_member_of_a_request_takes_a_value_of_another_type() {
    let mut tried = 0;
    for operation in spec::operations() {
        if operation.requests.is_empty() {
            continue;
        }
        let read = |body: &Value| {
            let read = tatodesk::visit_operation(operation.id, Read(body));
            read.expect("the operation takes JSON")
        };
        let body = spec::whole(operation.request_schema);
        assert_eq!(read(&body), (Ok(()), true), "{}: {body}", operation.id);
        for node in nodes(operation.request_schema, &body) {
            for value in wrong_in_request(node.schema) {
                let wrong = match node.pointer.as_str() {
                    "" => value,
                    pointer => altered(&body, pointer, Some(value)),
                };
                let (read, alone) = read(&wrong);
                assert_eq!(read, Err(node.path()), "{}: {wrong}", operation.id);
                // Alone, serde reads a list as an object whose members have no names.
                assert!(
                    !alone || node.schema["type"] == "object",
                    "{}: {wrong}",
                    operation.id
                );
                tried += 1;
            }
        }
    }
    assert!(tried > 2000, "{tried}");
}
