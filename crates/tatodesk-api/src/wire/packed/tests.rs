//! Tests of texts into which a report packs several values.
use super::*;
use proptest::prelude::*;

fn pairs(text: &str) -> Vec<(String, String)> {
    let packed = PackedPairs::from(text);
    packed
        .pairs()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

#[test]
fn pairs_read_as_documented() {
    let read = pairs("NAME:Marina | EMAIL:marina@example.com | PHONE:5581900000001");
    assert_eq!(
        read,
        owned(&[
            ("NAME", "Marina"),
            ("EMAIL", "marina@example.com"),
            ("PHONE", "5581900000001")
        ])
    );
    assert_eq!(pairs(""), owned(&[]));
}

#[test]
fn separators_inside_values_are_kept_where_that_can_be_told() {
    assert_eq!(
        pairs("URL:https://example.com:8080/a"),
        owned(&[("URL", "https://example.com:8080/a")])
    );
    assert_eq!(
        pairs("NOTE:a | b | NAME:Ana"),
        owned(&[("NOTE", "a | b"), ("NAME", "Ana")])
    );
    assert_eq!(pairs("only text"), owned(&[("only text", "")]));
    assert_eq!(pairs("A: | B:"), owned(&[("A", ""), ("B", "")]));
    assert_eq!(pairs(" | "), owned(&[(" | ", "")]));
    assert_eq!(pairs(" | a:b"), owned(&[("", ""), ("a", "b")]));
    assert_eq!(pairs("a | b"), owned(&[("a | b", "")]));
    assert_eq!(pairs("a | b:c"), owned(&[("a", ""), ("b", "c")]));
    assert_eq!(pairs("a | | b:c"), owned(&[("a", ""), ("| b", "c")]));
}

#[test]
fn threads_read_as_documented() {
    let packed = PackedThreads::from(
        "SUBJECT:Forward - 7#EMAILS:ana@example.com, rui@example.com; eva@example.com | SUBJECT:A | B#1#EMAILS:",
    );
    let threads: Vec<_> = packed.threads().collect();
    assert_eq!(threads[0].subject, "Forward - 7");
    assert_eq!(
        threads[0].emails,
        ["ana@example.com", "rui@example.com", "eva@example.com"]
    );
    assert_eq!(
        threads[1],
        Thread {
            subject: "A | B#1",
            emails: vec![]
        }
    );
    assert_eq!(threads.len(), 2);
}

#[test]
fn debug_shows_no_person() {
    let packed = PackedThreads::from("SUBJECT:Marina#EMAILS:marina@example.com");
    let shown = format!(
        "{packed:?} {:?} {:?}",
        packed.threads().next(),
        PackedPairs::from("NAME:Marina")
    );
    assert!(!shown.to_lowercase().contains("marina"), "{shown}");
}

#[test]
fn packed_texts_are_used_as_texts() {
    let packed: PackedPairs = "NAME:Marina".parse().unwrap();
    assert_eq!(packed, "NAME:Marina");
    assert!([packed.clone(), "NAME:Rui".into()].is_sorted());
    assert_eq!(packed.as_ref() as &str, "NAME:Marina");
    assert_eq!(String::from(packed), "NAME:Marina");
    assert_eq!(String::from(PackedThreads::from("SUBJECT:A")), "SUBJECT:A");
}

proptest! {
    #[test]
    fn any_text_is_kept_and_reads_without_panic(text in ".*") {
        let json = serde_json::to_value(&text).unwrap();
        let packed: PackedPairs = serde_json::from_value(json.clone()).unwrap();
        let _ = packed.pairs().count();
        prop_assert_eq!(serde_json::to_value(&packed).unwrap(), json.clone());
        let packed: PackedThreads = serde_json::from_value(json.clone()).unwrap();
        let _ = packed.threads().count();
        prop_assert_eq!(serde_json::to_value(&packed).unwrap(), json);
    }

    #[test]
    fn plain_pairs_come_back(pairs in prop::collection::vec(("[A-Z]{1,5}", "[a-z0-9@.]{0,8}"), 0..5)) {
        let text = pairs.iter().map(|(name, value)| format!("{name}:{value}")).collect::<Vec<_>>().join(" | ");
        prop_assert_eq!(super::tests::pairs(&text), pairs);
    }
}

proptest! {
    #[test]
    fn separators_are_those_that_a_plain_search_finds(text in "[ |:aé]{0,24}") {
        let found: Vec<usize> = separators(&text).collect();
        let expected: Vec<usize> = text.match_indices(SEPARATOR).map(|(at, _)| at).collect();
        prop_assert_eq!(found, expected);
    }
}
