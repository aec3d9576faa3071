//! Defects in the text of the spec.

use crate::lint::lint;
use crate::lint::planted::{SPEC, only};

/// The one finding of the spec's text after one replacement: its rule and problem. Its line must be the one of `word`.
fn after(from: &str, to: &str, word: &str) -> (&'static str, String) {
    assert!(SPEC.contains(from), "the spec no longer has {from:?}");
    let text = SPEC.replacen(from, to, 1);
    let place = text
        .find(to)
        .and_then(|start| Some(start + to.rfind(word)?));
    let line = text[..place.expect("the word")].matches('\n').count() as u64 + 1;
    let found = lint(&text);
    let (rule, pointer, problem) = only(&found);
    assert_eq!((pointer, found[0].line), ("", Some(line)), "{problem}");
    (rule, problem.to_owned())
}

#[test]
fn duplicate_keys() {
    let twice = "      x-effect: read\n      x-effect: write\n";
    let (rule, problem) = after("      x-effect: read\n", twice, "x-effect");
    assert_eq!(rule, "yaml");
    assert!(
        problem.contains("column 7: duplicate mapping key `x-effect`"),
        "{problem}"
    );
}

#[test]
fn keys_that_are_no_text() {
    let (rule, problem) = after("        \"200\":\n", "        200:\n", "200");
    assert_eq!(rule, "yaml");
    assert!(
        problem.contains("`200`, expected a key that is text"),
        "{problem}"
    );
}

#[test]
fn lines_are_short() {
    let long = format!("  # {}\n\npaths:\n", "long ".repeat(30));
    let (rule, problem) = after("\npaths:\n", &long, "#");
    assert_eq!(rule, "line-width");
    assert!(problem.ends_with("has 154 characters"), "{problem}");
}

#[test]
fn tags_of_yaml() {
    let (rule, problem) = after(
        "evidence: documented",
        "evidence: !word documented",
        "documented",
    );
    assert_eq!(rule, "yaml");
    assert!(problem.contains("!word"), "{problem}");
}

/// A finding has the line of what it is about, and of what is above where that is missing.
#[test]
fn findings_have_their_line() {
    let edits = [
        ("      x-effect: read\n", "      x-effect: maybe\n"),
        (
            "      x-product: in-person\n",
            "      x-product: in-person\n      x-own: 1\n",
        ),
    ];
    // Both in one text, because it takes long to read.
    let text = edits.iter().fold(SPEC.to_owned(), |text, (from, to)| {
        let edited = text.replacen(from, to, 1);
        assert_ne!(edited, text);
        edited
    });
    let found = lint(&text);
    assert_eq!(found.len(), edits.len(), "{found:#?}");
    for member in ["x-effect: maybe", "x-own"] {
        let line = text
            .lines()
            .position(|line| line.trim_start().starts_with(member));
        let expected = line.expect("a line") as u64 + 1;
        let finding = found.iter().find(|at| at.line == Some(expected));
        let finding = finding.unwrap_or_else(|| panic!("line {expected}: {found:#?}"));
        assert!(
            finding
                .to_string()
                .starts_with(&format!("line {expected}: #/paths/"))
        );
    }
    let text = SPEC.replacen("      x-effect: read\n", "", 1);
    let post = SPEC[..SPEC.find("      x-effect: read").expect("an effect")].rfind("\n    post:");
    let line = SPEC[..post.expect("its operation")].matches('\n').count() as u64 + 2;
    let found = lint(&text);
    only(&found);
    assert_eq!(found[0].line, Some(line), "{}", found[0]);
}
