//! Formats, patterns, and which texts each format accepts.

use super::reads;
use crate::lint::planted::{here, one, plant, remove, schema, set};
use crate::lint::tables::PATTERNS;
use serde_json::json;

#[test]
fn formats() {
    plant(vec![
        (
            set(schema("SessionID/format"), "uuid"),
            vec![
                ("format", schema("SessionID/format")),
                ("nullable-twin", schema("NullableSessionID")),
            ],
        ),
        here(
            set(schema("Appointment/properties/hour/format"), "time"),
            "format",
        ),
        here(set(schema("AccountID/format"), "int32"), "format"),
    ]);
}

#[test]
fn formats_that_are_sent_have_their_pattern() {
    let sent = |rest: &str| schema("ListHoursRequest/properties/date") + rest;
    plant(vec![
        one(remove(sent("/pattern")), "pattern", sent("/pattern")),
        here(set(sent("/pattern"), "^[0-9/]{10}$"), "pattern"),
        one(remove(sent("/format")), "pattern", sent("/pattern")),
        here(
            set(
                schema("AppSessionClient/properties/clientVersionApp/pattern"),
                "^v",
            ),
            "pattern",
        ),
        here(
            set(schema("Appointment/properties/hour/pattern"), "^[0-9:]{8}$"),
            "pattern",
        ),
        // The format itself is inferred.
        here(
            set(
                schema("LooseNotificationsFilter/properties/dateInitial/pattern"),
                PATTERNS[0].1,
            ),
            "pattern",
        ),
        here(
            set(
                schema("RegisterSurveyAnswerRequest/properties/requestDate/pattern"),
                "^[0-9]{8}$",
            ),
            "pattern",
        ),
    ]);
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
        (
            "byte",
            vec!["SGVsbG8=", "", "+/8="],
            vec!["SGVsbG8", "SGVs\nbG8=", "é==="],
        ),
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

/// Tries every two-digit number and several signs at every position.
#[test]
fn patterns_say_what_the_formats_are() {
    for (format, pattern) in PATTERNS {
        let schema = json!({"pattern": pattern});
        let pattern = jsonschema::draft4::new(&schema).expect("a pattern");
        let shown = match format {
            "br-date" | "us-date" => "12/12/2024",
            "br-date-minute" => "12/12/2024 12:12",
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
