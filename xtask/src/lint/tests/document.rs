//! Defects of the text and of the document as a whole, and the formats' own tables.

use super::super::{Diagnostic, formats::reads, lint, tables::PATTERNS};
use super::{CLEAN, SPEC, apply, findings, set};
use serde_json::json;

/// The findings of the spec's text after one replacement: rule, pointer, problem.
fn after(from: &str, to: &str) -> Vec<Diagnostic> {
    assert!(SPEC.contains(from), "the spec no longer has {from:?}");
    lint(&SPEC.replacen(from, to, 1))
}

fn only(found: &[Diagnostic]) -> (&'static str, &str, &str) {
    match found {
        [one] => (one.rule, &one.pointer, &one.problem),
        other => panic!("expected one finding, found {other:#?}"),
    }
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

#[test]
fn plain_words_that_yaml_1_1_reads_differently() {
    let traps = [
        "a: No",
        "- 2022-01-28",
        "a: {b: 1, hour: 15:40}",
        "a: [on, 'off']",
        "a: 0123",
        "yes: 1",
    ];
    for line in traps {
        let found = lint(&format!("top:\n  {line}\n"));
        let found: Vec<_> = found.iter().filter(|one| one.rule == "yaml-1.1").collect();
        assert_eq!(found.len(), 1, "{line}: {found:#?}");
        assert!(
            found[0].pointer.starts_with("/top/"),
            "{line}: {}",
            found[0].pointer
        );
    }
    for line in [
        "a: 'No'",
        "a: \"15:40\"",
        "a: Not yet",
        "a: |\n    No\n  b: 1",
        "a: >-\n    yes",
        "a: [no-show, '2022-01-28']",
        "# no",
    ] {
        let found = lint(&format!("top:\n  {line}\n"));
        assert!(
            found.iter().all(|one| one.rule != "yaml-1.1"),
            "{line}: {found:#?}"
        );
    }
}

#[test]
fn a_document_that_is_no_openapi() {
    let mut spec = CLEAN.clone();
    apply(&mut spec, &set("/paths", 1));
    let found = findings(&spec);
    let (rule, pointer, _) = only(&found);
    assert_eq!((rule, pointer), ("model", ""));
}

#[test]
fn texts_of_formats() {
    let table = [
        (
            "br-date",
            vec!["31/12/2024"],
            vec!["12/31/2024", "1/1/2024", "2024-12-31", ""],
        ),
        (
            "br-date-minute",
            vec!["01/01/2024 23:59"],
            vec!["01/01/2024", "01/01/2024 24:00"],
        ),
        (
            "br-date-time",
            vec!["01/01/2024 10:20", "01/01/2024 10:20:30"],
            vec!["01/01/2024"],
        ),
        ("us-date", vec!["12/31/2024"], vec!["31/12/2024"]),
        (
            "compact-date",
            vec!["31122024"],
            vec!["12312024", "3112202"],
        ),
        ("date", vec!["2024-12-31"], vec!["2024-31-12", "2024-1-1"]),
        (
            "date-time",
            vec!["2024-12-31T10:20:30Z", "2024-12-31T10:20:30.123-03:00"],
            vec!["2024-12-31T10:20:30", "2024-12-31T10:20:30.Z"],
        ),
        (
            "wall-clock",
            vec!["2024-12-31T10:20:30.123Z"],
            vec!["2024-12-31 10:20:30"],
        ),
        ("time-hm", vec!["10:20"], vec!["10:20:30", "10:60"]),
        ("time-hms", vec!["10:20:30"], vec!["10:20"]),
        (
            "duration-hms",
            vec!["", "00:00:01", "125:00:00"],
            vec!["1:00:00", "00:61:00", "00:00"],
        ),
        ("yes-no", vec!["Yes", "No"], vec!["yes", ""]),
        (
            "packed-pairs",
            vec!["NAME:Marina | PHONE:1", "NAME:"],
            vec!["Marina", "NAME:Marina | 1"],
        ),
        (
            "packed-threads",
            vec!["SUBJECT:a#EMAILS:b, c | SUBJECT:d"],
            vec!["a#b"],
        ),
        ("binary", vec!["anything"], vec![]),
    ];
    for (format, good, bad) in table {
        for text in good {
            assert!(reads(format, text), "{format} must read {text:?}");
        }
        for text in bad {
            assert!(!reads(format, text), "{format} must not read {text:?}");
        }
    }
}

/// Every number of days, months, hours and minutes, and every sign in every place.
#[test]
fn patterns_say_what_the_formats_are() {
    for (format, pattern) in PATTERNS {
        let schema = json!({"pattern": pattern});
        let pattern = jsonschema::draft4::new(&schema).expect("a pattern");
        let shown = match format {
            "br-date" | "us-date" => "12/12/2024",
            "br-date-minute" => "12/12/2024 12:12",
            "compact-date" => "12122024",
            "time-hm" => "12:12",
            other => panic!("{other} is no format of this test"),
        };
        let mut texts = vec![String::new(), format!("{shown}\n"), format!(" {shown}")];
        for at in 0..shown.len() {
            texts.push(shown[..at].to_owned());
            for sign in ['-', '/', ':', ' ', '\u{664}'] {
                texts.push(format!("{}{sign}{}", &shown[..at], &shown[at + 1..]));
            }
            let numbers = (0..100).map(|number| format!("{number:02}"));
            texts.extend(numbers.map(|two| {
                let rest = shown.get(at + 2..).unwrap_or_default();
                format!("{}{two}{rest}", &shown[..at])
            }));
        }
        let read = texts.iter().filter(|text| reads(format, text)).count();
        assert!(read > 50 && read < texts.len(), "{format} reads {read}");
        for text in texts {
            let fits = pattern.is_valid(&json!(text));
            assert_eq!(fits, reads(format, &text), "{format}: {text:?}");
        }
    }
}
