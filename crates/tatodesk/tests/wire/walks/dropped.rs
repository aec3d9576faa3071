//! Walks over rows that are dropped in the middle of a page, waits for a row that are dropped, and streams that have ended.

use std::{cell::Cell, future::poll_fn, io::ErrorKind, pin::pin, task::Poll};

use tatodesk::{
    Cause, RowError, Rows, futures_core::stream::FusedStream, types::ListDepartmentsRequest,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    task::JoinHandle,
};

use super::{
    client, next,
    server::{PageServer, honest, rows},
};
use crate::server::{Answering, read};

/// A walk whose first page stops behind two rows, and a server that waits until the caller is gone. It returns its listener.
async fn stopping(look_ahead: usize) -> (Rows<ListDepartmentsRequest>, JoinHandle<TcpListener>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let serving = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        read(&mut stream).await;
        let two = rows(0..2).replace(']', ",");
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n";
        let answer = format!(r#"{head}{{"departments": {two}"#);
        stream.write_all(answer.as_bytes()).await.unwrap();
        let end = stream.read(&mut [0]).await;
        assert!(matches!(end, Ok(0) | Err(_)), "{end:?}");
        listener
    });
    let call = client(&url).contact_center().list_departments();
    (call.limit(10).rows().look_ahead(look_ahead), serving)
}

/// The first connection was given up, and no other was made.
async fn nothing_is_left(serving: JoinHandle<TcpListener>) {
    let listener = serving.await.unwrap().into_std().unwrap();
    let other = listener.accept().map(|_| ());
    assert_eq!(other.unwrap_err().kind(), ErrorKind::WouldBlock);
}

#[tokio::test]
async fn a_stream_gives_up_its_connection_and_asks_for_no_further_page() {
    for (look_ahead, taken) in [(0, 1), (2, 1), (2, 2)] {
        let (mut rows, serving) = stopping(look_ahead).await;
        for id in 0..taken {
            assert_eq!(next(&mut rows).await.unwrap().unwrap().id().0, id);
        }
        drop(rows);
        nothing_is_left(serving).await;
    }
}

#[tokio::test]
async fn a_stream_that_waits_for_a_row_does_so_too() {
    let (mut rows, serving) = stopping(2).await;
    for _ in 0..2 {
        next(&mut rows).await.unwrap().unwrap();
    }
    let is_waiting = {
        let mut third = pin!(next(&mut rows));
        poll_fn(|cx| Poll::Ready(third.as_mut().poll(cx).is_pending())).await
    };
    assert!(is_waiting);
    drop(rows);
    nothing_is_left(serving).await;
}

#[tokio::test]
async fn a_visit_does_so_too() {
    let (rows, serving) = stopping(2).await;
    let visited = Cell::new(0);
    {
        let mut visit = pin!(rows.for_each(|_| visited.set(visited.get() + 1)));
        poll_fn(|cx| match visit.as_mut().poll(cx) {
            Poll::Pending if visited.get() < 2 => Poll::Pending,
            Poll::Pending => Poll::Ready(()),
            Poll::Ready(end) => panic!("{end:?}"),
        })
        .await;
    }
    nothing_is_left(serving).await;
}

#[tokio::test]
async fn a_wait_for_a_row_that_is_dropped_loses_no_row() {
    for (look_ahead, buffer) in [(0, 0), (1, 100), (3, 1 << 20)] {
        let server = PageServer::start(|asked| Answering::json(&honest(asked, 107))).await;
        let call = client(&server.url()).contact_center().list_departments();
        let mut stream = call.limit(10).rows().look_ahead(look_ahead).buffer(buffer);
        let (mut ids, mut dropped) = (Vec::new(), 0);
        loop {
            tokio::select! {
                biased;
                row = next(&mut stream) => match row {
                    Some(row) => ids.push(row.unwrap().id().0),
                    None => break,
                },
                () = tokio::task::yield_now() => dropped += 1,
            }
        }
        assert_eq!(ids, (0..107).collect::<Vec<_>>());
        assert!(dropped > 0);
        assert!(stream.is_terminated());
        assert!(next(&mut stream).await.is_none());
    }
}

#[tokio::test]
async fn behind_an_error_of_a_page_there_is_nothing() {
    let server = PageServer::start(|asked| match asked.page {
        0 => Answering::json(&honest(asked, 10)),
        _ => Answering::json(r#"{"error": {"message": "no more"}}"#),
    });
    let server = server.await;
    let call = client(&server.url()).contact_center().list_departments();
    let mut stream = call.limit(2).rows();
    for _ in 0..2 {
        assert!(next(&mut stream).await.unwrap().is_ok());
    }
    let Some(Err(RowError::Page(error))) = next(&mut stream).await else {
        panic!("the page failed");
    };
    assert_eq!(error.cause(), Cause::InBandError);
    assert!(stream.is_terminated());
    assert!(next(&mut stream).await.is_none());
}
