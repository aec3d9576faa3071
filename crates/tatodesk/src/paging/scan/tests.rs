use tatodesk_api::operations::{LIST_DEPARTMENTS, LIST_LOOSE_NOTIFICATIONS_REPORT};

use super::*;

fn departments(body: &str) -> PageEnd {
    scan(body.as_bytes(), &LIST_DEPARTMENTS.paging.unwrap())
}

#[test]
fn all_rows_count_whatever_they_are_and_count_is_read_where_it_is_a_number() {
    let page = departments(r#"{"count": " 66", "departments": [{"id": 1}, null, 7, "x"]}"#);
    assert_eq!((page.rows, page.count), (4, Some(66)));
    let page = departments(r#"{"departments": [], "count": 3}"#);
    assert_eq!((page.rows, page.count), (0, Some(3)));
    for count in ["null", "\"many\"", "-1", "[]", "1.5", "{}"] {
        let page = departments(&format!(r#"{{"departments": [1], "count": {count}}}"#));
        assert_eq!((page.rows, page.count), (1, None), "{count}");
    }
}

#[test]
fn a_count_that_is_no_number_and_no_text_is_taken_out_and_nothing_else() {
    let paging = LIST_DEPARTMENTS.paging.unwrap();
    for (body, expected) in [
        (
            r#"{"count": 1.50, "x": 1.50}"#,
            r#"{"count": null, "x": 1.50}"#,
        ),
        (
            r#"{"x": {"count": []}, "count":{"a": [1]} }"#,
            r#"{"x": {"count": []}, "count":null }"#,
        ),
        (
            r#"{"count": [1], "count": "7"}"#,
            r#"{"count": [1], "count": "7"}"#,
        ),
        (r#"{"count": 1e400}"#, r#"{"count": null}"#),
        (r#"{"count": null}"#, r#"{"count": null}"#),
        (r#"{"count": "many"}"#, r#"{"count": "many"}"#),
        (r#"{"count": true"#, r#"{"count": true"#),
        ("", ""),
    ] {
        let mut bytes = Bytes::from_static(body.as_bytes());
        scan_whole(&mut bytes, &paging);
        assert_eq!(bytes, expected, "{body}");
    }
}

#[test]
fn an_answer_without_rows_has_none() {
    for body in [
        "",
        "[]",
        "{}",
        "{\"departments\": null}",
        "{\"departments\": 7}",
        "{\"a\": [1]}",
    ] {
        assert_eq!(departments(body).rows, 0, "{body}");
    }
}

#[test]
fn equal_rows_have_equal_digests_whatever_stands_around_them() {
    let digest = |body| departments(body).digest;
    let one = digest(r#"{"count": 5, "departments": [{"id": 1}]}"#);
    assert_eq!(
        one,
        digest(r#"{"departments": [{"id": 1}], "count": "6", "at": 7}"#)
    );
    assert_ne!(one, digest(r#"{"count": 5, "departments": [{"id": 2}]}"#));
}

#[test]
fn the_rows_of_an_undocumented_answer_are_its_first_list_of_objects() {
    let paging = LIST_LOOSE_NOTIFICATIONS_REPORT.paging.unwrap();
    let page = scan(
        br#"{"a": {"b": [{}]}, "c": ["x"], "none": [], "error": [{}], "d": [ {"e": 1}, {}], "f": [{}, {}, {}]}"#,
        &paging,
    );
    assert_eq!((page.rows, page.count), (2, None));
}
