//! Defects in the text of the spec.

use crate::lint::finding::Diagnostic;
use crate::lint::lint;
use crate::lint::planted::{SPEC, only};

/// The findings of the spec's text after one replacement: rule, pointer, problem.
fn after(from: &str, to: &str) -> Vec<Diagnostic> {
    assert!(SPEC.contains(from), "the spec no longer has {from:?}");
    lint(&SPEC.replacen(from, to, 1))
}

#[test]
fn duplicate_keys() {
    let found = after(
        "      x-effect: read\n",
        "      x-effect: read\n      x-effect: write\n",
    );
    let (rule, pointer, problem) = only(&found);
    assert_eq!((rule, pointer), ("yaml", ""));
    assert!(
        problem.contains("duplicate entry with key \"x-effect\""),
        "{problem}"
    );
}

#[test]
fn keys_that_are_no_text() {
    let found = after("        \"200\":\n", "        200:\n");
    let (rule, pointer, problem) = only(&found);
    assert_eq!(rule, "yaml");
    assert!(pointer.ends_with("/post/responses"), "{pointer}");
    assert!(problem.contains("200"), "{problem}");
}

#[test]
fn lines_are_short() {
    let long = format!("  # {}\n\npaths:\n", "long ".repeat(30));
    let found = after("\npaths:\n", &long);
    let (rule, pointer, problem) = only(&found);
    assert_eq!((rule, pointer), ("line-width", ""));
    assert!(problem.ends_with("has 154 characters"), "{problem}");
}

#[test]
fn tags_of_yaml() {
    let found = after("evidence: documented", "evidence: !word documented");
    let (rule, pointer, _) = only(&found);
    assert_eq!((rule, pointer), ("yaml", "/x-errata/T1/evidence"));
}
