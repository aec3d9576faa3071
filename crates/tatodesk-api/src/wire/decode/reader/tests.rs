//! Tests of what is said of a text that is read to its end and does not fit.
use crate::types::ListDepartmentsResponse;
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

#[test]
fn a_member_with_a_broken_value_is_no_json_whatever_follows_it() {
    for text in [
        r#"{"count"::1}"#,
        r#"{"count"::"1","departments":[]}"#,
        r#"{"count":01:5}"#,
        r#"{"count":-:5}"#,
        r#"{"count":1.:null}"#,
        r#"{"departments"::[]}"#,
        r#"{"departments":[{"ID":1,"name":"x"}:[]}"#,
        r#"{"departments":[{"ID":1,"name":"x"}] :: []}"#,
        r#"{"departments":[{"ID":1,"name":"x","more"::2}]}"#,
        r#"{"new"::1}"#,
        r#"{"new":01:1}"#,
    ] {
        assert!(
            serde_json::from_str::<serde_json::Value>(text).is_err(),
            "{text}"
        );
        let error = decode::<ListDepartmentsResponse>(text.as_bytes()).expect_err(text);
        assert!(error.message.starts_with("not JSON"), "{text}: {error}");
    }
}
