//! Tests of phone numbers: the forms that people write, and properties of every number.

use proptest::prelude::*;

use super::*;

const MOBILE: &str = "5581900000001";
const OLD_MOBILE: &str = "558190000001";
const LANDLINE: &str = "558130000001";

#[test]
fn forms_that_people_write() {
    for (text, digits) in [
        ("81900000001", MOBILE),
        ("(81) 90000-0001", MOBILE),
        ("(81)90000-0001", MOBILE),
        ("81-90000-0001", MOBILE),
        ("8190000-0001", MOBILE),
        ("81/90000-0001", MOBILE),
        ("81.90000.0001", MOBILE),
        ("81 9.0000.0001", MOBILE),
        ("81 9 0000 0001", MOBILE),
        ("(81) 9-0000-0001", MOBILE),
        ("(81) 9 00000001", MOBILE),
        ("(81) (9) 0000-0001", MOBILE),
        ("(81) - 90000 - 0001", MOBILE),
        ("(81) 3000-0001", LANDLINE),
        ("81.3000.0001", LANDLINE),
        // Mobile numbers are still written without their leading nine.
        ("(81) 9000-0001", OLD_MOBILE),
        ("8190000001", OLD_MOBILE),
        // Santa Maria has the area code 55, which is not the country's.
        ("(55) 90000-0001", "5555900000001"),
        ("5530000001", "555530000001"),
        ("+55 55 3000-0001", "555530000001"),
    ] {
        assert_eq!(read(text), Ok(digits.to_owned()), "{text}");
    }
}

#[test]
fn long_distance_and_the_country_s_code_are_no_digits_of_the_rest() {
    for text in [
        "081 90000-0001",
        "0 81 90000-0001",
        "(081) 90000-0001",
        "0(81) 90000-0001",
        "(0xx81) 90000-0001",
        "(0XX81) 9 0000-0001",
        "0xx81 90000-0001",
        "0xx(81)90000-0001",
        "(0xx) 81 90000-0001",
        "0(xx)81 90000-0001",
        "0x81 90000-0001",
        "0**81 90000-0001",
        "0 15 81 90000-0001",
        "015 81 90000-0001",
        "(015 81) 90000-0001",
        "0 (15) 81 90000 0001",
        "01581900000001",
        "09981900000001",
        "055 81 90000-0001",
        "5581900000001",
        "55 (81) 90000-0001",
        "55 081 90000-0001",
        "+55 81 90000 0001",
        "+ 55 (81) 90000-0001",
        "(+55) 81 90000-0001",
        "(+55 81) 90000-0001",
        "+(55) 81 90000-0001",
        "+5581900000001",
        "+55.81.90000.0001",
        "+55 (081) 90000-0001",
        "+55 (0) 81 90000-0001",
        "+55 (0)81 90000-0001",
        "+55 0 81 90000-0001",
        "+55 (0xx81) 90000-0001",
        "+55 015 81 90000-0001",
        "+55 81 900 000 001",
        "+55 81 9 00 00 00 01",
        "0055 81 90000-0001",
        "00 55 (81) 90000-0001",
        "0055081900000001",
    ] {
        assert_eq!(read(text), Ok(MOBILE.to_owned()), "{text}");
    }
}

#[test]
fn characters_of_files_and_contacts_change_nothing() {
    for text in [
        " +55\u{a0}81\u{a0}90000\u{2011}0001 \n",
        "\u{202a}+55 81 90000\u{2011}0001\u{202c}",
        "\u{202d}+55 81 90000-0001\u{202c}",
        "\u{2066}(81) 90000-0001\u{2069}",
        "\u{200e}81 90000\u{200b}-\u{200f}0001",
        "\u{feff}'+5581900000001",
        "'81900000001",
        "81\t90000-0001",
        "\u{ff0b}55\u{3000}81\u{3000}90000\u{ff0d}0001",
        "\u{ff08}\u{ff18}\u{ff11}\u{ff09}90000-0001",
        "81 90000\u{2013}0001",
        "81\u{202f}90000\u{2212}0001",
        "tel:+55-81-90000-0001",
        "TEL:(81) 90000-0001",
    ] {
        assert_eq!(read(text), Ok(MOBILE.to_owned()), "{text:?}");
    }
}

#[test]
fn numbers_of_other_countries() {
    for (text, digits) in [
        ("+1 (415) 555-0100", "14155550100"),
        ("(+1) 415.555.0100", "14155550100"),
        ("001 415 555 0100", "14155550100"),
        ("tel:+1-415-555-0100", "14155550100"),
        ("+351 210 000 001", "351210000001"),
        ("00351 210 000 001", "351210000001"),
        ("+290 21000", "29021000"),
        ("+56 9 1234 5678", "56912345678"),
        ("+54 9 (11) 2345-6789", "5491123456789"),
        ("+44 (0)20 7946 0001", "442079460001"),
        ("+49 (0) 228/1234567", "492281234567"),
        ("+33 9 70 00 00 01", "33970000001"),
        ("+47 21 00 00 01", "4721000001"),
        ("+46 8 123 456 78", "46812345678"),
        ("+7 812 345-67-89", "78123456789"),
        ("+39 06 6981 2345", "390669812345"),
        ("0031 20 123 4567", "31201234567"),
    ] {
        assert_eq!(read(text), Ok(digits.to_owned()), "{text}");
    }
}

#[test]
fn two_zeros_start_the_ordinary_numbers_of_every_country() {
    for digits in [
        "14155550100",
        "211977123456",
        "212650123456",
        "2250123456789",
        "2348021234567",
        "254712123456",
        "31612345678",
        "41791234567",
        "436641234567",
        "6581234567",
        "998912345678",
    ] {
        assert_eq!(read(&format!("00{digits}")), Ok(digits.to_owned()));
        assert_eq!(read(&format!("00 {digits}")), Ok(digits.to_owned()));
    }
}

#[test]
fn printed_texts_do_not_have_the_number() {
    let phone: Phone = "(81) 91234-5678".parse().unwrap();
    assert_eq!(format!("{phone:?}"), "Phone(..)");
    assert_eq!(phone.masked(), "+55*********78");
    let foreign: Phone = "+1 415 555 0123".parse().unwrap();
    assert_eq!(foreign.masked(), "+*********23");
}

proptest! {
    #[test]
    fn a_number_reads_again_as_itself(text in prop_oneof!["\\PC{0,24}", "\\+?[0-9 ().-]{8,20}"]) {
        if let Ok(phone) = text.parse::<Phone>() {
            prop_assert!(phone.digits().bytes().all(|byte| byte.is_ascii_digit()));
            prop_assert!((8..=15).contains(&phone.digits().len()));
            prop_assert_eq!(format!("+{}", phone.digits()).parse::<Phone>(), Ok(phone.clone()));
            prop_assert_eq!(String::from(phone.clone()).parse::<Phone>(), Ok(phone.clone()));
            prop_assert!(!phone.masked().contains(&phone.digits()[2..]));
        }
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in any::<String>()) {
        let _ = text.parse::<Phone>();
    }
}

pub(super) fn read(text: &str) -> Result<String, PhoneError> {
    text.parse::<Phone>().map(|phone| phone.digits().to_owned())
}
