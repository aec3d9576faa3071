//! Tests of phone numbers: the forms that people write, and properties of every number.

use proptest::prelude::*;

use super::*;

#[test]
fn forms_that_people_write() {
    for (text, digits) in [
        ("81900000001", "5581900000001"),
        ("(81) 90000-0001", "5581900000001"),
        ("81 9.0000.0001", "5581900000001"),
        ("081 90000-0001", "5581900000001"),
        ("5581900000001", "5581900000001"),
        ("55 (81) 90000-0001", "5581900000001"),
        ("+55 81 90000 0001", "5581900000001"),
        ("+5581900000001", "5581900000001"),
        ("0055 81 90000-0001", "5581900000001"),
        (" +55\u{a0}81\u{a0}90000\u{2011}0001 ", "5581900000001"),
        ("(81) 3000-0001", "558130000001"),
        ("+55 81 3000-0001", "558130000001"),
        // Santa Maria has the area code 55, which is not the country's.
        ("(55) 90000-0001", "5555900000001"),
        ("(55) 3000-0001", "555530000001"),
        // Mobile numbers are still written without their leading nine.
        ("(81) 9000-0001", "558190000001"),
        ("+1 (415) 555-0100", "14155550100"),
        ("001 415 555 0100", "14155550100"),
        ("+351 210 000 001", "351210000001"),
        ("+290 21000", "29021000"),
    ] {
        assert_eq!(
            text.parse::<Phone>().map(String::from).as_deref(),
            Ok(digits),
            "{text}"
        );
    }
}

#[test]
fn what_is_no_phone_number_says_why() {
    use PhoneError::{AreaCode, Character, Country, Empty, Length, Subscriber};
    for (text, error) in [
        ("", Empty),
        ("+", Empty),
        (" - ", Empty),
        ("81 9OOOO-0001", Character),
        ("marina@example.com", Character),
        ("81+900000001", Character),
        ("++5581900000001", Character),
        ("90000-0001", AreaCode),
        ("3000-0001", AreaCode),
        ("+55 90000-0001", AreaCode),
        ("(80) 90000-0001", AreaCode),
        ("(81) 80000-0001", Subscriber),
        ("(81) 1000-0001", Subscriber),
        ("190", Length),
        ("+1 23", Length),
        ("+1234567890123456", Length),
        ("55819000000011", Length),
        ("14155550100000", Country),
        ("351210000001", Country),
        ("+0 123 456 789", Country),
    ] {
        assert_eq!(text.parse::<Phone>().unwrap_err(), error, "{text}");
    }
}

#[test]
fn neither_debug_nor_display_tells_the_number() {
    let phone: Phone = "(81) 91234-5678".parse().unwrap();
    assert_eq!(format!("{phone:?}"), "Phone(..)");
    assert_eq!(phone.to_string(), "+55*********78");
    let foreign: Phone = "+1 415 555 0123".parse().unwrap();
    assert_eq!(foreign.to_string(), "+*********23");
}

fn national() -> impl Strategy<Value = String> {
    ("[1-9][1-9]", prop_oneof!["9[0-9]{8}", "[2-9][0-9]{7}"])
        .prop_map(|(area, number)| format!("{area}{number}"))
}

proptest! {
    #[test]
    fn every_form_of_a_brazilian_number_is_one_number(national in national(), gaps in "[ ().-]{1,2}") {
        let wire = format!("55{national}");
        let (area, number) = national.split_at(2);
        for text in [
            national.clone(),
            wire.clone(),
            format!("0{national}"),
            format!("+{wire}"),
            format!("00{wire}"),
            format!("({area}) {number}"),
            format!("+55{gaps}{area}{gaps}{number}"),
        ] {
            let phone: Phone = text.parse().map_err(|error| TestCaseError::fail(format!("{text}: {error}")))?;
            prop_assert_eq!(phone.digits(), &wire);
        }
    }

    #[test]
    fn what_was_read_reads_again_as_itself(text in "\\PC{0,24}") {
        if let Ok(phone) = text.parse::<Phone>() {
            prop_assert!(phone.digits().bytes().all(|byte| byte.is_ascii_digit()));
            prop_assert!((8..=15).contains(&phone.digits().len()));
            prop_assert_eq!(format!("+{}", phone.digits()).parse::<Phone>(), Ok(phone.clone()));
            prop_assert!(!phone.to_string().contains(&phone.digits()[2..]));
        }
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in any::<String>()) {
        let _ = text.parse::<Phone>();
    }

    #[test]
    fn numbers_of_other_countries_keep_their_digits(digits in "[1-46-9][0-9]{7,14}") {
        prop_assert_eq!(format!("+{digits}").parse::<Phone>().map(String::from), Ok(digits));
    }
}
