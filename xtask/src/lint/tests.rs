//! The clean spec has no finding, and a finding says where it is and what to do.

use super::finding::Diagnostic;
use super::lint;
use super::planted::{CLEAN, SPEC, apply, findings, only, op, remove, set};

#[test]
fn the_spec_has_no_findings() {
    let found: Vec<_> = lint(SPEC).iter().map(Diagnostic::to_string).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_finding_is_one_line_with_pointer_and_fix() {
    let mut spec = CLEAN.clone();
    apply(&mut spec, &remove(op("/x-effect")));
    let found = findings(&spec);
    let found = found.iter().find(|finding| finding.rule == "x-effect");
    let text = found.expect("a finding").to_string();
    assert_eq!(
        text,
        "#/paths/~1dl~1pa~1listCompaniesByUser/post [x-effect] listCompaniesByUser has no valid x-effect; \
         write one of read, write, send"
    );
    assert!(!text.contains('\n'));
}

#[test]
fn a_document_that_is_no_openapi() {
    let mut spec = CLEAN.clone();
    apply(&mut spec, &set("/paths", 1));
    let found = findings(&spec);
    let (rule, pointer, _) = only(&found);
    assert_eq!((rule, pointer), ("model", ""));
}
