//! Tests of members that are a number in one place and a text in another.
use super::*;
use proptest::prelude::*;
use serde_json::Value;

fn count(json: &str) -> Option<Count> {
    serde_json::from_str(json).ok()
}

#[test]
fn both_forms_of_a_count_read_as_its_number() {
    assert_eq!(count("29").and_then(|count| count.get()), Some(29));
    assert_eq!(count("\"66\"").and_then(|count| count.get()), Some(66));
    assert_eq!(count("\"many\"").and_then(|count| count.get()), None);
    assert_eq!(count("-1").and_then(|count| count.get()), None);
    for json in ["null", "true", "1.5", "[]", "{}"] {
        assert_eq!(count(json), None, "{json}");
    }
}

#[test]
fn ids_print_and_debug_as_themselves() {
    assert_eq!(format!("{0} {0:?}", TemplateId::from(7)), "7 7");
    assert_eq!(format!("{0} {0:?}", AppId::from("wa-1")), "wa-1 \"wa-1\"");
    assert_ne!(AppId::from("1".to_owned()), AppId::from(1));
}

#[test]
fn counts_are_ordered_by_their_numbers() {
    let mut counts = ["many", "100", "9", "-1", " 10 "].map(Count::from).to_vec();
    counts.extend([Count::from(9), Count::from(11)]);
    counts.sort();
    let printed: Vec<String> = counts.iter().map(|count| format!("{count:?}")).collect();
    assert_eq!(
        printed,
        [
            "\"-1\"", "\"many\"", "\"9\"", "9", "\" 10 \"", "11", "\"100\""
        ]
    );
}

#[test]
fn ids_are_used_as_texts() {
    let id: AppId = "wa-1".parse().unwrap();
    assert!(id == "wa-1" && id == *"wa-1" && id != "wa-2");
    assert_eq!((id.as_ref(), id.as_str()), ("wa-1", "wa-1"));
    assert_eq!(String::from(id), "wa-1");
    assert_eq!(TemplateId::from(7), "7");
    assert!([TemplateId::from(7), TemplateId::from("8")].is_sorted());
    assert_eq!(String::from(Count::from(-3)), "-3");
}

#[test]
fn an_integer_of_any_length_stands_in_the_room_of_a_text() {
    for number in [0, 7, -7, 10, i64::MAX, i64::MIN] {
        assert_eq!(Count::from(number), number.to_string().as_str());
        assert_eq!(format!("{:?}", AppId::from(number)), number.to_string());
    }
    assert!(size_of::<Option<Count>>() <= 3 * size_of::<usize>());
}

proptest! {
    #[test]
    fn a_decoded_value_is_encoded_alike(number: i64, text in ".*", as_text: bool) {
        let value = if as_text { Value::from(text) } else { Value::from(number) };
        let count: Count = serde_json::from_value(value.clone()).unwrap();
        prop_assert_eq!(serde_json::to_value(&count).unwrap(), value.clone());
        let template: TemplateId = serde_json::from_value(value.clone()).unwrap();
        prop_assert_eq!(serde_json::to_value(&template).unwrap(), value);
    }

    #[test]
    fn a_count_given_as_a_number_is_that_number(number in 0..i64::MAX) {
        prop_assert_eq!(Count::from(number).get(), Some(number.unsigned_abs()));
        prop_assert_eq!(Count::from(number.to_string()).get(), Some(number.unsigned_abs()));
    }
}
