//! Words are read as YAML 1.2 has them, and an error names member and line without quoting what stands near it.

use serde_json::{Value, json};

use super::read;
use crate::world::WorldFile;

#[test]
fn values_are_those_of_yaml_1_2() {
    let text = "{a: No, b: 0123, c: 1_000, d: 12:30, e: ~, f: 18446744073709551615, g: 2024-01-31}";
    let value: Value = read(text).expect("YAML");
    let same = json!({"a": "No", "b": "0123", "c": "1_000", "d": "12:30", "e": null, "f": u64::MAX, "g": "2024-01-31"});
    assert_eq!(value, same);
}

#[test]
fn an_error_names_member_and_line() {
    for (text, path, place) in [
        (
            "companies:\n  - {id: 1, name: Mangue, nam: x}",
            "companies[0].nam",
            "line 2",
        ),
        (
            "companies:\n  - {id: one, name: Mangue}",
            "companies[0].id",
            "line 2",
        ),
        ("companies:\n  - name: Mangue", "companies[0]", "line 2"),
        (
            "companies: []\nunits: []\ncompanies: []",
            "",
            "line 3, column 1",
        ),
        ("companies: [{id: 1, name: Mangue}", "companies", "line 1"),
        ("companies: []\n---\nunits: []", "", "line 3"),
    ] {
        let error = text.parse::<WorldFile>().expect_err(text);
        assert!(error.path().starts_with(path), "{text}: {error}");
        assert!(error.reason().contains(place), "{text}: {error}");
        assert!(!error.to_string().contains("Mangue"), "{error}");
    }
}

#[test]
fn deep_texts_and_many_aliases_are_refused() {
    let deep = format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000));
    let mut aliases = "a: &a [x, x, x, x, x, x, x, x]\n".to_owned();
    for (of, name) in ["a", "b", "c", "d", "e", "f", "g", "h"]
        .iter()
        .zip(["b", "c", "d", "e", "f", "g", "h", "i"])
    {
        let list = format!("*{of}, ").repeat(8);
        aliases.push_str(&format!("{name}: &{name} [{list}]\n"));
    }
    for text in [deep, aliases] {
        let refused = read::<Value>(&text).expect_err("bounds");
        assert!(refused.reason.contains("line"), "{refused:?}");
    }
}

#[test]
fn no_type_of_this_program_is_named() {
    for (text, said) in [
        (
            "companies: [{id: one}]",
            "expected a whole number, found string \"one\" at line 1, column 18",
        ),
        (
            "companies: [{id: 1.5}]",
            "expected a whole number, found a number with a fraction",
        ),
        (
            "companies: [{id: 1, name: ~}]",
            "expected a text, found nothing at line 1, column 27",
        ),
        (
            "companies: [{id: 1, name: Mangue, active: yes}]",
            "expected true or false, found string \"yes\"",
        ),
        (
            "companies:\n  7",
            "expected a list, found integer `7` at line 2, column 3",
        ),
        ("companies:\nunits: []", "expected a list, found nothing"),
        (
            "7",
            "expected an object, found integer `7` at line 1, column 1",
        ),
    ] {
        let error = text.parse::<WorldFile>().expect_err(text).to_string();
        assert!(error.contains(said), "{text}: {error}");
    }
}
