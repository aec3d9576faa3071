//! Lists with malformed elements: what they cost, where they are found, and that everything is encoded again.
use super::*;
use crate::wire::{Extra, decode};
use proptest::prelude::*;
use serde_json::{Value, json};

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Form {
    id: i64,
    #[serde(default, skip_serializing_if = "List::is_absent")]
    options: List<Choice>,
    #[serde(flatten)]
    extra: Extra,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Choice {
    rate: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tags: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "List::is_absent")]
    marks: List<i64>,
    #[serde(flatten)]
    extra: Extra,
}

crate::wire::object! {
    Form { id: "id" required, options: "options" optional, }
}

crate::wire::object! {
    Choice { rate: "rate" required, tags: "tags" optional, marks: "marks" scalars, }
}

impl Inspect for Choice {}

impl Inspect for Form {
    fn inspect<'a>(&'a self, path: &mut JsonPath, found: &mut MalformedElements<'a>) {
        path.member("options", |path| {
            Inspect::inspect(&self.options, path, found)
        });
    }
}

fn found(list: &List<Form>) -> Vec<(String, String, String)> {
    MalformedElements::of(list)
        .iter()
        .map(|one| (one.path.clone(), one.reason.clone(), one.raw.to_owned()))
        .collect()
}

#[test]
fn a_malformed_element_costs_itself_at_every_depth() {
    let json = json!([
        {"id": 1, "options": [{"rate": 5}, {"rate": "five"}, null, {"rate": 1, "more": true}]},
        null,
        {"id": "two"},
        {"id": 3, "options": [7, {"rate": 2, "tags": ["a", 1]}], "unknown": {"a": [null]}},
        {"id": 4, "options": {"rate": 1}},
        [{"id": 5}],
        "six"
    ]);
    for list in [
        serde_json::from_value::<List<Form>>(json.clone()).unwrap(),
        serde_json::from_str(&json.to_string()).unwrap(),
        serde_json::from_slice(json.to_string().as_bytes()).unwrap(),
        serde_json::from_reader(json.to_string().as_bytes()).unwrap(),
        decode::decode_value(&json).unwrap(),
    ] {
        assert_eq!(list.iter().map(|form| form.id).collect::<Vec<_>>(), [1, 3]);
        let expected = [
            (
                "$[0].options[1].rate",
                "expected an integer, found a string",
                r#"{"rate":"five"}"#,
            ),
            ("$[0].options[2]", "expected an object, found null", "null"),
            ("$[1]", "expected an object, found null", "null"),
            (
                "$[2].id",
                "expected an integer, found a string",
                r#"{"id":"two"}"#,
            ),
            ("$[3].options[0]", "expected an object, found a number", "7"),
            (
                "$[3].options[1].tags[1]",
                "expected a string, found an integer",
                r#"{"rate":2,"tags":["a",1]}"#,
            ),
            (
                "$[4].options",
                "expected a list, found an object",
                r#"{"id":4,"options":{"rate":1}}"#,
            ),
            ("$[5]", "expected an object, found a list", r#"[{"id":5}]"#),
            ("$[6]", "expected an object, found a string", r#""six""#),
        ];
        let expected = expected
            .map(|(path, reason, raw)| (path.to_owned(), reason.to_owned(), raw.to_owned()));
        assert_eq!(found(&list), expected);
        assert_eq!(serde_json::to_value(&list).unwrap(), json);
        assert_eq!(
            serde_json::to_string(&list)
                .unwrap()
                .parse::<Value>()
                .unwrap(),
            json
        );
    }
}

#[test]
fn a_value_that_is_no_list_is_refused() {
    for json in ["{}", "7", "\"a\"", "true", "[1", "[{]"] {
        assert!(serde_json::from_str::<List<Form>>(json).is_err(), "{json}");
    }
}

#[test]
fn a_list_is_used_as_a_slice_and_edits_are_encoded() {
    let mut list: List<Choice> =
        serde_json::from_value(json!([{"rate": 1}, 7, {"rate": 2}])).unwrap();
    list[1].rate = 9;
    for choice in &mut list {
        choice.rate += 1;
    }
    assert_eq!(
        serde_json::to_value(&list).unwrap(),
        json!([{"rate": 2}, 7, {"rate": 10}])
    );
    assert_eq!(
        (&list).into_iter().map(|choice| choice.rate).sum::<i64>(),
        12
    );
    assert_eq!(list.malformed().next().unwrap().raw(), "7");
    assert_eq!(list.clone().into_vec().len(), 2);
    assert_ne!(list, list.iter().cloned().collect::<List<_>>());
    assert_eq!(list.into_iter().next().unwrap().rate, 2);
}

#[test]
fn absent_null_and_empty_are_encoded_as_they_came_and_read_alike() {
    for json in [
        r#"{"id":1}"#,
        r#"{"id":1,"options":null}"#,
        r#"{"id":1,"options":[]}"#,
        r#"{"id":1,"options":[{"rate":1,"marks":null}]}"#,
        r#"{"id":1,"options":[{"rate":1,"marks":[]}]}"#,
        r#"{"id":1,"options":[{"rate":1,"marks":[1,2]},null]}"#,
    ] {
        let read: [Form; 2] = [
            decode::decode(json.as_bytes()).unwrap(),
            serde_json::from_str(json).unwrap(),
        ];
        for form in read {
            assert_eq!(serde_json::to_string(&form).unwrap(), json);
        }
    }
    let form = |json: &str| decode::decode::<Form>(json.as_bytes()).unwrap().options;
    let (absent, null, empty) = (
        form(r#"{"id":1}"#),
        form(r#"{"id":1,"options":null}"#),
        form(r#"{"id":1,"options":[]}"#),
    );
    assert!(absent.is_absent() && !absent.is_null());
    assert!(null.is_null() && !null.is_absent());
    assert!(!empty.is_absent() && !empty.is_null());
    assert!(absent == null && null == empty && empty == List::new());
    for list in [&absent, &null, &empty] {
        assert_eq!((list.len(), list.total_len()), (0, 0));
        assert_eq!(list.into_iter().count(), 0);
    }
    assert_eq!(format!("{absent:?} {null:?} {empty:?}"), "absent null []");
    assert_eq!(
        serde_json::to_string(&[absent, null]).unwrap(),
        "[null,null]"
    );
}

#[test]
fn the_last_of_two_members_counts_be_it_a_list_or_null() {
    let last = |json: &str| decode::decode::<Form>(json.as_bytes()).unwrap().options;
    assert!(last(r#"{"id":1,"options":[{"rate":1}],"options":null}"#).is_null());
    assert_eq!(
        last(r#"{"id":1,"options":null,"options":[{"rate":1}]}"#).len(),
        1
    );
    assert_eq!(
        last(r#"{"id":1,"options":7,"options":[{"rate":1}]}"#).len(),
        1
    );
}

#[test]
fn malformed_elements_count_for_the_length_of_a_page() {
    for (json, len, total) in [
        (r#"[{"rate": 1}, {"rate": "two"}, {"rate": 3}]"#, 2, 3),
        (r#"[null, null]"#, 0, 2),
        (r#"[{"rate": 1}, [], 7, "four"]"#, 1, 4),
        (r#"[{"rate": 1}]"#, 1, 1),
        ("[]", 0, 0),
        ("null", 0, 0),
    ] {
        let list: List<Choice> = serde_json::from_str(json).unwrap();
        assert_eq!((list.len(), list.total_len()), (len, total), "{json}");
    }
}

#[test]
fn a_wrong_scalar_counts_for_the_object_that_holds_the_list() {
    for marks in [r#"[1, "two"]"#, "[null]", "{}", "7", r#""1""#] {
        let json = format!(r#"[{{"rate": 1, "marks": {marks}}}, {{"rate": 2, "marks": [3]}}]"#);
        let list: List<Choice> = serde_json::from_str(&json).unwrap();
        assert_eq!((list.len(), list.total_len()), (1, 2), "{marks}");
        assert!(
            list.malformed().all(|it| it.path().starts_with("marks")),
            "{marks}"
        );
        assert_eq!(list[0].marks.iter().sum::<i64>(), 3);
    }
}

/// What a list remembers must not make rows larger: they come by the hundred thousand.
#[test]
fn a_list_takes_no_more_room_than_its_elements_do() {
    let elements = size_of::<Vec<Choice>>() + size_of::<usize>();
    assert_eq!(size_of::<List<Choice>>(), elements);
}

#[test]
fn debug_shows_the_good_and_hides_the_raw() {
    let list: List<Choice> =
        serde_json::from_value(json!([{"rate": "Marina"}, {"rate": 1}])).unwrap();
    let shown = format!("{list:?}");
    assert!(
        shown.contains("Choice") && shown.contains("index: 0") && !shown.contains("Marina"),
        "{shown}"
    );
}

/// Any JSON, shallow enough to be read quickly.
fn json_values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[a-zé\"\\\\ ]{0,4}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let name = prop_oneof![
            Just("id"),
            Just("rate"),
            Just("options"),
            Just("tags"),
            Just("marks"),
            Just("other")
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(name.prop_map(str::to_owned), inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// The value without members that are null, which count as absent where a type knows them.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let known = |name: &str| name == "tags";
            let kept = members
                .iter()
                .filter(|(name, value)| !(known(name) && value.is_null()));
            Value::Object(
                kept.map(|(name, value)| (name.clone(), without_nulls(value)))
                    .collect(),
            )
        }
        Value::Array(elements) => elements.iter().map(without_nulls).collect(),
        other => other.clone(),
    }
}

proptest! {
    #[test]
    fn whatever_the_elements_are_all_come_back_in_order(elements in prop::collection::vec(json_values(), 0..6)) {
        let json = Value::from(elements.clone());
        let list: List<Form> = serde_json::from_str(&json.to_string()).unwrap();
        prop_assert_eq!(list.len() + list.malformed().len(), elements.len());
        prop_assert_eq!(without_nulls(&serde_json::to_value(&list).unwrap()), without_nulls(&json));
        let again: List<Form> = serde_json::from_value(serde_json::to_value(&list).unwrap()).unwrap();
        prop_assert_eq!(again.len(), list.len());
    }
}
