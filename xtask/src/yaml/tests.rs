//! What is read, in which order and on which lines, and what is refused where.

use super::read;
use serde_json::json;

#[test]
fn values_keep_their_order_and_their_lines() {
    let text = "# A comment.\nb: [1, two]\na/~:\n  - {x: No, y: 0123}\n  - ~\n  - |\n    text\n";
    let node = read(text).unwrap_or_else(|refused| panic!("{refused:?}"));
    let value = json!({"b": [1, "two"], "a/~": [{"x": "No", "y": "0123"}, null, "text\n"]});
    assert_eq!(node.value(), value);
    let written = serde_json::to_string(&node).expect("JSON");
    assert_eq!(
        written,
        r#"{"b":[1,"two"],"a/~":[{"x":"No","y":"0123"},null,"text\n"]}"#
    );
    let lines = node.lines();
    for (pointer, line) in [
        ("", 2),
        ("/b", 2),
        ("/b/1", 2),
        ("/a~1~0", 3),
        ("/a~1~0/0/y", 4),
        ("/a~1~0/1", 5),
        ("/a~1~0/2", 7), // of its text
    ] {
        assert_eq!(lines.get(pointer), Some(&line), "{pointer}");
    }
}

#[test]
fn numbers_are_exact() {
    let same = json!([
        u64::MAX,
        i64::MIN,
        0,
        31,
        0.1,
        1000.0,
        "1_000",
        "0x",
        "12:30"
    ]);
    let text = "[18446744073709551615, -9223372036854775808, -0, 0x1F, .1, 1e3, 1_000, 0x, 12:30]";
    let node = read(text).unwrap_or_else(|refused| panic!("{refused:?}"));
    assert_eq!(node.value(), same);
}

#[test]
fn yaml_that_json_cannot_say_is_refused_with_its_place() {
    let deep = format!("{}1{}", "[".repeat(40), "]".repeat(40));
    for (text, line, column) in [
        ("a: 1\nb: 2\na: 3", 3, 1),
        ("- {a: 1, 'a': 2}", 1, 10),
        ("a:\n  200: x", 2, 3),
        ("true: 1", 1, 1),
        ("? [a]\n: 1", 1, 3),
        ("a: !word x", 1, 10),
        ("<<: {a: 1}", 1, 1),
        ("a: [1, .nan]", 1, 8),
        ("a: -.inf", 1, 4),
        ("a: 1e999", 1, 4),
        ("a: 18446744073709551616", 1, 4),
        ("a: [", 1, 4),
        ("a: 1\n---\nb: 2", 3, 1),
        (deep.as_str(), 1, 33),
    ] {
        let refused = read(text).err().unwrap_or_else(|| panic!("{text} is read"));
        assert_eq!(
            (refused.line, refused.column),
            (line, column),
            "{text}: {refused:?}"
        );
        assert!(!refused.problem.is_empty(), "{text}");
    }
}
