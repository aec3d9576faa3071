//! Walks that visit borrowed rows.

use std::time::Duration;

use tatodesk::{Cause, Rows, types::ListDepartmentsRequest};

use super::{
    client, next,
    server::{Asked, PageServer, honest, rows},
};
use crate::server::Answering;

fn departments(server: &PageServer, limit: u32) -> Rows<ListDepartmentsRequest> {
    let departments = client(&server.url()).contact_center().list_departments();
    departments.limit(limit).rows()
}

/// What a walk visited: ids, and indices of malformed rows; and its end.
async fn visited(rows: Rows<ListDepartmentsRequest>) -> (Vec<i64>, Vec<u64>, Option<String>) {
    let (mut ids, mut malformed) = (Vec::new(), Vec::new());
    let end = rows.for_each(|row| match row {
        Ok(row) => ids.push(row.id().0),
        Err(tatodesk::RowError::Malformed { row, .. }) => malformed.push(row.index()),
        Err(error) => panic!("{error}"),
    });
    let end = end.await.err().map(|error| error.to_string());
    (ids, malformed, end)
}

fn cut(body: &str) -> Answering {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n";
    Answering::raw(format!("{head}{body}"))
}

#[tokio::test]
async fn every_row_of_every_page_is_visited_once_in_order() {
    for (look_ahead, buffer) in [(0, 0), (1, 100), (3, 1 << 20)] {
        let server = PageServer::start(|asked| Answering::json(&honest(asked, 3007))).await;
        let rows = departments(&server, 1000).look_ahead(look_ahead);
        let (ids, malformed, end) = visited(rows.buffer(buffer)).await;
        assert_eq!(ids, (0..3007).collect::<Vec<_>>());
        assert_eq!((malformed, end), (vec![], None));
    }
}

#[tokio::test]
async fn rows_that_the_stream_gave_or_that_come_again_are_not_visited_twice() {
    let half = |asked: Asked| honest(asked, 40)[..200 + 150 * asked.times].to_owned();
    let server = PageServer::start(move |asked| match asked.times {
        0 | 1 => cut(&half(asked)),
        _ => Answering::json(&honest(asked, 40)),
    });
    let server = server.await;
    let mut rows = departments(&server, 20);
    for id in 0..2 {
        assert_eq!(next(&mut rows).await.unwrap().unwrap().id().0, id);
    }
    let (ids, malformed, end) = visited(rows).await;
    assert_eq!(ids, (2..40).collect::<Vec<_>>());
    assert_eq!((malformed, end), (vec![], None));
}

#[tokio::test]
async fn malformed_rows_are_visited_and_end_a_strict_walk() {
    let body = r#"{"departments": [{"ID": 0, "name": "A"}, {"ID": "x", "name": 1}, {"ID": 2, "name": "C"}, 7]}"#;
    let server = PageServer::start(|asked| match asked.page {
        0 => Answering::json(body),
        _ => Answering::json("{}"),
    });
    let server = server.await;
    let (ids, malformed, end) = visited(departments(&server, 10)).await;
    assert_eq!((ids, malformed, end), (vec![0, 2], vec![1, 3], None));
    let (ids, malformed, end) = visited(departments(&server, 10).strict()).await;
    assert_eq!((ids, malformed), (vec![0], vec![]));
    assert!(end.unwrap().starts_with("page 0, row 1"));
}

#[tokio::test]
async fn a_failed_page_ends_the_visit_behind_the_rows_that_came() {
    let ten = rows(0..10);
    let refused = format!(r#"{{"departments": {ten}, "error": {{"message": "No more"}}}}"#);
    let repeated = format!(r#"{{"departments": {ten}}}"#);
    for (body, visits, cause) in [
        (refused, 10, Cause::InBandError),
        (repeated, 20, Cause::PageRepeated),
    ] {
        let server = PageServer::start(move |_| Answering::json(&body)).await;
        let mut count = 0;
        let walk = departments(&server, 10).look_ahead(0);
        let end = walk.for_each(|row| count += usize::from(row.is_ok())).await;
        let Err(tatodesk::RowError::Page(error)) = end else {
            panic!("{end:?}");
        };
        assert_eq!((count, error.cause()), (visits, cause));
    }
}

#[tokio::test]
async fn a_visitor_that_takes_its_time_is_no_server_that_stalls() {
    let server = PageServer::start(|asked| Answering::json(&honest(asked, 6))).await;
    let time = Duration::from_millis(300);
    let call = client(&server.url()).contact_center().list_departments();
    let rows = call.limit(2).with_timeout(time).rows().buffer(0);
    let mut ids = Vec::new();
    let end = rows.for_each(|row| {
        ids.push(row.unwrap().id().0);
        std::thread::sleep(time);
    });
    end.await.unwrap();
    assert_eq!(ids, (0..6).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_visit_can_be_sent_to_another_thread() {
    let server = PageServer::start(|asked| Answering::json(&honest(asked, 7))).await;
    let visit = visited(departments(&server, 3));
    let (ids, _, end) = tokio::spawn(visit).await.unwrap();
    assert_eq!((ids.len(), end), (7, None));
}

#[cfg(feature = "blocking")]
#[tokio::test(flavor = "multi_thread")]
async fn programs_without_a_runtime_visit_rows_too() {
    let row = r#"{"ID": 0, "name": "A"}, {"ID": "x"}"#;
    for (failing, strict, ids, malformed, end) in [
        (false, false, vec![0, 1, 2, 3, 4, 5, 6], 0, None),
        (true, false, vec![0, 0], 1, Some("no more")),
        (true, true, vec![0, 0], 0, Some("page 0, row 1")),
    ] {
        let server = PageServer::start(move |asked| match (failing, asked.page) {
            (false, _) => Answering::json(&honest(asked, 7)),
            (true, 0) => Answering::json(&format!(r#"{{"departments": [{row}]}}"#)),
            (true, _) => Answering::json(r#"{"error": {"message": "no more"}}"#),
        });
        let server = server.await;
        let call = client(&server.url()).contact_center().list_departments();
        let visiting = tokio::task::spawn_blocking(move || {
            let rows = call.limit(3).rows_blocking();
            let mut rows = rows.with(|rows| if strict { rows.strict() } else { rows });
            // What the iterator gave is not visited.
            let mut visited = vec![rows.next().unwrap().unwrap().id().0];
            if failing {
                visited.push(0);
            }
            let mut malformed = 0;
            let end = rows.for_each(|row| match row {
                Ok(row) => visited.push(row.id().0),
                Err(_) => malformed += 1,
            });
            (visited, malformed, end.err().map(|error| error.to_string()))
        });
        let (visited, seen, ended) = visiting.await.unwrap();
        assert_eq!((visited, seen), (ids, malformed));
        let is_told = match (&ended, end) {
            (Some(error), Some(words)) => error.contains(words),
            (ended, end) => ended.is_none() && end.is_none(),
        };
        assert!(is_told, "{ended:?}");
    }
}
