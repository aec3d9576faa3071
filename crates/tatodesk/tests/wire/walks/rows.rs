use std::time::Duration;

use tatodesk::{
    Call, Cause, RowError, Rows, futures_core::FusedStream, rows::DepartmentRow,
    types::ListDepartmentsRequest,
};

use super::{
    client, next,
    server::{Asked, PageServer, honest, rows},
};
use crate::server::Answering;

type Departments = Rows<ListDepartmentsRequest>;

fn departments(server: &PageServer) -> Call<ListDepartmentsRequest> {
    client(&server.url()).contact_center().list_departments()
}

/// The ids of all rows, and the error that ended the walk.
async fn all(mut rows: Departments) -> (Vec<i64>, Option<RowError>) {
    let mut ids = Vec::new();
    while let Some(row) = next(&mut rows).await {
        match row {
            Ok(row) => ids.push(row.id().0),
            Err(error) => return (ids, Some(error)),
        }
    }
    assert!(rows.is_terminated() && next(&mut rows).await.is_none());
    (ids, None)
}

fn page_error(error: Option<RowError>) -> tatodesk::Error {
    match error {
        Some(RowError::Page(error)) => error,
        other => panic!("{other:?}"),
    }
}

/// The head of an answer that announces more than comes.
fn cut(body: &str) -> Answering {
    let length = body.len() + 1;
    Answering::raw(format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{body}"
    ))
}

#[test]
fn the_streams_can_be_sent_to_another_thread() {
    fn is_send<T: Send + Unpin>() {}
    is_send::<Departments>();
    is_send::<tatodesk::Pages<ListDepartmentsRequest>>();
    is_send::<DepartmentRow>();
}

#[tokio::test]
async fn all_rows_come_in_order_whatever_the_look_ahead_and_the_buffer() {
    for look_ahead in [0, 1, 3, 50] {
        for buffer in [0, 100, 1 << 20] {
            let server = PageServer::start(|asked| Answering::json(&honest(asked, 107))).await;
            let rows = departments(&server).limit(10).rows();
            let (ids, error) = all(rows.look_ahead(look_ahead).buffer(buffer)).await;
            assert!(error.is_none());
            assert_eq!(ids, (0..107).collect::<Vec<_>>());
            assert_eq!(server.pages().len(), 11, "{look_ahead} {buffer}");
        }
    }
}

#[tokio::test]
async fn a_page_cut_at_every_byte_comes_whole_and_no_row_comes_twice() {
    let body = r#"{"count": 3, "departments": [{"ID": 0, "name": "A"}, {"ID": 1, "name": "B"}, {"ID": 2, "name": "\"]}"}], "x": 1}"#;
    for length in 0..body.len() {
        let server = PageServer::start(move |asked| match asked.times {
            0 => cut(&body[..length]),
            _ => Answering::json(body),
        });
        let server = server.await;
        let (ids, error) = all(departments(&server).limit(10).rows()).await;
        assert!(error.is_none(), "{length}: {error:?}");
        assert_eq!(
            (ids, server.pages()),
            (vec![0, 1, 2], vec![0, 0]),
            "{length}"
        );
    }
}

#[tokio::test]
async fn a_page_that_comes_again_may_differ_around_its_rows_and_not_in_them() {
    let page = |before: &str, name: &str, after: &str| {
        format!(
            r#"{{{before}"departments": [{{"ID": 0, "name": "{name}"}}, {{"ID": 1, "name": "B"}}]{after}}}"#
        )
    };
    for (before, name, changed) in [
        (r#""count": 2, "#, "A", false),
        (r#""count": 3000, "at": [1, {}], "#, "A", false),
        (r#""count": 2, "#, "Z", true),
        (r#""count": 2, "#, "AA", true),
    ] {
        let first = page(r#""count": 2, "#, "A", "");
        let first = first[..first.len() - 8].to_owned();
        let again = page(before, name, r#", "y": 1"#);
        let server = PageServer::start(move |asked| match asked.times {
            0 if asked.page == 0 => cut(&first),
            _ if asked.page == 0 => Answering::json(&again),
            _ => Answering::json("{}"),
        });
        let server = server.await;
        let (ids, error) = all(departments(&server).limit(2).rows()).await;
        if changed {
            let error = page_error(error);
            assert_eq!(
                (error.cause(), ids),
                (Cause::PageChanged, vec![0]),
                "{before} {name}"
            );
            assert!(!format!("{error:?} {error}").contains("AA"));
        } else {
            assert!(error.is_none());
            assert_eq!(ids, [0, 1]);
        }
    }
}

#[tokio::test]
async fn a_page_that_comes_again_shorter_or_as_an_error_says_so() {
    for (again, cause) in [
        (r#"{"departments": []}"#, Cause::PageChanged),
        (
            r#"{"departments": [{"ID": 0, "name": "Department 0"}]}"#,
            Cause::PageChanged,
        ),
        (
            r#"{"error": {"message": "no"}, "departments": []}"#,
            Cause::InBandError,
        ),
        ("<html>", Cause::NotAnObject),
    ] {
        let server = PageServer::start(move |asked| match asked.times {
            0 => cut(&honest(asked, 9)[..120]),
            _ => Answering::json(again),
        });
        let server = server.await;
        let (ids, error) = all(departments(&server).limit(9).rows()).await;
        assert_eq!(page_error(error).cause(), cause, "{again}");
        assert_eq!(ids, [0, 1]);
    }
}

#[tokio::test]
async fn a_page_is_given_up_after_the_retries_of_a_call() {
    let server = PageServer::start(|asked| cut(&honest(asked, 5)[..100])).await;
    let (ids, error) = all(departments(&server).limit(5).with_retries(2).rows()).await;
    let error = page_error(error);
    assert_eq!((error.cause(), error.attempts()), (Cause::AnswerCut, 3));
    assert_eq!(ids, [0, 1]);
}

#[tokio::test]
async fn an_error_behind_ten_thousand_rows_comes_behind_them() {
    let server = PageServer::start(|_| {
        let rows = rows(0..10_000);
        Answering::json(&format!(
            r#"{{"departments": {rows}, "error": {{"message": "too late"}}}}"#
        ))
    });
    let server = server.await;
    let (ids, error) = all(departments(&server).rows()).await;
    assert_eq!(ids.len(), 10_000);
    assert_eq!(page_error(error).message(), Some("too late"));
}

#[tokio::test]
async fn a_malformed_row_is_one_error_with_its_place_and_text_and_ends_a_strict_walk() {
    let page = |asked: Asked| match asked.page {
        0 => Answering::json(
            r#"{"departments": [{"ID": 1, "name": "A"}, {"ID": "secret"}, null, {"ID": 4, "name": "D"}]}"#,
        ),
        _ => Answering::json(&format!(r#"{{"departments": {}}}"#, rows(5..6))),
    };
    let server = PageServer::start(page).await;
    let mut stream = departments(&server).limit(4).rows();
    let mut seen = Vec::new();
    while let Some(row) = next(&mut stream).await {
        match row {
            Ok(row) => seen.push(row.id().0),
            Err(error) => {
                assert!(!format!("{error} {error:?}").contains("secret"));
                let RowError::Malformed { page, row, .. } = error else {
                    panic!("{error}");
                };
                assert_eq!(page, 0);
                assert!(
                    row.raw() == r#"{"ID": "secret"}"# || row.raw() == "null",
                    "{}",
                    row.raw()
                );
                seen.push(-i64::try_from(row.index()).unwrap());
            }
        }
    }
    assert_eq!(seen, [1, -1, -2, 4, 5]);

    let mut strict = departments(&server).limit(4).rows().strict();
    assert!(next(&mut strict).await.unwrap().is_ok());
    assert!(next(&mut strict).await.unwrap().is_err());
    assert!(next(&mut strict).await.is_none());
}

#[tokio::test]
async fn what_a_page_says_beside_its_rows_is_kept() {
    let server = PageServer::start(|_| {
        Answering::json(&format!(
            r#"{{"before": 1, "departments": {}, "count": "2", "after": [2]}}"#,
            rows(0..2)
        ))
    });
    let server = server.await;
    let mut stream = departments(&server).limit(10).rows();
    while next(&mut stream).await.is_some() {}
    let answer = stream.answer().unwrap();
    assert_eq!((answer.count(), answer.status().as_u16()), (Some(2), 200));
    assert_eq!(
        (&answer.extra["before"], &answer.extra["after"][0]),
        (&1.into(), &2.into())
    );
    assert!(answer.departments.is_empty());
}

#[tokio::test]
async fn a_page_that_repeats_ends_the_walk_and_pages_of_servers_that_cap_or_ignore_the_limit_come_whole()
 {
    let server =
        PageServer::start(|_| Answering::json(&format!(r#"{{"departments": {}}}"#, rows(0..2))));
    let server = server.await;
    let (_, error) = all(departments(&server).limit(2).rows()).await;
    assert_eq!(page_error(error).cause(), Cause::PageRepeated);

    for (size, count) in [
        (3, ""),
        (3, r#""count": "many", "#),
        (40, r#""count": 2, "#),
        (40, r#""count": 9000, "#),
    ] {
        let server = PageServer::start(move |asked| {
            let from = (asked.page * size).min(100);
            let rows = rows(from..(from + size).min(100));
            Answering::json(&format!(r#"{{{count}"departments": {rows}}}"#))
        });
        let server = server.await;
        let (ids, error) = all(departments(&server).limit(10).rows()).await;
        assert!(error.is_none());
        assert_eq!(ids, (0..100).collect::<Vec<_>>(), "{size} {count}");
    }
}

#[tokio::test]
async fn a_slow_caller_is_no_stalled_server_and_a_stalled_server_is_noticed() {
    let time = Duration::from_millis(300);
    let server = PageServer::start(|asked| match asked.times {
        0 if asked.page > 0 => Answering::hang_up(),
        _ => Answering::json(&honest(asked, 6)),
    });
    let server = server.await;
    let mut stream = departments(&server)
        .limit(2)
        .with_timeout(time)
        .rows()
        .buffer(0);
    for id in 0..6 {
        assert_eq!(next(&mut stream).await.unwrap().unwrap().id().0, id);
        std::thread::sleep(time);
    }
    assert!(next(&mut stream).await.is_none());

    let half = &honest(
        Asked {
            page: 0,
            limit: 3,
            times: 0,
        },
        3,
    )[..100];
    let stalled = format!("HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{half}");
    let server = PageServer::start(move |_| Answering::stalled(stalled.clone())).await;
    let call = departments(&server)
        .with_retries(1)
        .with_attempt_timeout(Duration::from_millis(50));
    let (ids, error) = all(call.rows()).await;
    let error = page_error(error);
    assert!(error.is_timeout());
    assert_eq!((ids, error.attempts()), (vec![0, 1], 2));
}

#[tokio::test]
async fn a_stream_dropped_in_the_middle_leaves_nothing_behind() {
    let server = PageServer::start(|asked| Answering::json(&honest(asked, 1000))).await;
    let mut stream = departments(&server).limit(10).rows().look_ahead(2);
    let kept = next(&mut stream).await.unwrap().unwrap().detach();
    drop(stream);
    assert_eq!(kept.name(), "Department 0");
    assert!(server.pages().len() <= 3);
}

#[cfg(feature = "blocking")]
#[tokio::test(flavor = "multi_thread")]
async fn programs_without_a_runtime_iterate() {
    let server = PageServer::start(|asked| Answering::json(&honest(asked, 7))).await;
    let call = departments(&server).limit(3);
    let walked = std::thread::spawn(move || {
        let rows = call.clone().rows_blocking().with(|rows| rows.look_ahead(0));
        let ids: Vec<i64> = rows.map(|row| row.unwrap().id().0).collect();
        let pages = call.pages_blocking();
        let lengths: Vec<usize> = pages.map(|page| page.unwrap().departments.len()).collect();
        (ids, lengths)
    });
    let walked = tokio::task::spawn_blocking(|| walked.join().unwrap())
        .await
        .unwrap();
    assert_eq!(walked, ((0..7).collect(), vec![3, 3, 1]));
}
