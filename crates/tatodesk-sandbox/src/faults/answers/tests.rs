use super::*;

#[test]
fn one_row_is_spoilt_and_no_other() {
    let answer = br#"{"rows": [{"a": 1}, {"a": 2}], "count": "2"}"#;
    let spoilt = |row, member| {
        let bytes = wrong_type(answer, None, row, member);
        serde_json::from_slice::<Value>(&bytes).expect("still JSON")
    };
    let rows = |value: Value| value["rows"].clone();
    assert_eq!(
        rows(spoilt(1, Some("a"))),
        json!([{"a": 1}, {"a": {"wrong": "type"}}])
    );
    assert_eq!(rows(spoilt(0, None)), json!(["no row", {"a": 2}]));
    assert_eq!(rows(spoilt(2, None)), json!([{"a": 1}, {"a": 2}]));
    let deep = br#"{"form": {"questions": [{"a": 1}]}}"#;
    let spoilt = wrong_type(deep, Some("form.questions"), 0, None);
    assert_eq!(spoilt, br#"{"form":{"questions":["no row"]}}"#);
}

#[test]
fn dates_are_written_as_http_wants_them() {
    let text = retry_after_text(&RetryAfter::Date { date_in_seconds: 5 });
    assert_eq!(text.len(), "Sun, 06 Nov 1994 08:49:37 GMT".len(), "{text}");
    assert!(text.ends_with(" GMT"));
}
