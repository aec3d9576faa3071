//! Tests of long messages: where they are cut.
use crate::wire::{InBand, in_band};
use serde_json::{Value, json};

fn failure(body: &str) -> Option<(Option<String>, Value)> {
    match in_band(body.as_bytes())? {
        InBand::NoError { .. } => None,
        InBand::Error { message, value } => Some((message, value)),
    }
}

#[test]
fn a_message_as_long_as_the_answer_is_cut() {
    let long = "é".repeat(100_000);
    let texts = vec![json!("ab"); 100_000];
    for error in [
        json!(long),
        json!({ "message": long }),
        json!({ "message": [long, long] }),
        json!({ "message": texts }),
    ] {
        let body = json!({ "error": error }).to_string();
        let Some(InBand::Error { message, value }) = in_band(body.as_bytes()) else {
            panic!("an error")
        };
        let message = message.unwrap();
        assert!(
            (65_530..=65_550).contains(&message.len()),
            "{}",
            message.len()
        );
        assert_eq!(value, error);
    }
}

#[test]
fn a_long_message_is_cut_between_characters_and_between_escapes() {
    for (written, meant) in [
        ("\\u0061", "a"),
        ("\\n\\u00e9", "\né"),
        ("\\ud83d\\ude00", "😀"),
        ("b\\ud83d\\ude00", "b😀"),
        ("\\\"😀", "\"😀"),
        ("c\\u00e9é", "céé"),
    ] {
        for before in 0..12 {
            let (before, long) = ("z".repeat(before), written.repeat(70_000));
            for value in [
                format!("\"{before}{long}\""),
                format!("[\"\",\"{before}{long}\",\"\"]"),
            ] {
                let body = format!("{{\"error\":true,\"message\":{value}}}");
                let message = failure(&body).unwrap().0.unwrap();
                assert!((65_530..=65_536).contains(&message.len()));
                let begins = format!("{before}{}", meant.repeat(66_000));
                assert!(
                    begins.starts_with(message.strip_prefix("; ").unwrap_or(&message)),
                    "{written}"
                );
            }
        }
    }
}

#[test]
fn the_message_of_a_long_error_is_found() {
    let rows = format!("[{}0]", "0,".repeat(1_000_000));
    let body = format!(
        r#"{{"error": {{"rows": {rows}, "message": "no such unit"}}, "message": ["no", {rows}]}}"#
    );
    let (message, value) = failure(&body).unwrap();
    assert_eq!(message.as_deref(), Some("no such unit"));
    assert!(value.is_string());
    let body = format!(r#"{{"error": true, "message": ["no", {rows}]}}"#);
    assert_eq!(failure(&body).unwrap().0, None);
}
