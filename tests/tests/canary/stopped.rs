//! Walks that stop in the middle of a page: it stalls, it breaks off, or the caller drops the walk.

use std::{
    future::poll_fn,
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    pin::Pin,
    thread,
    time::Duration,
};

use serde_json::json;
use tatodesk::{
    Cause, RetryPolicy, RowError, Tatodesk, TimeoutCause, futures_core::Stream, jiff::civil::date,
};
use tests::{capture::Capture, marked::Filler, spec};

use crate::{
    KEY, failed, runtime,
    sightings::{Sightings, logged, watch_log},
};

/// The beginning of a page of three rows, up to the middle of the last one.
fn beginning() -> String {
    let mut operations = spec::operations().iter();
    let report = operations.find(|operation| operation.id == "listPresentialAttendancesReport");
    let filler = Filler {
        document: spec::document(),
        malformed: false,
    };
    let mut page = filler.component(&report.expect("a report").response_component());
    let row = page["attendances"][0].clone();
    assert!(row.is_object());
    page["attendances"] = json!([row, row, row]);
    page.as_object_mut().expect("an answer").remove("error");
    let (text, row) = (page.to_string(), row.to_string());
    let last = text.rfind(&row).expect("the last row");
    let body = &text[..last + row.len() / 2];
    let length = text.len();
    format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{body}")
}

/// Answers every request with this, and then with nothing. If it `closes`, the client hears so.
fn serve(answer: String, closes: bool) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    let play = move |mut stream: TcpStream| {
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(answer.as_bytes());
        if closes {
            let _ = stream.shutdown(Shutdown::Write);
        }
        // Until the client closes.
        let _ = stream.read_to_end(&mut Vec::new());
    };
    thread::spawn(move || {
        for stream in listener.incoming() {
            let play = play.clone();
            thread::spawn(move || play(stream.expect("a connection")));
        }
    });
    format!("http://{address}")
}

async fn next<S: Stream + Unpin>(stream: &mut S) -> Option<S::Item> {
    poll_fn(|cx| Pin::new(&mut *stream).poll_next(cx)).await
}

#[test]
fn a_walk_that_stops_in_the_middle_of_a_page_shows_nothing() {
    watch_log();
    let capture = Capture::default();
    let guard = tracing::subscriber::set_default(capture.clone());
    let (runtime, mut seen) = (runtime(), Sightings::new(KEY));
    for (place, closes) in [("stalled", false), ("broken off", true)] {
        let client = Tatodesk::builder()
            .api_key(KEY)
            .base_url(serve(beginning(), closes))
            .retry_policy(RetryPolicy::never())
            // Long enough for a busy machine to bring what there is of an answer.
            .attempt_timeout(Duration::from_secs(1));
        let tatodesk = client.build().expect("a client");
        let days = date(2025, 1, 30)..=date(2025, 1, 30);
        let walk = || tatodesk.reports().in_person_services(days.clone()).rows();
        runtime.block_on(async {
            let mut rows = walk();
            for _ in 0..2 {
                let row = next(&mut rows).await.expect("a row");
                seen.typed(place, row.expect("a good row"));
            }
            let error = next(&mut rows)
                .await
                .expect("an end")
                .expect_err("an error");
            seen.told(place, format!("{error} {error:?} {error:#?}"));
            let RowError::Page(error) = error else {
                panic!("{error}");
            };
            let is_late = matches!(error.cause(), Cause::Timeout(TimeoutCause::Attempt));
            assert_eq!(is_late, !closes, "{error}");
            failed(&error, place, &mut seen);

            let mut dropped = walk();
            let row = next(&mut dropped).await.expect("a row");
            seen.typed(place, row.expect("a good row"));
            seen.told(place, format!("{dropped:?} {dropped:#?}"));
        });
    }
    drop(guard);
    assert!(!capture.all().is_empty(), "no span and no event");
    for captured in capture.all() {
        seen.told("span or event", format!("{captured:?}"));
    }
    for line in logged() {
        seen.told("log", line);
    }
    assert_eq!(seen.leaks(), Vec::<String>::new());
}
