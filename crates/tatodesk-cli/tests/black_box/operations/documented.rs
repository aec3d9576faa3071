//! The documented examples: requests arrive as given, answers are printed equal.

use serde_json::{Value, json};

use super::members::{edited, narrowed, nodes};
use super::spec::{is_flag, is_number_or_text, operations, required, resolve, wrong};
use super::{answered, call, every_operation, printed_equal};
use crate::server::Reply;
use crate::support::KEY;

#[test]
fn every_documented_request_arrives_as_given() {
    every_operation(|operation, server| {
        for &body in &operation.requests {
            server.answer_with(Reply::ok(operation.answers[0].to_string()));
            let ran = call(operation, Some(body), server);
            assert_eq!(ran.code, 0, "{ran:?}");
            let request = server.request();
            assert_eq!(
                (request.method.as_str(), request.target.as_str()),
                ("POST", operation.path)
            );
            assert_eq!(request.header("tatodesk-api-key"), Some(KEY));
            assert_eq!(request.header("content-type"), Some("application/json"));
            assert_eq!(request.header("api-version"), None);
            assert_eq!(&request.json(), body, "{}", operation.id);
        }
    });
}

#[test]
fn every_documented_answer_is_printed_equal() {
    every_operation(|operation, server| {
        for answer in &operation.answers {
            printed_equal(operation, answer, server);
        }
    });
}

#[test]
fn every_edit_of_a_documented_answer_is_printed() {
    every_operation(|operation, server| {
        for answer in &operation.answers {
            let edited = edited(operation.answer_schema, answer);
            let has_values = answer.to_string().contains(|c: char| c.is_ascii_digit());
            assert!(!has_values || edited != **answer, "{}", operation.id);
            printed_equal(operation, &edited, server);
        }
    });
}

#[test]
fn the_form_arrives_at_its_documented_path() {
    every_operation(|operation, server| {
        if !operation.requests.is_empty() {
            return;
        }
        server.answer_with(Reply::ok(operation.answers[0].to_string()));
        assert_eq!(call(operation, None, server).code, 0);
        let request = server.request();
        assert_eq!(request.target, operation.path);
        assert_eq!(request.header("tatodesk-api-key"), Some(KEY));
    });
}

#[test]
fn an_answer_without_members_is_a_success_unless_some_are_required() {
    every_operation(|operation, server| {
        let ran = answered(operation, &json!({"error": null}), server);
        let mut required = required(resolve(operation.answer_schema));
        if required.next().is_none() {
            assert_eq!(ran.answer(), json!({}), "{}", operation.id);
        } else {
            assert_eq!(ran.code, 6, "{}: {ran:?}", operation.id);
            assert_eq!(ran.stdout, br#"{"error":null}"#);
        }
    });
}

#[test]
fn an_answer_that_is_no_object_says_nothing_of_a_write() {
    every_operation(|operation, server| {
        let ran = answered(operation, &Value::Null, server);
        let code = if operation.effect == "read" { 6 } else { 5 };
        assert_eq!(ran.code, code, "{}: {ran:?}", operation.id);
    });
}

#[test]
fn typed_means_typed() {
    for operation in operations() {
        for answer in &operation.answers {
            for node in nodes(operation.answer_schema, answer) {
                let value = answer.pointer(&node.pointer).expect("the place exists");
                let empty = value.is_null() || *value == json!([]);
                let typed = !wrong(node.schema).is_empty();
                assert!(
                    typed || empty,
                    "{}: {}: {value}",
                    operation.id,
                    node.pointer
                );
            }
        }
    }
}

#[test]
fn there_is_plenty_to_alter() {
    let (mut members, mut lists, mut flags, mut numbers) = (0, 0, 0, 0);
    for operation in operations() {
        let answer = narrowed(operation.answer_schema, operation.answers[0]);
        for node in nodes(operation.answer_schema, &answer) {
            members += 1;
            lists += usize::from(node.is_list_of_objects());
            flags += usize::from(is_flag(node.schema));
            numbers += usize::from(is_number_or_text(node.schema));
        }
    }
    let found = (members, lists, flags, numbers);
    assert!(
        members > 500 && lists > 40 && flags > 25 && numbers > 4,
        "{found:?}"
    );
}
