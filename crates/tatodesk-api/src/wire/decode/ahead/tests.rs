//! Tests of the objects that are counted ahead.
use super::objects_left;
use proptest::prelude::*;
use serde_json::{Value, json};

fn left(behind: &str) -> usize {
    objects_left(behind, 0)
}

#[test]
fn objects_are_counted_to_the_end_of_their_list_or_of_the_text() {
    for (behind, count) in [
        (r#"], "more": [{"a": 1}]}"#, 0),
        (
            r#", {"": 0}, {}, [], [{"a": 1}], null, {"a": {"b": [{}]}} ]}"#,
            2,
        ),
        (r#", {"a": "]}{\"\\"} , {"b": "\u005d"}]"#, 2),
        (r#", {"a": 1}, {"b": "#, 1),
        (r#", {"a": 1}, {"b": "c"#, 1),
        (", {   }, {    }]", 1),
        (r#", [{"a": 1}}, {"b": 2}]"#, 2),
        ("", 0),
    ] {
        assert_eq!(left(behind), count, "{behind}");
    }
}

fn value() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<i64>().prop_map(Value::from),
        r#"[a"\\{}\[\],:]{0,6}"#.prop_map(Value::from),
    ];
    scalar.prop_recursive(3, 20, 4, |inner| {
        let object = prop::collection::hash_map(r#"["a\\\[{]{0,2}"#, inner.clone(), 0..4);
        prop_oneof![
            prop::collection::vec(inner, 0..4).prop_map(Value::from),
            object.prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn the_objects_of_any_list_are_counted(values in prop::collection::vec(value(), 0..8)) {
        let is_full = |value: &&Value| value.as_object().is_some_and(|members| !members.is_empty());
        let text = json!(values).to_string();
        prop_assert_eq!(left(&text[1..]), values.iter().filter(is_full).count(), "{}", text);
    }
}
