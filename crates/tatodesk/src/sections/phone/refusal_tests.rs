//! Tests of phone numbers: what is refused, and why.

use super::Phone;
use super::{PhoneError, tests::read};

#[test]
fn decimals_and_ranges_behind_short_foreign_numbers_are_refused() {
    for text in [
        "+354 555 1234.000",
        "+354 555 1234-02",
        "+47 21 00 00 01.02",
        "+47 21 00 00 01-02",
        "+47 21 00 00 01 02",
        "+47 21 00 00 01 3001",
        "+45 32 12 34 56-57",
        "+507 212 3456.123",
    ] {
        assert!(text.parse::<Phone>().is_err(), "{text}");
    }
    for text in [
        "+47 21 00 00 01",
        "+45 32 12 34 56",
        "+354 555 1234",
        "+33 1 23 45 67 89",
        "+33.1.23.45.67.89",
    ] {
        assert!(text.parse::<Phone>().is_ok(), "{text}");
    }
}

#[test]
fn extensions_of_other_countries_numbers_are_refused() {
    for text in [
        "+507 212 3456 123",
        "+507 212 3456 3001",
        "+352 26112 3001",
        "+353 1 234 567 12",
        "+376 812 345 123",
        "+385 91 234 567 12",
        "+49 30 12345 3001",
        "+49 30 12345 678",
        "+49 228 123 12",
        "+49 123 456-3001",
        "+43 1 123 456 123",
        "+57 12 345 678 12",
        "+598 2123 4567 3001",
        "+60 3 1234 567 12",
        "+86 755 1234 123",
        "+972 3 123 4567 3001",
        "+358 9 123 456 12",
    ] {
        assert_eq!(read(text), Err(PhoneError::Extension), "{text}");
    }
    for text in [
        "+507 212 3456",
        "+507 6123 4567",
        "+49 30 1234 5678",
        "+49 30 12345678",
        "+49 171 123 4567",
        "+352 26 12 34 56",
        "+353 1 234 5678",
        "+376 812 345",
        "+376 690 123 456",
        "+43 1 1234567",
        "+57 601 234 5678",
        "+598 2123 4567",
        "+39 06 6981 2345",
        "+972 3 123 4567",
        "+358 40 123 4567",
        "+46 8 123 456 78",
        "+62 812 3456 789",
        "+61 2 1234 5678",
    ] {
        assert!(text.parse::<Phone>().is_ok(), "{text}");
    }
}

#[test]
fn numbers_that_no_number_of_the_country_is_as_long_as_are_refused() {
    for text in [
        "+3519123456780",
        "+35191234567",
        "+507212345612",
        "+4912",
        "+61 1300 123 456",
        "+44 7946 0001",
        "+49 12345678901234",
    ] {
        assert_eq!(read(text), Err(PhoneError::Length), "{text}");
    }
    // Without spaces it can be a number of a special service.
    assert!("+611300123456".parse::<Phone>().is_ok());
}

#[test]
fn a_text_that_is_no_phone_number_says_why() {
    use PhoneError::{AreaCode, Character, Country, Empty, Length, Subscriber};
    for (text, error) in [
        ("", Empty),
        ("+", Empty),
        (" - ", Empty),
        ("\u{200e}", Empty),
        ("81 9OOOO-0001", Character),
        ("marina@example.com", Character),
        ("5581900000001@c.us", Character),
        ("https://wa.me/5581900000001", Character),
        ("cel. 81 90000-0001", Character),
        ("81+900000001", Character),
        ("++5581900000001", Character),
        ("xx81 90000-0001", Character),
        ("0xxx81 90000-0001", Character),
        ("81 90000-0000xx", Character),
        ("\u{661}\u{661} 90000-0001", Character),
        ("90000-0001", AreaCode),
        ("3000-0001", AreaCode),
        ("+55 90000-0001", AreaCode),
        ("(80) 90000-0001", AreaCode),
        ("56 9 1234 5678", AreaCode),
        ("(52) 5512-3456", AreaCode),
        ("0800 701 0001", AreaCode),
        ("(81) 80000-0001", Subscriber),
        ("(81) 1000-0001", Subscriber),
        ("190", Length),
        ("(81) 9000", Length),
        ("+1 23", Length),
        ("+1 415 555 010", Length),
        ("+351 912345678 3001", Length),
        ("+1234567890123456", Length),
        ("55819000000011", Length),
        ("0xx15 81 90000-0001", Length),
        ("+55 15 81 90000-0001", Length),
        ("14155550100000", Country),
        ("351210000001", Country),
        ("+0 123 456 789", Country),
        ("+999 123 456 789", Country),
        ("+21 98765-4321", Country),
        ("+11 98765-4321", Country),
    ] {
        assert_eq!(read(text), Err(error), "{text}");
    }
}

#[test]
fn text_that_is_no_part_of_a_number_never_becomes_its_digit() {
    use PhoneError::{Character, Grouping};
    for text in [
        "8190000001.0",
        "8190000001.00",
        "558190000001.0",
        "5581900000001.0",
        "81900000001.00",
        "+351912345678.0",
        "+351912345678.000",
        "00351912345678.0",
        "8190000001.",
        "-81900000001",
        "8.190.000.001",
        "(81) 9000-0001/2",
        "(81) 9000-0001/3001",
        "(81) 9000/0001",
        "81 9000-0001 (2)",
        "81 9000-0001-2",
        "81 9000-0001 2",
        "81 9000-0001 - 2",
        "81 9000-0001 02",
        "81 900-0001 02",
        "81 9000 00012",
        "81 9000 000 12",
        "3199-0001 22",
        "3000-0001 2",
        "(8)1 90000-0001",
        "8 1 90000-0001",
        "(81 90000-0001)",
        "81) 90000-0001",
        "((81)) 90000-0001",
        "81--90000-0001",
        "031 9991-2345 678",
        "1. 19 3000-0001",
        "81 9000-0000 x2",
        "+351 912 345 678 02",
        "+351 912345678/9",
        "+290 21000/21001",
        "+1 415 555 0100 2",
        "+3 51 912 345 678",
        "0 0351 912 345 678",
    ] {
        assert_eq!(read(text), Err(Grouping), "{text}");
    }
    for text in [
        "8190000001,0",
        "8,19E+10",
        "8.19E+10",
        "8.190000001e9",
        "81 9000-0001 ramal 2",
        "81 9000-0001 r. 2",
        "81 9000-0001x2",
        "81 9000-0001 ext. 2",
        "81 9000-0001 #2",
        "81 9000-0001;2",
        "81 9000-0001 a 0003",
        "81 9000-0001~3",
        "81 9000-0001\n2",
        "81 9000-0001\u{2028}2",
        "tel:+55-81-9000-0001;ext=2",
        "+351912345671x2",
    ] {
        assert_eq!(read(text), Err(Character), "{text}");
    }
}

#[test]
fn other_countries_groups_are_not_read_as_brazilian() {
    for text in [
        "51 987 654 321",
        "(51) 987 654 321",
        "34 912 345 678",
        "47 91 23 45 67",
        "33 9 70 00 00 01",
        "66 91 234 5678",
        "139 1234 5678",
        "415 555 0100",
        "(415) 555-0100",
        "0115 800 0100",
    ] {
        assert_eq!(read(text), Err(PhoneError::Grouping), "{text}");
    }
}

#[test]
fn two_readings_are_refused() {
    for text in [
        "00 21 1 415 555 0100",
        "0015 351 912 345 678",
        "0031 1 415 555 0100",
        "00 41 351 210 000 001",
        "00 15 55 81 90000-0001",
        "+44 020 7946 0001",
        "+39 (0)6 6981 2345",
        "+7 8 912 345-67-89",
    ] {
        assert_eq!(read(text), Err(PhoneError::Ambiguous), "{text}");
    }
}
