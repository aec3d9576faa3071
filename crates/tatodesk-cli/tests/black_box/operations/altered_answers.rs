//! Answers that are not as documented: what still decodes is printed equal, what does not is named by its path.

use serde_json::{Value, json};

use super::members::{
    Node, altered, narrowed, nodes, path, with_lists, with_nulls, with_numbers,
    with_unknown_members, without_optional,
};
use super::spec::{Operation, wrong};
use super::{answered, every_operation, printed_equal};
use crate::server::Server;
use crate::support::{in_turn, without_nulls};

#[test]
fn absent_null_and_unknown_members_are_printed_equal() {
    every_operation(|operation, server| {
        let (schema, answer) = (operation.answer_schema, operation.answers[0]);
        let alterations = vec![
            without_optional(schema, answer),
            with_nulls(schema, answer),
            with_unknown_members(schema, answer),
        ];
        for altered in in_turn(alterations, operation.turn) {
            printed_equal(operation, &altered, server);
        }
    });
}

#[test]
fn lists_may_be_empty_or_null_at_every_depth() {
    every_operation(|operation, server| {
        let forms = [json!([]), Value::Null].into_iter();
        let forms =
            forms.flat_map(|instead| [false, true].map(|innermost| (instead.clone(), innermost)));
        for (instead, innermost) in in_turn(forms.collect(), operation.turn) {
            let answer = operation.answers[0];
            let altered = with_lists(operation.answer_schema, answer, &instead, innermost);
            printed_equal(operation, &altered, server);
        }
    });
}

#[test]
fn flags_and_counts_may_be_any_number_and_its_text() {
    every_operation(|operation, server| {
        let forms = vec![(json!(7), json!(12)), (json!("2"), json!("12"))];
        for (flag, count) in in_turn(forms, operation.turn) {
            let answer = operation.answers[0];
            let altered = with_numbers(operation.answer_schema, answer, &flag, &count);
            printed_equal(operation, &altered, server);
        }
    });
}

/// What makes the holder of this place not decode: wrong values, and nothing where something is needed.
fn spoiling(node: &Node) -> Vec<Option<Value>> {
    let mut changes: Vec<Option<Value>> = wrong(node.schema).into_iter().map(Some).collect();
    let typed = !changes.is_empty();
    if typed && !node.optional && node.schema["nullable"] != true {
        changes.push(Some(Value::Null));
        if !node.is_element() {
            changes.push(None);
        }
    }
    changes
}

#[test]
fn outside_of_lists_a_wrong_member_makes_the_answer_not_decode() {
    every_operation(|operation, server| {
        let answer = narrowed(operation.answer_schema, operation.answers[0]);
        let places = nodes(operation.answer_schema, &answer);
        let outside = places.iter().filter(|node| node.list.is_none());
        for (turn, node) in outside.skip(1).enumerate() {
            // Each is a process. At the small size the places take turns with what spoils them.
            for change in in_turn(spoiling(node), turn + operation.turn) {
                let altered = altered(&answer, &node.pointer, change);
                let ran = answered(operation, &altered, server);
                assert_eq!(ran.code, 6, "{}: {altered}: {ran:?}", operation.id);
                let report = ran.report("undecodable");
                assert_eq!(report["path"], node.path(), "{}: {altered}", operation.id);
                assert_eq!(ran.stdout, altered.to_string().as_bytes());
            }
        }
    });
}

#[test]
fn inside_of_lists_a_wrong_member_costs_its_element_and_one_line() {
    every_operation(|operation, server| {
        let answer = narrowed(operation.answer_schema, operation.answers[0]);
        let places = nodes(operation.answer_schema, &answer);
        for list in places.iter().filter(|node| node.is_list_of_objects()) {
            spoil_elements(operation, &answer, list, &places, server);
        }
    });
}

/// Spoils copies of the list's one element, each in another place, and expects a line for each.
fn spoil_elements(
    operation: &Operation,
    answer: &Value,
    list: &Node,
    places: &[Node],
    server: &Server,
) {
    let first = format!("{}/0", list.pointer);
    let Some(element) = answer.pointer(&first) else {
        return;
    };
    let mut elements = vec![element.clone()];
    let mut expected = Vec::new();
    let inside = |node: &&Node| node.list.as_ref() == Some(&list.pointer);
    for node in places.iter().filter(inside) {
        let below = &node.pointer[first.len()..];
        for change in spoiling(node) {
            expected.push(path(&format!("{}/{}{below}", list.pointer, elements.len())));
            elements.push(if below.is_empty() {
                change.expect("elements are replaced only")
            } else {
                altered(element, below, change)
            });
        }
    }
    elements.push(element.clone());
    assert!(!expected.is_empty(), "{}: {}", operation.id, list.pointer);
    let altered = altered(answer, &list.pointer, Some(Value::Array(elements)));
    let ran = answered(operation, &altered, server);
    assert_eq!(
        without_nulls(&ran.answer()),
        without_nulls(&altered),
        "{}",
        operation.id
    );
    let mut reports = ran.reports();
    for report in &reports {
        assert_eq!(report["kind"], "malformed_element", "{report}");
        assert_eq!(report["operation"], operation.id);
    }
    // Behind the first twenty one line has the total.
    if expected.len() > 20 {
        let total = reports.pop().expect("a line");
        let said = format!("{} in all", expected.len());
        assert!(
            total["message"]
                .as_str()
                .is_some_and(|message| message.ends_with(&said))
        );
        expected.truncate(20);
    }
    let paths: Vec<&str> = reports
        .iter()
        .map(|report| report["path"].as_str().unwrap_or_default())
        .collect();
    assert_eq!(paths, expected, "{}", operation.id);
}
