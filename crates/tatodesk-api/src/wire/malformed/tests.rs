//! Tests of malformed elements: their paths, and what is shown of them.
use super::*;

#[test]
fn paths_grow_shrink_and_quote_odd_names() {
    let mut path = JsonPath::root();
    let deep = path.member("rows", |path| {
        path.index(3, |path| path.member("na me\"", |path| path.to_string()))
    });
    assert_eq!(deep, r#"$.rows[3]["na me\""]"#);
    assert_eq!(path.as_str(), "$");
}

#[test]
fn debug_hides_the_raw_text() {
    let malformed = Malformed {
        path: "$.a".to_owned(),
        reason: "expected an object".to_owned(),
        raw: "\"Marina Duarte\"",
    };
    assert!(!format!("{malformed:?}").contains("Marina"));
}
