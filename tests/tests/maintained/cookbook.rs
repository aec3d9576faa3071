//! The cookbook is what it says: short programs that CI runs, written as a user of the facade would write them.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

const PROGRAMS: [&str; 5] = [
    "booking_with_form",
    "nightly_export",
    "bulk_whatsapp",
    "upsert_record",
    "web_service",
];

fn program(name: &str) -> String {
    tests::read(&format!("crates/tatodesk/examples/{name}.rs"))
}

/// The names of the generated structs.
fn generated() -> BTreeSet<String> {
    let types = tests::read("crates/tatodesk-api/src/generated/types.rs");
    let structs = types.split("\npub struct ").skip(1);
    let names = structs.filter_map(|rest| rest.split([' ', '(', '<', ';']).next());
    names.map(str::to_owned).collect()
}

/// What a program must not need.
fn faults(code: &str, generated: &BTreeSet<String>) -> Vec<String> {
    let tokens: TokenStream = code.parse().expect("Rust");
    let mut faults = Vec::new();
    walk(tokens, generated, &mut faults);
    let squeezed: String = code.split_whitespace().collect();
    if squeezed.contains("iter().flatten()") {
        faults.push("a list that is flattened".to_owned());
    }
    if code.lines().count() >= 60 {
        faults.push("60 lines or more".to_owned());
    }
    faults
}

fn walk(tokens: TokenStream, generated: &BTreeSet<String>, faults: &mut Vec<String>) {
    let mut before = String::new();
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => {
                before = ident.to_string();
                if before == "None" {
                    faults.push("None".to_owned());
                }
            }
            TokenTree::Group(group) => {
                if group.delimiter() == Delimiter::Brace && generated.contains(&before) {
                    faults.push(format!("a literal of {before}"));
                }
                before.clear();
                walk(group.stream(), generated, faults);
            }
            _ => before.clear(),
        }
    }
}

#[test]
fn each_program_is_short_and_writes_no_more_than_its_job() {
    let generated = generated();
    assert!(generated.len() > 200, "{}", generated.len());
    for name in PROGRAMS {
        let nothing: [String; 0] = [];
        assert_eq!(faults(&program(name), &generated), nothing, "{name}");
    }
}

#[test]
fn a_program_that_writes_more_is_found() {
    let generated = generated();
    for (code, fault) in [
        (
            "fn f() { for row in answer.rows.iter().flatten() {} }",
            "a list that is flattened",
        ),
        (
            "fn f() { for row in answer.rows.into_iter()\n.flatten() {} }",
            "a list that is flattened",
        ),
        (
            "fn f() { g(ServiceUnit { id, ..other }) }",
            "a literal of ServiceUnit",
        ),
        (
            "fn f() { g(types::Period {\n id }) }",
            "a literal of Period",
        ),
        ("fn f() { unit.address = None; }", "None"),
        ("fn f() { g(Option::None, [1]) }", "None"),
        (&"fn f() {}\n".repeat(60), "60 lines or more"),
    ] {
        assert_eq!(faults(code, &generated), [fault], "{code}");
    }
}

#[test]
fn ci_runs_each_program_and_the_page_shows_it() {
    let ci = tests::read(".ci/run");
    let verbs = tests::read("justfile");
    let page = tests::read("crates/tatodesk/src/docs/cookbook.rs");
    for name in PROGRAMS {
        for script in [&ci, &verbs] {
            let run = format!("cargo run -p tatodesk --example {name}\n");
            assert!(script.contains(&run), "{name} does not run");
        }
        assert!(page.contains(&format!("examples/{name}.rs")), "{name}");
    }
}
