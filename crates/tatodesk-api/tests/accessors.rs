//! Dates, flags and counts of answers are read flat: `None` where they are absent, null, or do not read.

use jiff::civil::{date, time};
use serde_json::{Value, json};
use tatodesk_api::{
    types::{Appointment, Company, DigitalService, ListDepartmentsResponse},
    wire,
};

fn read<T: serde::de::DeserializeOwned>(mut fixed: Value, member: &str, value: Value) -> T {
    fixed[member] = value;
    wire::decode_value(&fixed).expect("an answer")
}

#[test]
fn a_readable_scalar_is_given_as_its_value() {
    let row: DigitalService = read(
        json!({"ID": 1, "protocol": "1", "waitingTime": "26:02:11"}),
        "date",
        json!("2024-01-28T13:33:20.264Z"),
    );
    assert_eq!(
        row.date(),
        Some(date(2024, 1, 28).at(13, 33, 20, 264_000_000))
    );
    assert_eq!(row.waiting_time().map(|it| it.as_secs()), Some(93_731));
    let found: Appointment = read(
        json!({"ID": 1, "protocol": "1", "hour": "15:40:00"}),
        "date",
        json!("2025-06-25"),
    );
    assert_eq!(found.date(), Some(date(2025, 6, 25)));
    assert_eq!(found.hour(), Some(time(15, 40, 0, 0)));
    for (count, value) in [(json!(29), 29), (json!("66"), 66)] {
        let answer: ListDepartmentsResponse = read(json!({}), "count", count);
        assert_eq!(answer.count(), Some(value));
    }
    for (flag, value) in [(json!(1), true), (json!("2"), false)] {
        let company: Company = read(json!({"ID": 1, "name": "Ipê"}), "isActive", flag);
        assert_eq!(company.is_active(), Some(value));
    }
}

#[test]
fn an_absent_null_or_odd_scalar_is_none_and_is_kept() {
    for (member, odd) in [
        ("date", json!("soon")),
        ("date", json!("")),
        ("date", Value::Null),
    ] {
        let row: DigitalService = read(json!({"ID": 1, "protocol": "1"}), member, odd.clone());
        assert_eq!(row.date(), None, "{odd}");
        let back = serde_json::to_value(&row).expect("a row");
        assert_eq!(back.get(member).unwrap_or(&Value::Null), &odd);
    }
    let company: Company = read(json!({"ID": 1, "name": "Ipê"}), "isActive", json!(7));
    assert_eq!(company.is_active(), None);
    let answer: ListDepartmentsResponse = read(json!({}), "count", json!("many"));
    assert_eq!(answer.count(), None);
    assert_eq!(ListDepartmentsResponse::new().count(), None);
}
