//! What ids can do: they are read from text, sorted, compared with texts, and given back as what they hold.

use std::collections::{BTreeMap, BTreeSet};

use tatodesk_api::types::{CompanyId, DepartmentId, Protocol, SessionId};

#[test]
fn text_ids_are_made_from_texts_and_give_them_back() {
    for text in [
        "20250625151315059",
        "",
        "á/1",
        "1a95c96f-0000-4000-8000-000000000001",
    ] {
        let read: SessionId = text.parse().expect("any text");
        assert_eq!(read, SessionId::from(text));
        assert_eq!(read, SessionId::from(text.to_owned()));
        assert_eq!(read, *text);
        assert_eq!(read, text);
        assert_ne!(read, "another");
        assert_eq!(AsRef::<str>::as_ref(&read), text);
        assert_eq!(read.to_string(), text);
        let back: String = read.into();
        assert_eq!(back, text);
    }
}

#[test]
fn number_ids_are_made_from_numbers_and_their_digits() {
    for number in [0_i32, 1, -1, 2_466_214, i32::MAX, i32::MIN] {
        let id = CompanyId::from(number);
        assert_eq!(id, CompanyId(i64::from(number)));
        assert_eq!(id, CompanyId::from(i64::from(number)));
        assert_eq!(number.to_string().parse(), Ok(id));
        assert_eq!(i64::from(id), i64::from(number));
    }
    for text in ["", "1.5", "one", "9223372036854775808"] {
        assert!(text.parse::<DepartmentId>().is_err(), "{text}");
    }
}

#[test]
fn ids_are_sorted_and_are_keys() {
    let protocols = ["20250103", "20250101", "20250102"].map(Protocol::from);
    let sorted = BTreeSet::from(protocols);
    assert!(sorted.iter().is_sorted());
    assert_eq!(sorted.first().expect("three"), "20250101");
    let names = BTreeMap::from([(CompanyId(13), "North"), (CompanyId(2), "South")]);
    assert_eq!(names.into_values().collect::<Vec<_>>(), ["South", "North"]);
}
