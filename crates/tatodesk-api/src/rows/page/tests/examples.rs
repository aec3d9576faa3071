//! Pages by hand: every chunk boundary, what stands around the rows, bounds, and what accessors return.
use super::probe::{Read, compare, read};
use crate::rows::*;
use crate::types;
use crate::wire::InBand;
use std::time::Duration;

const PAGE: &str = r#"{"error": null, "departments": [ {"ID":1,"name":"Sa\u00e3o","isActive":1},
  {"name": "x", "new": [1, {"a": "]}"}], "ID": "2"} ,{"isActive":null,"ID":3,"name":"José","ID":4}], "count": "66", "more": {"a": [1]}}"#;

#[test]
fn a_page_of_three_rows_reads_alike_cut_at_every_byte() {
    let (whole, envelope) = read::<DepartmentRow>(Some("departments"), [PAGE.as_bytes()], true);
    let good: Vec<bool> = whole.iter().map(Result::is_ok).collect();
    assert_eq!(good, [true, false, true]);
    let envelope = envelope.expect("an envelope");
    for at in 0..=PAGE.len() {
        let (first, second) = PAGE.as_bytes().split_at(at);
        for owned in [false, true] {
            let (rows, around) = read::<DepartmentRow>(Some("departments"), [first, second], owned);
            assert_eq!(
                (&rows, around.as_ref()),
                (&whole, Ok(&envelope)),
                "cut at {at}"
            );
        }
        // What ends early is no whole answer, and its rows are those that arrived whole.
        if at < PAGE.len() {
            let (rows, around) = read::<DepartmentRow>(Some("departments"), [first], true);
            assert!(around.is_err(), "ended at {at}");
            assert_eq!(rows, whole[..rows.len()]);
        }
    }
    let answer: types::ListDepartmentsResponse = envelope.decode(None).expect("an answer");
    assert_eq!(answer.count.and_then(|count| count.get()), Some(66));
    assert_eq!(answer.extra["more"]["a"][0], 1);
}

#[test]
fn one_byte_at_a_time_is_the_same() {
    let (whole, _) = read::<DepartmentRow>(Some("departments"), [PAGE.as_bytes()], true);
    let bytes = PAGE.as_bytes().chunks(1);
    let (rows, _) = read::<DepartmentRow>(Some("departments"), bytes, false);
    assert_eq!(rows, whole);
}

fn one<R: RowType>(member: &'static str, row: &str) -> R {
    let mut reader = PageReader::<R>::new(Some(member), 4096);
    reader.feed(format!("{{\"{member}\":[{row}]}}").as_bytes());
    reader.next_row().expect("a row").expect("a good row")
}

#[test]
fn accessors_read_what_the_types_of_whole_answers_hold() {
    let row = r#"{"ID":7,"protocol":"20240101","session":null,"date":"2024-12-11T08:15:42.317Z","status":"Done\n",
        "waitingTime":"00:12:30","attendanceTime":"odd","sentiment":-3,"metadatas":"NAME:Marina","new":{"a":1}}"#;
    let row = one::<DigitalServiceRow>("attendances", row).detach();
    let typed = row.to_typed().expect("a good row");
    assert_eq!(row.id(), typed.id);
    assert_eq!((row.protocol(), row.session()), ("20240101", None));
    let date = "2024-12-11T08:15:42.317Z";
    assert_eq!((row.date(), row.date_text()), (typed.date(), Some(date)));
    assert_eq!(row.status(), Some("Done\n"));
    assert_eq!(row.waiting_time(), Some(Duration::from_secs(750)));
    assert_eq!((row.duration(), row.duration_text()), (None, Some("odd")));
    assert_eq!(row.sentiment(), Some(-3));
    assert_eq!(row.metadatas(), Some("NAME:Marina"));
    assert_eq!(row.extra(), typed.extra);
    assert!(!format!("{row:?}").contains("Marina"));
}

#[test]
fn values_of_other_kinds_are_decoded_when_they_are_asked_for() {
    let row = r#"{"sessionID":"s","contact":{"name":"Marina Duarte"},"accountID":5}"#;
    let row = one::<MessagingSessionRow>("sessions", row);
    assert!(row.contact().is_some());
    assert_eq!(row.contact(), row.to_typed().expect("a good row").contact);
    assert_eq!(row.account_id(), Some(types::AccountId(5)));
    let row = one::<DepartmentRow>("departments", r#"{"ID":1,"name":"x","isActive":"2"}"#);
    assert_eq!(
        (row.id(), row.is_active()),
        (types::DepartmentId(1), Some(false))
    );
}

#[test]
fn rows_that_are_no_json_cost_themselves_alone() {
    let rows: [&[u8]; 5] = [
        b"{\"ID\":1,\"name\":\"\xff\"}",
        b"{\"ID\":2,\"name\":tru}",
        b"{\"ID\":3,\"name\":\"a\nb\"}",
        b"null",
        b"{\"ID\":4,\"name\":\"ok\"}",
    ];
    let page = [b"{\"departments\":[", &rows.join(&b","[..])[..], b"]}"].concat();
    let (read, envelope) = read::<DepartmentRow>(Some("departments"), [&page[..]], true);
    let good: Vec<bool> = read.iter().map(Result::is_ok).collect();
    assert_eq!(good, [false, false, false, false, true]);
    for (row, read) in rows.iter().zip(&read) {
        compare::<DepartmentRow>(row, read);
    }
    assert_eq!(envelope.expect("an envelope").rows(), 5);
}

#[test]
fn an_error_in_band_is_found_before_and_behind_the_rows() {
    for page in [
        r#"{"error": {"message": "no such key"}, "departments": [{"ID": 1, "name": "x"}]}"#,
        r#"{"departments": [{"ID": 1, "name": "x"}], "error": {"message": "no such key"}}"#,
        r#"{"departments": null, "error": {"message": "no such key"}}"#,
    ] {
        let (_, envelope) = read::<DepartmentRow>(Some("departments"), [page.as_bytes()], true);
        let envelope = envelope.expect("an envelope");
        let answer = envelope.decode::<types::ListDepartmentsResponse>(None);
        let said = match answer.expect_err("an error").in_band {
            Some(InBand::Error { message, .. }) => message,
            _ => None,
        };
        assert_eq!(said.as_deref(), Some("no such key"));
    }
}

#[test]
fn what_is_no_page_is_an_error_and_has_no_rows_behind_it() {
    for page in [
        "",
        "<html>",
        "[]",
        "{",
        r#"{"departments": [{"ID": 1, "name": "x"}"#,
        r#"{"departments": [{"ID": 1, "name": "x"} {}]}"#,
        r#"{"departments": [{"ID": 1, "name": "x"},]}"#,
        r#"{"departments": [,]}"#,
        r#"{"departments": [}]}"#,
        r#"{"departments": [], "departments": [{"ID": 1, "name": "x"}]}"#,
        r#"{"departments": []} x"#,
        r#"{"departments" []}"#,
        r#"{"departments": [], "x": tru}"#,
    ] {
        let (rows, envelope) = read::<DepartmentRow>(Some("departments"), [page.as_bytes()], true);
        let is_error = match envelope {
            Ok(envelope) => envelope
                .decode::<types::ListDepartmentsResponse>(None)
                .is_err(),
            Err(_) => true,
        };
        assert!(is_error && rows.len() <= 1, "{page}");
    }
}

#[test]
fn json_that_is_no_object_is_no_page() {
    for page in [
        "false",
        "7",
        "null",
        "\"departments\"",
        "[]",
        r#"[{"ID": 1, "name": "x"}]"#,
    ] {
        for member in [Some("departments"), None] {
            let (rows, envelope) = read::<DepartmentRow>(member, [page.as_bytes()], true);
            assert!(rows.is_empty(), "{page}");
            let error = envelope.expect_err(page).error;
            assert!(error.message.starts_with("expected an object"), "{error}");
        }
    }
}

#[test]
fn rows_of_no_documented_name_are_the_first_list_of_objects() {
    for page in [
        r#"{"columns": ["a"], "rows": [{"a": 1}, {"a": 2}], "more": [{}]}"#,
        r#"{"error": [], "x": [], "notifications": [ {"a": 1}, {"a": 2} ]}"#,
    ] {
        for size in [1, 3, 200] {
            let (rows, envelope) = read::<JsonRow>(None, page.as_bytes().chunks(size), true);
            let text = |row: Read| row.expect("a good row").0;
            let rows: Vec<_> = rows.into_iter().map(text).collect();
            assert_eq!(rows, [r#"{"a": 1}"#, r#"{"a": 2}"#]);
            assert!(envelope.is_ok());
        }
    }
}

#[test]
fn memory_is_bounded_whatever_comes() {
    // A row that never ends, and a member that never ends.
    for endless in [&b"{\"ID\":1,\"name\":\""[..], b"[[[[", b"{\"x\":"] {
        let mut reader = PageReader::<DepartmentRow>::new(Some("departments"), 1000);
        reader.feed(b"{\"departments\":[");
        reader.feed(endless);
        for _ in 0..100 {
            assert!(reader.next_row().is_none());
            reader.feed(&b"[x".repeat(50));
        }
        let error = reader.error().expect("an error");
        assert!(error.message.contains("longer than 1000 bytes"), "{error}");
        assert!(reader.buffer.len() < 1300);
        assert!(reader.finish().is_err());
    }
    let mut reader = PageReader::<DepartmentRow>::new(Some("departments"), 1000);
    reader.feed(b"{\"x\":\"");
    for _ in 0..40 {
        assert!(reader.next_row().is_none());
        reader.feed(&[b'x'; 64 * 1024]);
    }
    let said = reader.finish().expect_err("too long").to_string();
    assert!(said.contains("too long beside its rows"), "{said}");
}

#[test]
fn deep_rows_are_as_good_as_serde_finds_them() {
    for depth in [125, 126, 127, 128, 300] {
        let (open, close) = ("[".repeat(depth), "]".repeat(depth));
        let row = format!("{{\"ID\":1,\"name\":\"x\",\"new\":{open}{close}}}");
        let page = format!("{{\"departments\":[{row}]}}");
        let (rows, _) = read::<DepartmentRow>(Some("departments"), [page.as_bytes()], false);
        compare::<DepartmentRow>(row.as_bytes(), &rows[0]);
    }
}
