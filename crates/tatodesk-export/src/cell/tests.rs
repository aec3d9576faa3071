use super::write;
use crate::columns::ColumnKind::{
    self, DateTime, Duration, Flag, Integer, Json, Pairs, Text, Threads,
};
use crate::row::Value;

fn cell(kind: ColumnKind, json: &str, decimal_comma: bool) -> String {
    let value = Value::of(kind, json).expect("a value");
    let mut cell = String::new();
    write(&mut cell, kind, &value, decimal_comma);
    cell
}

#[test]
fn values_are_readable_by_their_kind() {
    let table = [
        (
            Text,
            r#""Não \"houve\"\nresposta""#,
            "Não \"houve\"\nresposta",
        ),
        (Integer, "9007199254740993", "9007199254740993"),
        (Flag, "1", "true"),
        (Flag, "2", "false"),
        (Flag, r#""No""#, "false"),
        (Flag, r#""1""#, "true"),
        (
            DateTime,
            r#""2025-01-30T14:05:09.000Z""#,
            "2025-01-30 14:05:09",
        ),
        (Duration, r#""00:05:10""#, "00:05:10"),
        (Duration, r#""130:00:01""#, "130:00:01"),
        (Duration, r#""00:60:00""#, "00:60:00"),
        (Duration, r#""99:59:59""#, "99:59:59"),
        (
            Pairs,
            r#""NAME:Marina Duarte | PHONE:5581900000001 | PHONE:5581900000002""#,
            r#"{"NAME":"Marina Duarte","PHONE":["5581900000001","5581900000002"]}"#,
        ),
        (
            Pairs,
            r#""NAME:a \"b\" \u0001 | X:""#,
            r#"{"NAME":"a \"b\" \u0001","X":""}"#,
        ),
        (
            Threads,
            r#""SUBJECT:Oi#EMAILS:a@example.com, b@example.com""#,
            r#"[{"subject":"Oi","emails":["a@example.com","b@example.com"]}]"#,
        ),
        (Json, "[1,\n 2]", "[1, 2]"),
        (Json, r#""Vendas""#, "Vendas"),
    ];
    for (kind, json, expected) in table {
        assert_eq!(cell(kind, json, false), expected, "{kind:?} {json}");
    }
}

#[test]
fn values_that_are_nothing_of_their_kind_are_written_as_they_came() {
    let table = [
        (Flag, "3", "3"),
        (Flag, r#""maybe""#, "maybe"),
        (DateTime, r#""yesterday""#, "yesterday"),
        (DateTime, r#""""#, ""),
        (Duration, r#""5 min""#, "5 min"),
        (Duration, "310", "310"),
        (Pairs, r#""""#, ""),
        (Text, "12", "12"),
    ];
    for (kind, json, expected) in table {
        assert_eq!(cell(kind, json, false), expected, "{kind:?} {json}");
    }
}

#[test]
fn only_numbers_get_a_decimal_comma() {
    let table = [
        (Json, "4.5", "4,5"),
        (Json, "-0.25", "-0,25"),
        (Integer, "12", "12"),
        (Text, r#""4.5""#, "4.5"),
        (Json, "[4.5]", "[4.5]"),
        (Json, "true", "true"),
    ];
    for (kind, json, expected) in table {
        assert_eq!(cell(kind, json, true), expected, "{kind:?} {json}");
    }
}
