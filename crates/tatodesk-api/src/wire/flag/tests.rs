//! Tests of the flag.
use super::*;
use proptest::prelude::*;

fn read(json: &str) -> Option<Flag> {
    serde_json::from_str(json).ok()
}

#[test]
fn one_is_yes_two_is_no_and_others_are_neither() {
    assert!(read("1").is_some_and(Flag::is_yes));
    assert!(read("\"2\"").is_some_and(Flag::is_no));
    assert_eq!(read("7").map(Flag::get), Some(None));
    assert_eq!(Flag::from(false), Flag::NO);
    assert_eq!(
        format!("{} {:?} {}", Flag::YES, Flag::NO, Flag::from_code(9)),
        "yes no 9"
    );
}

#[test]
fn text_and_number_of_one_flag_are_equal() {
    assert_eq!(read("\"1\""), Some(Flag::YES));
}

#[test]
fn a_flag_that_is_no_integer_is_refused_without_quoting_it() {
    for json in [
        "null",
        "true",
        "1.5",
        "\"01\"",
        "\"yes\"",
        "\" 1\"",
        "\"+1\"",
        "[]",
        "{}",
        "99999999999999999999",
    ] {
        assert_eq!(read(json), None, "{json}");
    }
    let error = serde_json::from_str::<Flag>("\"Marina\"")
        .unwrap_err()
        .to_string();
    assert!(!error.contains("Marina"), "{error}");
}

proptest! {
    #[test]
    fn a_decoded_value_is_encoded_alike(code: i64, text: bool) {
        let json = if text { format!("\"{code}\"") } else { code.to_string() };
        let flag: Flag = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(flag.code(), code);
        prop_assert_eq!(serde_json::to_string(&flag).unwrap(), json);
    }
}
