//! Tests of many numbers in many spellings: read, classified and written back, none becomes another number.

use std::collections::{BTreeMap, BTreeSet};

use phonelib::PhoneNumberType;
use serde_json::json;

use super::{Phone, PhoneKind, area_codes::is_area_code, tests::read};

const MOBILE: PhoneKind = PhoneKind::Mobile;
const OLD_MOBILE: PhoneKind = PhoneKind::MobileWithoutNinthDigit;

/// Each area code with subscriber numbers of all kinds: `(area, before the last four digits, the last four, kind)`.
fn numbers() -> impl Iterator<Item = (String, String, String, PhoneKind)> {
    let beginnings = [
        ("99999", MOBILE),
        ("90000", MOBILE),
        ("97812", MOBILE),
        ("96301", MOBILE),
        ("9999", OLD_MOBILE),
        ("8123", OLD_MOBILE),
        ("7212", OLD_MOBILE),
        ("6301", OLD_MOBILE),
        ("2123", PhoneKind::Landline),
        ("5999", PhoneKind::Landline),
        ("7812", PhoneKind::Unknown),
        ("7099", PhoneKind::Unknown),
    ];
    let areas = (11..100).map(|area| area.to_string());
    areas
        .filter(|area| is_area_code(area))
        .flat_map(move |area| {
            beginnings.into_iter().flat_map(move |(first, kind)| {
                let area = area.clone();
                let lasts = ["0001", "5500", "8190"];
                lasts.map(|last| (area.clone(), first.to_owned(), last.to_owned(), kind))
            })
        })
}

/// Ten ways in which people write one number.
fn spellings(area: &str, first: &str, last: &str) -> [String; 10] {
    [
        format!("{area}{first}{last}"),
        format!("({area}) {first}-{last}"),
        format!("{area} {first} {last}"),
        format!("{area}.{first}.{last}"),
        format!("0{area} {first}-{last}"),
        format!("0xx{area} {first}-{last}"),
        format!("0 15 {area} {first}{last}"),
        format!("+55 {area} {first}-{last}"),
        format!("55{area}{first}{last}"),
        format!("\u{202a}0055 ({area}) {first}\u{2011}{last}\u{202c}"),
    ]
}

#[test]
fn none_of_2000_numbers_in_ten_spellings_becomes_another_number() {
    let (mut phones, mut keys) = (BTreeSet::new(), BTreeMap::<String, BTreeSet<String>>::new());
    for (area, first, last, kind) in numbers() {
        let digits = format!("55{area}{first}{last}");
        for text in spellings(&area, &first, &last) {
            let phone: Phone = text
                .parse()
                .unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!((phone.digits(), phone.kind()), (&*digits, kind), "{text}");
            // Written back, in each way in which a program does it.
            let json = serde_json::to_value(&phone).unwrap();
            assert_eq!(json, json!(digits));
            assert_eq!(serde_json::from_value::<Phone>(json).unwrap(), phone);
            assert_eq!(serde_json::from_value::<Phone>(json!(text)).unwrap(), phone);
            assert_eq!(read(&String::from(phone.clone())), Ok(digits.clone()));
            assert_eq!(read(&format!("+{digits}")), Ok(digits.clone()));
            assert!(phone.masked().parse::<Phone>().is_err());
            assert_eq!(phone.masked().len(), digits.len() + 1);
        }
        let phone: Phone = digits.parse().unwrap();
        keys.entry(phone.dedup_key()).or_default().insert(digits);
        assert!(phones.insert(phone), "each is another number");
    }
    assert!(phones.len() >= 2000, "{}", phones.len());
    // Only a mobile number and itself without the ninth digit share a key, and that is the number with the digit.
    for (key, texts) in keys {
        let area = &key[2..4];
        let without = format!("55{area}{}", &key[5..]);
        let expected = match texts.len() {
            1 => texts.clone(),
            _ => BTreeSet::from([key.clone(), without]),
        };
        assert_eq!(texts, expected, "{key}");
    }
}

#[test]
fn a_key_folds_the_ninth_digit_and_nothing_else() {
    let key = |text: &str| text.parse::<Phone>().unwrap().dedup_key();
    for (one, other) in [
        ("(81) 9000-0001", "(81) 99000-0001"),
        ("(11) 8123-4567", "+55 11 98123-4567"),
        ("(55) 6301-0001", "055 96301-0001"),
        ("81 7212-0001", "0xx81 9 7212-0001"),
    ] {
        assert_eq!(key(one), key(other));
        assert_ne!(read(one), read(other));
    }
    for (one, other) in [
        ("(81) 3000-0001", "(81) 93000-0001"),
        ("(81) 7812-0001", "(81) 97812-0001"),
        ("(81) 9000-0001", "(82) 99000-0001"),
        ("+1 415 555 0100", "+1 415 555 0101"),
        ("+54 11 2345 6789", "+54 9 11 2345 6789"),
    ] {
        assert_ne!(key(one), key(other));
    }
}

#[test]
fn kinds_are_those_of_the_oracle() {
    for (area, first, last, kind) in numbers() {
        let number = format!("+55{area}{first}{last}");
        let of_oracle = phonelib::detect_phone_number_type(&number);
        match kind {
            PhoneKind::Mobile => assert_eq!(of_oracle, Some(PhoneNumberType::Mobile), "{number}"),
            PhoneKind::Landline => {
                assert_eq!(of_oracle, Some(PhoneNumberType::FixedLine), "{number}");
            }
            _ => assert_ne!(of_oracle, Some(PhoneNumberType::FixedLine), "{number}"),
        }
    }
    let foreign: Phone = "+351 912 345 678".parse().unwrap();
    assert_eq!(foreign.kind(), PhoneKind::Foreign);
}

#[test]
fn other_countries_numbers_are_written_back_as_themselves() {
    // The digits of most of these are also those of Brazilian numbers.
    for (text, json) in [
        ("+1 415 555 0100", "+14155550100"),
        ("+51 987 654 321", "+51987654321"),
        ("+65 8123 4567", "+6581234567"),
        ("+47 21 00 00 01", "+4721000001"),
        ("+34 912 345 678", "+34912345678"),
        ("+81 3 1234 5678", "+81312345678"),
        ("+84 912 345 678", "+84912345678"),
    ] {
        let phone: Phone = text.parse().unwrap();
        assert_eq!(serde_json::to_value(&phone).unwrap(), json!(json));
        assert_eq!(serde_json::from_value::<Phone>(json!(json)).unwrap(), phone);
        assert_eq!(phone.digits(), &json[1..]);
    }
}

#[test]
fn an_error_of_serde_does_not_repeat_the_text() {
    for value in [
        json!("Marina 81"),
        json!(8_190_000_000_i64),
        json!(null),
        json!(["81"]),
        json!(""),
    ] {
        let error = serde_json::from_value::<Phone>(value.clone())
            .unwrap_err()
            .to_string();
        assert!(!error.contains("Marina"), "{error}");
    }
    let error = serde_json::from_str::<Phone>("\"90000-0001\"")
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("no area code") && !error.contains("0001"),
        "{error}"
    );
}
