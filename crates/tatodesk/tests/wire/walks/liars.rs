//! Walks against servers that lie: about the number of rows, about which page they send, and about what an answer is.

use tatodesk::{Call, Cause, RowError, Rows, types::ListDepartmentsRequest};

use super::{
    client, next,
    server::{PageServer, honest, rows},
};
use crate::server::Answering;

fn departments(server: &PageServer, limit: u32) -> Call<ListDepartmentsRequest> {
    let departments = client(&server.url()).contact_center().list_departments();
    departments.limit(limit)
}

/// The ids of all rows, and the error of the page that ended the walk.
async fn walked(mut rows: Rows<ListDepartmentsRequest>) -> (Vec<i64>, Option<RowError>) {
    let mut ids = Vec::new();
    while let Some(row) = next(&mut rows).await {
        match row {
            Ok(row) => ids.push(row.id().0),
            Err(RowError::Malformed { .. }) => {}
            Err(error) => return (ids, Some(error)),
        }
        assert!(ids.len() < 1000, "the walk does not end");
    }
    (ids, None)
}

/// Behind `before` pages, the same pages come again and again.
async fn circle(before: i64, length: i64) -> PageServer {
    PageServer::start(move |asked| {
        let page = match asked.page {
            page if page < before => page,
            page => before + (page - before) % length,
        };
        let rows = rows(page * 2..page * 2 + 2);
        Answering::json(&format!(r#"{{"departments": {rows}}}"#))
    })
    .await
}

#[tokio::test]
async fn pages_that_come_again_in_a_circle_end_the_walk() {
    for (before, length) in [(0, 1), (0, 2), (0, 7), (1, 2), (4, 1), (4, 3)] {
        let server = circle(before, length).await;
        let (ids, error) = walked(departments(&server, 2).rows().look_ahead(3)).await;
        let RowError::Page(error) = error.expect("pages come again") else {
            panic!("{before} {length}");
        };
        assert_eq!(error.cause(), Cause::PageRepeated, "{before} {length}");
        assert!(ids.len() as i64 <= 4 * (1 + before + length), "{ids:?}");

        let mut pages = departments(&server, 2).pages();
        let error = loop {
            if let Err(error) = next(&mut pages).await.expect("pages come again") {
                break error;
            }
        };
        assert_eq!(error.cause(), Cause::PageRepeated, "{before} {length}");
    }
}

#[tokio::test]
async fn a_count_of_any_kind_loses_no_row() {
    for count in [
        "0",
        "-9007199254740993",
        "7.0",
        "1e400",
        "true",
        r#"{"all": 7}"#,
        "[7]",
        r#"" ""#,
        r#""1.000""#,
        "99999999999999999999999",
        "18446744073709551615",
        "12",
        "4",
        "8",
    ] {
        for is_behind in [false, true] {
            let server = PageServer::start(move |asked| {
                let from = (asked.page * asked.limit).min(12);
                let rows = rows(from..(from + asked.limit).min(12));
                Answering::json(&match is_behind {
                    false => format!(r#"{{"count": {count}, "departments": {rows}}}"#),
                    true => format!(r#"{{"departments": {rows}, "count": {count}}}"#),
                })
            });
            let server = server.await;
            let (ids, error) = walked(departments(&server, 4).rows()).await;
            assert!(error.is_none(), "{count} {error:?}");
            assert_eq!(ids, (0..12).collect::<Vec<_>>(), "{count}");
            let mut pages = departments(&server, 4).pages();
            let mut rows = 0;
            while let Some(page) = next(&mut pages).await {
                rows += page
                    .unwrap_or_else(|error| panic!("{error}"))
                    .departments
                    .len();
            }
            assert_eq!(rows, 12, "{count}");
        }
    }
}

/// The second page of the walk is not what it should be.
async fn second(answer: Answering) -> PageServer {
    PageServer::start(move |asked| match asked.page {
        6 => Answering::raw(answer.bytes.clone()),
        _ => Answering::json(&honest(asked, 100)),
    })
    .await
}

#[tokio::test]
async fn an_error_in_the_middle_says_which_page_and_what_is_wrong_and_the_walk_goes_on_from_there()
{
    let first = r#"{"ID": 12, "name": "A"}"#;
    let long = format!(r#"{{"ID": 13, "name": "{}"}}"#, "x".repeat(5 << 20));
    let list = |rest: &str| Answering::json(&format!(r#"{{"departments": [{first}{rest}"#));
    for (answer, came, says) in [
        (
            list(&format!(", {long}]}}")),
            3,
            "row 1 is longer than 4194304 bytes",
        ),
        (list(",]}"), 3, "expected the next row at byte 41"),
        (list(""), 3, "the answer ends inside the list of its rows"),
        (list("]} {}"), 3, "not JSON"),
        (
            list(r#"], "departments": []}"#),
            3,
            "the list of the rows stands twice",
        ),
        (list(r#"], "error": "no"}"#), 3, "rejected (HTTP 200): no"),
        (Answering::json("<rows/>"), 2, "not JSON"),
        (Answering::json(""), 2, "not JSON"),
        (
            Answering::json(r#"{"departments": "none"}"#),
            2,
            "expected a list, found a string",
        ),
        (
            Answering::status("401 No", "{}"),
            2,
            "the API key is not accepted",
        ),
        (
            Answering::status("500 No", "{}"),
            2,
            "the server failed (HTTP 500) after 4 attempts",
        ),
        (Answering::hang_up(), 2, "was lost"),
    ] {
        let server = second(answer).await;
        let mut stream = departments(&server, 2).page(5).rows();
        let (mut ids, mut failed) = (Vec::new(), None);
        while let Some(row) = next(&mut stream).await {
            match row {
                Ok(row) => ids.push(row.id().0),
                Err(error) => failed = Some(error),
            }
        }
        let error = failed.expect("the page is wrong");
        let told = error.to_string();
        assert!(told.starts_with("listDepartments, page 6: "), "{told}");
        assert!(told.contains(says), "{told}");
        assert_eq!((error.page(), stream.pages_read()), (Some(6), 1), "{told}");
        assert_eq!(ids, (10..10 + came).collect::<Vec<_>>(), "{told}");

        let mended = PageServer::start(|asked| Answering::json(&honest(asked, 100))).await;
        let again = departments(&mended, 2).page(error.page().unwrap());
        let (ids, error) = walked(again.rows()).await;
        assert!(error.is_none() && ids.into_iter().eq(12..100), "{told}");
    }
}

#[tokio::test]
async fn rows_that_are_no_rows_cost_only_themselves() {
    let deep = "[".repeat(100_000) + "1" + &"]".repeat(100_000);
    for (row, path) in [
        ("1".to_owned(), ""),
        (deep.clone(), ""),
        (format!(r#"{{"ID": 7, "name": {deep}}}"#), "name"),
        ("{\"ID\": 7, \"name\": \"\u{0}\"}".to_owned(), ""),
        (r#"{"ID": 7, "name": "\ud800"}"#.to_owned(), ""),
        (r#"{"ID": 1e999, "name": "A"}"#.to_owned(), ""),
    ] {
        let odd = row.clone();
        let server = PageServer::start(move |asked| {
            let page = honest(asked, 3);
            Answering::json(&page.replace(r#"{"ID": 1, "name": "Department 1"}"#, &odd))
        });
        let server = server.await;
        let mut stream = departments(&server, 10).rows();
        let (mut ids, mut malformed) = (Vec::new(), Vec::new());
        while let Some(row) = next(&mut stream).await {
            match row {
                Ok(row) => ids.push(row.id().0),
                Err(RowError::Malformed { page, row, .. }) => malformed.push((page, row)),
                Err(error) => panic!("{error}"),
            }
        }
        assert_eq!(ids, [0, 2]);
        let [(0, one)] = &malformed[..] else {
            panic!("{malformed:?}");
        };
        assert_eq!((one.index(), one.path(), one.raw()), (1, path, &*row));
    }
}

/// All pages that are looked ahead to share the room. What they wait for it is no time of theirs.
#[tokio::test]
async fn whole_pages_come_in_order_whatever_the_room() {
    for buffer in [0, 1, 500, 5000, usize::MAX] {
        let server = PageServer::start(|asked| Answering::json(&honest(asked, 900))).await;
        let pages = departments(&server, 100).with_retries(0).pages();
        let mut pages = pages.look_ahead(4).buffer(buffer);
        let mut ids = Vec::new();
        while let Some(page) = next(&mut pages).await {
            let page = page.unwrap_or_else(|error| panic!("{buffer}: {error}"));
            ids.extend(page.departments.iter().map(|row| row.id.0));
        }
        assert!(ids.into_iter().eq(0..900), "{buffer}");
    }
}
