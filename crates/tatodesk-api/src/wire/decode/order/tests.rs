//! The order is a guess: whatever it is, objects read alike.
use crate::wire::{Extra, List, decode};
use proptest::prelude::*;
use serde::{Serialize, ser::SerializeMap};

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
struct Inner {
    a: Option<i64>,
    b: Option<String>,
    #[serde(flatten)]
    extra: Extra,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
struct Row {
    id: Option<i64>,
    name: Option<String>,
    inner: List<Inner>,
    rate: Option<f64>,
    #[serde(flatten)]
    extra: Extra,
}

crate::wire::object! {
    Inner { a: "a" optional, b: "b" optional, }
}

crate::wire::object! {
    Row { id: "id" optional, name: "name" optional, inner: "inner" optional, rate: "rate" optional, }
}

/// Members in an order of their own, some of them twice.
#[derive(Debug)]
struct Members(Vec<(&'static str, serde_json::Value)>);

impl Serialize for Members {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

fn inner() -> impl Strategy<Value = serde_json::Value> {
    let members = prop::sample::subsequence(vec!["a", "b", "c"], 0..=3).prop_shuffle();
    let inner = members.prop_map(|names| {
        let members = names.into_iter().map(|name| match name {
            "b" => (name.to_owned(), "text".into()),
            _ => (name.to_owned(), 7.into()),
        });
        serde_json::Value::Object(members.collect())
    });
    prop::collection::vec(inner, 0..3).prop_map(Into::into)
}

fn members() -> impl Strategy<Value = Members> {
    let names = vec![
        "id", "name", "inner", "rate", "other", "id", "nam", "names", "i\u{e9}",
    ];
    let names = prop::sample::subsequence(names, 0..=9).prop_shuffle();
    (names, inner()).prop_map(|(names, inner)| {
        let members = names.into_iter().map(|name| match name {
            "inner" => (name, inner.clone()),
            "rate" => (name, 0.5.into()),
            "name" => (name, "a \"text\"".into()),
            _ => (name, 1.into()),
        });
        Members(members.collect())
    })
}

proptest! {
    #[test]
    fn objects_read_alike_in_any_order(rows in prop::collection::vec(members(), 0..6)) {
        let text = serde_json::to_string(&rows).unwrap();
        let list: List<Row> = decode(text.as_bytes()).unwrap();
        let alone: Vec<Row> = rows
            .iter()
            .map(|row| decode(serde_json::to_string(row).unwrap().as_bytes()).unwrap())
            .collect();
        let other: Vec<Row> = rows
            .iter()
            .map(|row| serde_json::from_str(&serde_json::to_string(row).unwrap()).unwrap())
            .collect();
        prop_assert_eq!(&list[..], &alone[..]);
        prop_assert_eq!(alone, other);
    }
}

#[test]
fn names_that_begin_alike_and_names_with_escapes_are_not_mixed_up() {
    let text = r#"[{"id":1,"name":"x"},{"id":2,"nam":"y"},{"\u0069d":3,"na\u006de":"z"},{"id" : 4 , "name" : "w"}]"#;
    let rows: List<Row> = decode(text.as_bytes()).unwrap();
    let read: Vec<_> = rows
        .iter()
        .map(|row| (row.id, row.name.as_deref()))
        .collect();
    assert_eq!(
        read,
        [
            (Some(1), Some("x")),
            (Some(2), None),
            (Some(3), Some("z")),
            (Some(4), Some("w"))
        ]
    );
    assert_eq!(rows[1].extra["nam"], "y");
}
