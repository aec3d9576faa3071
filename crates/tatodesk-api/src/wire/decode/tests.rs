//! Where a document fails to decode, in which words, and that the words quote nothing.
use super::*;
use crate::wire::{BrDate, Count, Extra, Flag, List};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    #[serde(default)]
    day: Option<BrDate>,
    #[serde(default)]
    active: Option<Flag>,
    #[serde(default)]
    ids: Option<Vec<i64>>,
    #[serde(default)]
    inner: Option<Inner>,
    #[serde(default)]
    word: Option<Word>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Inner {
    #[serde(rename = "aName")]
    name: String,
    #[serde(default)]
    rate: Option<f64>,
    #[serde(default)]
    open: BTreeMap<String, Value>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Word {
    #[serde(rename = "one")]
    One,
    #[serde(rename = "other")]
    Other,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Answer {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rows: Option<List<Row>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    count: Option<Count>,
    #[serde(flatten)]
    extra: Extra,
}

crate::wire::object! {
    Answer { rows: "rows" optional, count: "count" optional, }
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Row {
    id: i64,
    #[serde(flatten)]
    extra: Extra,
}

crate::wire::object! {
    Row { id: "id" required, }
}

fn request(json: &str) -> String {
    decode_request::<Request>(json.as_bytes())
        .unwrap_err()
        .to_string()
}

fn answer(json: &str) -> String {
    decode::<Answer>(json.as_bytes()).unwrap_err().to_string()
}

#[test]
fn requests_say_what_is_wrong_and_where() {
    for (json, said) in [
        (
            r#"{"inner": {"aName": 7}}"#,
            "$.inner.aName: expected a string, found an integer",
        ),
        (
            r#"{"inner": {"aName": "x", "rate": "y"}}"#,
            "$.inner.rate: expected a number, found a string",
        ),
        (r#"{"inner": {}}"#, "$.inner.aName: missing member `aName`"),
        (
            r#"{"inner": {"aName": "x", "other": 1}}"#,
            "$.inner.other: unknown member `other`",
        ),
        (
            r#"{"ids": [1, "2"]}"#,
            "$.ids[1]: expected an integer, found a string",
        ),
        (
            r#"{"ids": [1.5]}"#,
            "$.ids[0]: expected an integer, found a decimal number",
        ),
        (
            r#"{"ids": [18446744073709551615]}"#,
            "$.ids[0]: expected an integer, found a number out of range",
        ),
        (
            r#"{"ids": {"a": 1}}"#,
            "$.ids: expected a list, found an object",
        ),
        (
            r#"{"ids": true}"#,
            "$.ids: expected a list, found a boolean",
        ),
        (
            r#"{"day": "2024-01-30"}"#,
            "$.day: expected a date as DD/MM/YYYY, found another string",
        ),
        (
            r#"{"day": 7}"#,
            "$.day: expected a date as DD/MM/YYYY, found an integer",
        ),
        (
            r#"{"active": "yes"}"#,
            "$.active: expected a flag, 1 or 2, found another string",
        ),
        (
            r#"{"word": "two"}"#,
            "$.word: expected one of one, other, found another string",
        ),
        (
            r#"{"word": 2}"#,
            "$.word: expected a string, found an integer",
        ),
        ("[]", "$: expected an object, found a list"),
        ("null", "$: expected an object, found null"),
        (
            "{",
            "$: not JSON: EOF while parsing an object at line 1 column 1",
        ),
        (
            "{} {}",
            "$: not JSON: trailing characters at line 1 column 4",
        ),
    ] {
        assert_eq!(request(json), said);
    }
}

#[test]
fn a_number_beyond_all_types_is_refused() {
    assert!(decode_request::<Request>(br#"{"ids": [-1e400]}"#).is_err());
}

#[test]
fn a_list_never_stands_for_an_object_in_a_request() {
    assert_eq!(
        request(r#"{"inner": ["x"]}"#),
        "$.inner: expected an object, found a list"
    );
    assert_eq!(
        request(r#"{"inner": []}"#),
        "$.inner: expected an object, found a list"
    );
}

#[test]
fn null_is_as_if_absent_and_a_valid_request_decodes() {
    let read: Request = decode_request(br#"{"day": null, "ids": [], "inner": null}"#).unwrap();
    assert_eq!(
        read,
        Request {
            ids: Some(vec![]),
            ..Request::default()
        }
    );
    let value = json!({"inner": {"aName": "x", "open": {"a": [1, {"b": null}]}}, "word": "one", "active": "2"});
    let read: Request = decode_value(&value).unwrap();
    assert_eq!(read.active, Some(Flag::NO));
    assert_eq!(read.word, Some(Word::One));
    assert_eq!(read.inner.unwrap().open["a"], json!([1, {"b": null}]));
}

#[test]
fn answers_say_where_too() {
    assert_eq!(
        answer(r#"{"rows": {"a": 1}}"#),
        "$.rows: expected a list, found an object"
    );
    assert_eq!(
        answer(r#"{"rows": 7}"#),
        "$.rows: expected a list, found an integer"
    );
    assert_eq!(
        answer(r#"{"count": [1]}"#),
        "$.count: expected a count, as an integer or a string, found a list"
    );
    assert_eq!(answer("[{}]"), "$: expected an object, found a list");
    assert_eq!(
        answer("<html>"),
        "$: not JSON: expected value at line 1 column 1"
    );
    assert_eq!(
        answer(r#"{"count": {}, "a""#),
        "$: not JSON: EOF while parsing an object at line 1 column 17"
    );
}

#[test]
fn the_last_of_two_members_counts() {
    for json in [
        r#"{"count": 1, "count": "2"}"#,
        r#"{"count": [], "count": "2"}"#,
        r#"{"count": [], "count": {}, "new": 1, "c\u006funt": 2}"#,
        r#"{"count": 2, "rows": 7, "rows": [{"id": {"id": 1}, "id": 1}]}"#,
    ] {
        let read: Answer = decode(json.as_bytes()).unwrap();
        assert_eq!(read.count.and_then(|count| count.get()), Some(2), "{json}");
        assert!(read.rows.is_none_or(|rows| rows[0].id == 1), "{json}");
    }
    for json in [
        r#"{"count": 1, "count": []}"#,
        r#"{"count": [], "count": 1, "count": []}"#,
        r#"{"count": [], "rows": 7, "rows": [], "new": {"count": 1}}"#,
    ] {
        assert_eq!(
            answer(json),
            "$.count: expected a count, as an integer or a string, found a list",
            "{json}"
        );
    }
}

#[test]
fn too_deep_nesting_and_too_large_numbers_are_not_called_broken_text() {
    let deep = format!("{{\"a\": {}{}}}", "[".repeat(200), "]".repeat(200));
    let said = answer(&deep);
    assert!(
        said.starts_with("$: beyond what can be read: recursion limit exceeded"),
        "{said}"
    );
    assert_eq!(request(&deep), said);
    assert_eq!(
        answer(r#"{"a": 1e400}"#),
        "$: beyond what can be read: number out of range at line 1 column 11"
    );

    // In a list it costs the element alone, which is kept.
    let json = format!("{{\"rows\": [{{\"id\": 1}}, {deep}]}}");
    let read: Answer = decode(json.as_bytes()).unwrap();
    let rows = read.rows.as_ref().unwrap();
    assert_eq!(
        (rows.len(), rows.malformed().next().unwrap().raw()),
        (1, deep.as_str())
    );
    assert_eq!(
        serde_json::to_string(&read).unwrap(),
        json.replacen(": [{\"id\": 1}, ", ":[{\"id\":1},", 1)
    );
}

#[test]
fn texts_that_are_not_utf_8_or_begin_with_a_mark_are_refused() {
    for json in [
        &b"{\"name\": \"\xff\"}"[..],
        b"{\"rows\": [{\"id\": 1, \"name\": \"\xff\"}]}",
        b"\xef\xbb\xbf{}",
        b"{\"name\": \"\\ud800\"}",
    ] {
        let error = decode::<Answer>(json).unwrap_err();
        assert_eq!(error.path, "$");
        assert!(error.message.starts_with("not JSON: "), "{error}");
    }
}

#[test]
fn numbers_of_unknown_members_come_back_as_far_as_64_bits_reach() {
    let same = |number: &str| {
        let json = format!("{{\"rows\":[{{\"id\":1,\"n\":{number}}}],\"n\":{number}}}");
        let read: Answer = decode(json.as_bytes()).unwrap();
        serde_json::to_string(&read).unwrap() == json
    };
    for number in [
        "-9223372036854775808",
        "18446744073709551615",
        "31.245270191439438",
        "-8.047562000000001",
        "5e-324",
        "1.0",
    ] {
        assert!(same(number), "{number}");
    }
    // Beyond them it is the nearest double, as in most readers of JSON.
    assert!(!same("18446744073709551617"));
}

#[test]
fn foreign_words_are_not_passed_on() {
    #[derive(Debug, Deserialize)]
    #[serde(try_from = "String")]
    struct Chatty;

    impl TryFrom<String> for Chatty {
        type Error = String;

        fn try_from(text: String) -> Result<Self, String> {
            Err(format!("I do not like {text}"))
        }
    }

    let error = decode_value::<Chatty>(&json!("Marina")).unwrap_err();
    assert_eq!(error.to_string(), "$: does not read as its type");
}

proptest! {
    #[test]
    fn no_value_is_quoted(secret in "[A-Z]{8,12}", member in prop::sample::select(vec!["day", "active", "ids", "inner", "word"])) {
        for value in [json!(secret), json!([secret]), json!({"aName": [secret]}), json!({"aName": {"x": secret}})] {
            if let Err(error) = decode_request::<Request>(json!({ member: value }).to_string().as_bytes()) {
                prop_assert!(!error.to_string().contains(&secret), "{}", error);
            }
        }
    }

    #[test]
    fn any_decimal_number_comes_back(number in any::<f64>().prop_filter("JSON has it", |number| number.is_finite())) {
        let json = json!({ "n": number }).to_string();
        let read: Answer = decode(json.as_bytes()).unwrap();
        prop_assert_eq!(serde_json::to_string(&read).unwrap(), json);
    }
}
