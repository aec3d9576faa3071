//! Tests of what is said of a text that is read to its end and does not fit.
use crate::wire::decode::decode;

#[test]
fn a_broken_text_behind_what_does_not_fit_is_no_json() {
    #[derive(Debug, serde::Deserialize)]
    struct Unit {
        #[allow(dead_code)]
        id: i64,
    }
    for (json, message) in [
        (
            r#"{"id": "one", "b": "\n"}"#,
            "expected an integer, found a string",
        ),
        (
            r#"{"id": "one", "b": "\ud800"}"#,
            "expected an integer, found a string",
        ),
        (r#"{"b": [1, {"c": "\u00e9"}]}"#, "missing member `id`"),
    ] {
        let error = decode::<Unit>(json.as_bytes()).unwrap_err();
        assert_eq!(error.message, message, "{json}");
        assert!(error.path.starts_with("$.id"), "{json}");
    }
    for json in [
        r#"{"id": "one", "b": "\x"}"#,
        r#"{"id": "one", "b": "\u12"}"#,
        "{\"id\": \"one\", \"b\": \"\t\"}",
        r#"{"id": "one", "b": [01]}"#,
        r#"{"id": "one"} 1"#,
        r#"{"id": "one""#,
    ] {
        let error = decode::<Unit>(json.as_bytes()).unwrap_err();
        assert!(error.message.starts_with("not JSON"), "{json}: {error}");
    }
}
