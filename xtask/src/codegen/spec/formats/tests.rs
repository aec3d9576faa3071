//! An answer is never refused because one of its texts is written oddly, and a request always is.

use super::{InAnswers, TEXTS, in_request};

const WIRE: [&str; 2] = [
    include_str!("../../../../../crates/tatodesk-api/src/wire/formats/mod.rs"),
    include_str!("../../../../../crates/tatodesk-api/src/wire/packed.rs"),
];

/// Whether this type refuses a text that it cannot read. The line of `crate::wire` that declares it tells.
fn refuses(name: &str) -> bool {
    let declared = |rest| {
        let line = format!("\n    {name}{rest}");
        WIRE.iter().any(|file| file.contains(&line))
    };
    assert!(declared(" = ") || declared("\n}"), "{name} is not declared");
    declared(" = Strict<")
}

#[test]
fn every_type_in_a_request_refuses_a_text() {
    for (format, name, _) in TEXTS {
        assert_eq!(in_request(format), refuses(name), "{format}");
    }
    assert!(in_request("byte"), "a plain text");
}

#[test]
fn no_type_in_an_answer_refuses_a_text() {
    for (format, name, in_answers) in TEXTS {
        let same = matches!(in_answers, InAnswers::Same);
        assert_eq!(refuses(name), !same, "{format}");
        if let InAnswers::Lenient(_, name) = in_answers {
            assert!(!refuses(name), "{name}");
        }
    }
}
