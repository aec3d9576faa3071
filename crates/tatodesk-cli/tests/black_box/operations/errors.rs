//! In-band errors in all their forms, on every operation.

use serde_json::{Value, json};

use super::{answered, every_operation, printed_equal};
use crate::support::in_turn;

/// The documented answer with this outcome.
fn beside(answer: &Value, error: &Value) -> Value {
    let mut answer = answer.clone();
    answer["error"] = error.clone();
    answer
}

#[test]
fn every_form_of_an_in_band_error_is_a_rejection_with_its_message() {
    let errors = [
        (
            json!({"message": "no such unit", "code": 7}),
            "no such unit",
        ),
        (json!("no such unit"), "no such unit"),
        // An error without words is told without its value.
        (json!(17), "rejected"),
        (json!(["no such unit"]), "rejected"),
        (json!({"code": 7}), "rejected"),
    ];
    every_operation(|operation, server| {
        let answers = errors.iter().flat_map(|(error, message)| {
            let answers = [json!({"error": error}), beside(operation.answers[0], error)];
            answers.map(|answer| (answer, *message))
        });
        for (answer, message) in in_turn(answers.collect(), operation.turn) {
            let ran = answered(operation, &answer, server);
            assert_eq!(ran.code, 3, "{}: {answer}: {ran:?}", operation.id);
            let report = ran.report("rejected");
            assert_eq!(report["message"], message, "{}", operation.id);
            assert_eq!(report["operation"], operation.id);
            assert_eq!(report["status"], 200);
        }
    });
}

#[test]
fn every_form_of_no_error_is_a_success() {
    every_operation(|operation, server| {
        for error in in_turn(vec![json!(false), json!(0), json!("")], operation.turn) {
            printed_equal(operation, &beside(operation.answers[0], &error), server);
        }
    });
}
