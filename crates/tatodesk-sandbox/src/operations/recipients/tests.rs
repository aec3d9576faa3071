//! Phone numbers and addresses: those that can exist, and those that cannot.

use super::*;

#[test]
fn a_phone_number_is_digits_with_a_country_code() {
    for exists in [
        "5581900000001",
        "558133330000",
        "558190000001",
        "14155550100",
        "351912345678",
        "56912345678",
        "4915123456789",
        "819012345678",
        "81312345678",
        "989121234567",
        "99365123456",
    ] {
        assert_eq!(phone(exists), None, "{exists}");
    }
    for impossible in [
        "",
        "abc",
        " ",
        "(81) 90000-0001",
        "81 90000-0001",
        "+5581900000001",
        "005581900000001",
        "5581900000001@c.us",
        "5581900000001\n",
        " 5581900000001",
        "5581900000001;5581900000002",
        "558190000000１",
        "55",
        "555",
        "5581",
        "90000-0001",
        "900000001",
        "81900000001",
        "8190000001",
        "081900000001",
        "11900000001",
        "19987654321",
        "55900000001",
        "55819000000010",
        "5500900000001",
        "5523900000001",
        "5581800000001",
        "558110000001",
        "1234567890123456",
        "00000000000",
        "999912345678",
        "21912345678",
    ] {
        assert!(phone(impossible).is_some(), "{impossible}");
    }
}

#[test]
fn a_brazilian_number_without_55_is_no_number_of_another_country() {
    // As a number of Russia, Japan, Australia, Indonesia, Thailand, France, Germany, India and North Macedonia.
    for mobile in [
        "71987654321",
        "81987654321",
        "61987654321",
        "62987654321",
        "66987654321",
        "33987654321",
        "49987654321",
        "91987654321",
        "38970123456",
    ] {
        assert_eq!(
            phone(mobile),
            Some("it is a number of Brazil without the country code 55"),
            "{mobile}"
        );
    }
    for area in AREAS {
        assert!(phone(&format!("{area}987654321")).is_some(), "{area}");
    }
    // Landlines, and mobile numbers of before the ninth digit.
    for other in ["8133330000", "3133330000", "4933330000", "9190000001"] {
        assert!(phone(other).is_some(), "{other}");
    }
}

#[test]
fn foreign_numbers_may_be_short_or_of_an_internet_telephone() {
    for exists in [
        // Niue, Saint Helena, Tokelau, the Falkland Islands, Samoa, the Faroe Islands.
        "6834002",
        "29052222",
        "6907290",
        "50051234",
        "68522123",
        "298211234",
        // Austria and Sweden: a few digits behind a short area code.
        "431234567",
        "46812345",
        // Denmark, Norway, Singapore, New Zealand: eight digits, as at home in Brazil.
        "4520123456",
        "4791234567",
        "6591234567",
        "6421123456",
        // Japan's 050.
        "815012345678",
        "815031234567",
        "815098765432",
    ] {
        assert_eq!(phone(exists), None, "{exists}");
    }
    for impossible in ["815012345", "8150123456789", "810312345678", "29812345678"] {
        assert!(phone(impossible).is_some(), "{impossible}");
    }
}

#[test]
fn an_address_is_one_that_smtp_carries() {
    for exists in [
        "marina@example.com",
        "marina.duarte+bills@mail.example.com.br",
        "o'neil@example.com",
        "marina@ação.example",
        // Combining marks: a decomposed letter, Hindi, Thai and Tamil.
        "marina@ac\u{327}a\u{303}o.example",
        "marina@उदाहरण.परीक्षा",
        "marina@ตัวอย่าง.example",
        "marina@எடுத்துக்காட்டு.example",
        "marina@xn--ao-siap.example",
        "joa\u{303}o@example.com",
        "मरीना@उदाहरण.example",
    ] {
        assert_eq!(address(exists), None, "{exists}");
    }
    let long = format!("{}@example.com", "m".repeat(65));
    let bytes = format!("{}@example.com", "ã".repeat(33));
    let label = format!("marina@{}.com", "m".repeat(64));
    for impossible in [
        "",
        " ",
        "marina",
        "@",
        "@example.com",
        "marina@",
        "marina@localhost",
        "marina@example..com",
        "marina@.example.com",
        "marina@example.com.",
        "marina@-example.com",
        "marina@exam_ple.com",
        "marina@exam%70le.com",
        "marina@example.com\n",
        "marina@example.com\r\nBcc: davi@example.com",
        "\tmarina@example.com",
        "marina duarte@example.com",
        "marina@ example.com",
        "\"marina duarte\"@example.com",
        "Marina <marina@example.com>",
        "<marina@example.com>",
        "marina@example.com,davi@example.com",
        "marina@example.com;davi@example.com",
        "marina@example.com, davi@example.com",
        "marina@davi@example.com",
        "marina..duarte@example.com",
        ".marina@example.com",
        "marina@[127.0.0.1]",
        "marina@127.0.0.1",
        "marina@example.1",
        // No script begins a word with a mark.
        "marina@\u{303}ao.example",
        "mailto:marina@example.com",
        "mari\u{200b}na@example.com",
        "marina@exam\u{200b}ple.com",
        "marina\u{202e}@example.com",
        "marina@example.com\u{feff}",
        "5581900000001",
        &long,
        &label,
        &bytes,
    ] {
        assert!(address(impossible).is_some(), "{impossible}");
    }
}
