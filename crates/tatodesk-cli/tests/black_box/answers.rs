//! What is printed for an answer: the typed answer, with everything that the spec does not know kept.

use serde_json::{Value, json};

use crate::server::{Reply, Server};
use crate::support::{READ, WRITE, WRITE_BODY, api, read_once, run, without_nulls};

fn printed_equal(answer: &Value) {
    let ran = read_once(&Server::once(Reply::ok(answer.to_string())));
    assert_eq!(without_nulls(&ran.answer()), without_nulls(answer));
    assert!(ran.stderr.is_empty(), "{ran:?}");
}

#[test]
fn the_typed_answer_is_printed_equal() {
    printed_equal(&json!({
        "companies": [{
            "ID": 1, "name": "Casa Azul\t", "accountID": 1, "isActive": 1, "isDelete": 2,
            "createdAt": "2022-01-28T13:57:01.550Z", "updatedAt": null
        }],
        "error": null
    }));
}

#[test]
fn members_that_the_spec_does_not_know_are_kept() {
    printed_equal(&json!({
        "companies": [{"ID": 1, "name": "Casa Azul", "colour": {"r": 1.5, "list": [null, "ç"]}}],
        "traceID": "t-1",
        "error": null
    }));
}

#[test]
fn lists_may_be_null_absent_or_empty_and_flags_any_number() {
    printed_equal(&json!({"companies": null, "error": null}));
    printed_equal(&json!({"error": null}));
    printed_equal(&json!({"companies": [], "error": null}));
    printed_equal(
        &json!({"companies": [{"ID": 1, "name": "Casa Azul", "isActive": 7}], "error": null}),
    );
    printed_equal(
        &json!({"companies": [{"ID": 1, "name": "Casa Azul", "isActive": "1"}], "error": null}),
    );
}

#[test]
fn the_typed_answer_is_printed_and_not_the_bytes() {
    let ran = read_once(&Server::once(Reply::ok(
        "{ \"error\" : null,\n \"companies\": [ ] }",
    )));
    assert_eq!(ran.answer()["companies"], json!([]));
    assert!(!ran.stdout.contains(&b' '), "compact");
}

#[test]
fn a_malformed_element_costs_one_line_and_stays_in_its_place() {
    let answer = json!({
        "companies": [
            {"ID": 1, "name": "Casa Azul"},
            {"ID": "x", "name": "Casa Verde"},
            7,
            null,
            {"ID": 4, "name": "Casa Roxa"}
        ],
        "error": null
    });
    let ran = read_once(&Server::once(Reply::ok(answer.to_string())));
    assert_eq!(without_nulls(&ran.answer()), without_nulls(&answer));
    let reports = ran.reports();
    let paths: Vec<&str> = reports
        .iter()
        .filter_map(|report| report["path"].as_str())
        .collect();
    assert_eq!(
        paths,
        ["$.companies[1].ID", "$.companies[2]", "$.companies[3]"]
    );
    for report in &reports {
        assert_eq!(report["kind"], "malformed_element");
        assert_eq!(report["operation"], READ);
        assert!(!ran.stderr.contains("Casa Verde"), "values are not shown");
    }
    let ran = run(api(&Server::once(Reply::ok(answer.to_string())), &[READ]));
    assert_eq!((ran.code, ran.stderr.lines().count()), (0, 3));
    assert!(
        ran.stderr.starts_with("warning: listCompaniesByUser: "),
        "{ran:?}"
    );
}

#[test]
fn a_list_replaced_by_something_else_counts_for_what_holds_it() {
    let body = r#"{"companies":{"ID":1},"error":null}"#;
    let ran = read_once(&Server::once(Reply::ok(body)));
    assert_eq!(ran.code, 6);
    assert_eq!(ran.report("undecodable")["path"], "$.companies");
    assert_eq!(ran.stdout, body.as_bytes());
    let body = r#"{"ID":1,"protocol":"2025","documents":["photo",7],"error":null}"#;
    let server = Server::once(Reply::ok(body));
    let ran = run(api(&server, &[WRITE, "--body", WRITE_BODY, "--json"]));
    assert_eq!(ran.code, 6);
    assert_eq!(ran.report("undecodable")["path"], "$.documents[1]");
    assert_eq!(ran.stdout, body.as_bytes());
}
