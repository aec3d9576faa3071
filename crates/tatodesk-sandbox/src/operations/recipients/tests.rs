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
    for nobodys in [
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
        assert!(phone(nobodys).is_some(), "{nobodys}");
    }
}

#[test]
fn no_country_code_begins_another_one() {
    for code in LONG_CODES.into_iter().flatten() {
        assert_eq!(country(&code.to_string()), Some(3), "{code}");
    }
}

#[test]
fn an_address_is_one_that_smtp_carries() {
    for exists in [
        "marina@example.com",
        "marina.duarte+bills@mail.example.com.br",
        "o'neil@example.com",
        "marina@ação.example",
    ] {
        assert_eq!(address(exists), None, "{exists}");
    }
    let long = format!("{}@example.com", "m".repeat(65));
    for nobodys in [
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
        "mailto:marina@example.com",
        "5581900000001",
        &long,
    ] {
        assert!(address(nobodys).is_some(), "{nobodys}");
    }
}
