//! A medium is read again where its upload may be tried again, and never where it may not.

use std::{
    future::Future,
    io::{self, Write as _},
    path::Path,
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use tatodesk::{Clock, MediaFile, MediaUpload, Outcome, RetryPolicy, Tatodesk};
use tempfile::NamedTempFile;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpSocket},
    sync::mpsc::unbounded_channel,
};
use tokio_util::io::ReaderStream;

use crate::server::{Answering, Closed, Request, Server, read};

const ANSWER: &str = r#"{"media": {"mediaID": "900000000000001"}}"#;

/// What happens in the pause after the first attempt.
type Pause = Box<dyn FnOnce() + Send>;

/// Does something in the first pause, and waits for nothing.
struct Meanwhile(Mutex<Option<Pause>>);

impl std::fmt::Debug for Meanwhile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Meanwhile")
    }
}

impl Clock for Meanwhile {
    fn sleep(&self, _: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        if let Some(pause) = self.0.lock().unwrap().take() {
            pause();
        }
        Box::pin(std::future::ready(()))
    }
}

fn client(url: &str, pause: impl FnOnce() + Send + 'static) -> Tatodesk {
    let builder = Tatodesk::builder().api_key("key").base_url(url);
    let clock = Meanwhile(Mutex::new(Some(Box::new(pause))));
    builder.clock(clock).build().unwrap()
}

/// A file with this content.
fn file(content: &[u8]) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(content).unwrap();
    file
}

/// A source that counts how often it is opened.
fn counted(path: &Path, length: Option<u64>) -> (MediaFile, Arc<AtomicUsize>) {
    let opened = Arc::new(AtomicUsize::new(0));
    let (count, path) = (Arc::clone(&opened), path.to_owned());
    let media = MediaFile::from_source(length, move || {
        count.fetch_add(1, Ordering::SeqCst);
        let path = path.clone();
        async move { tokio::fs::File::open(path).await.map(ReaderStream::new) }
    });
    (media, opened)
}

/// Uploads to a port that refuses the first attempt and listens from the pause on: what arrived, of which request.
async fn refused_first(media: MediaFile, pause: impl FnOnce() + Send + 'static) -> Vec<Request> {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let url = format!("http://{}", socket.local_addr().unwrap());
    let (listening, mut listening_now) = unbounded_channel();
    let tatodesk = client(&url, move || {
        pause();
        listening.send(socket.listen(9).unwrap()).unwrap();
    });
    let mut requests = Vec::new();
    let serving = async {
        let listener: TcpListener = listening_now.recv().await.unwrap();
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            requests.push(read(&mut stream).await);
            let length = ANSWER.len();
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n");
            stream.write_all((head + ANSWER).as_bytes()).await.unwrap();
        }
    };
    tokio::select! {
        uploaded = tatodesk.whatsapp().upload_media("app", media).send() => {
            assert_eq!(uploaded.unwrap().attempts(), 2);
        }
        () = serving => unreachable!("it goes on for ever"),
    }
    requests
}

/// The medium in a form.
fn medium(request: &Request) -> &[u8] {
    let body = &request.body;
    let start = body.windows(4).position(|bytes| bytes == b"\r\n\r\n");
    let body = &body[start.unwrap() + 4..];
    let end = body.windows(4).position(|bytes| bytes == b"\r\n--");
    &body[..end.unwrap()]
}

fn content(length: u32) -> Vec<u8> {
    (0..length).map(|number| (number % 7) as u8).collect()
}

#[tokio::test]
async fn after_a_refused_connection_a_source_is_opened_again() {
    let content = content(300_000);
    let file = file(&content);
    let (media, opened) = counted(file.path(), Some(300_000));
    let requests = refused_first(media, || ()).await;
    assert_eq!((requests.len(), opened.load(Ordering::SeqCst)), (1, 2));
    assert!(medium(&requests[0]) == content, "the medium differs");
}

#[tokio::test]
async fn after_a_refused_connection_a_file_is_sent_as_it_is_by_then() {
    let (before, after) = (content(300_000), content(5));
    let file = file(&before);
    let (path, replaced) = (file.path().to_owned(), after.clone());
    let replace = move || std::fs::write(path, replaced).unwrap();
    let requests = refused_first(MediaFile::from_path(file.path()), replace).await;
    assert_eq!(requests.len(), 1);
    assert!(medium(&requests[0]) == after, "the medium differs");
}

#[tokio::test]
async fn after_a_refused_connection_bytes_are_sent_again() {
    let content = content(300_000);
    let requests = refused_first(MediaFile::from_bytes(content.clone()), || ()).await;
    assert_eq!(requests.len(), 1);
    assert!(medium(&requests[0]) == content, "the medium differs");
}

#[tokio::test]
async fn a_medium_that_cannot_be_opened_again_is_not_sent_and_given_back() {
    let closed = Closed::new();
    let once = Mutex::new(Some(Bytes::from_static(b"only once")));
    let media = MediaFile::from_source(9, move || {
        let bytes = once.lock().unwrap().take();
        async move {
            bytes
                .map(std::io::Cursor::new)
                .map(ReaderStream::new)
                .ok_or(io::ErrorKind::NotFound.into())
        }
    });
    let tatodesk = client(&closed.url(), || ());
    let upload = tatodesk.whatsapp().upload_media("app", media);
    let error = upload.send().await.unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 2));
    assert_eq!(error.reason(), "the file to be uploaded cannot be opened");
    assert!(error.into_not_sent::<MediaUpload>().is_ok());
}

#[tokio::test]
async fn once_it_has_left_a_medium_is_not_read_again() {
    let content = content(300_000);
    let file = file(&content);
    let cut = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"media\": {";
    let trusting = RetryPolicy::default().resend_refused(true);
    for (answering, policy, outcome) in [
        (Answering::hang_up(), trusting, Outcome::Unknown),
        (Answering::raw(cut), trusting, Outcome::Unknown),
        (
            Answering::status("503 Busy", "{}"),
            trusting,
            Outcome::Unknown,
        ),
        (
            Answering::status("500 Oops", "{}"),
            trusting,
            Outcome::Unknown,
        ),
        (
            Answering::status("408 Late", "{}"),
            trusting,
            Outcome::Unknown,
        ),
        (
            Answering::status("307 Go", "{}"),
            trusting,
            Outcome::Unknown,
        ),
        (
            Answering::status("429 Slow", "{}"),
            RetryPolicy::default(),
            Outcome::Rejected,
        ),
    ] {
        let server = Server::start([answering, Answering::json(ANSWER)]).await;
        let (media, opened) = counted(file.path(), Some(300_000));
        let upload = client(&server.url(), || ());
        let upload = upload
            .whatsapp()
            .upload_media("app", media)
            .with_retry_policy(policy);
        let error = upload.send().await.unwrap_err();
        assert_eq!((error.outcome(), error.attempts()), (outcome, 1));
        assert_eq!(opened.load(Ordering::SeqCst), 1);
        let requests = server.requests();
        assert_eq!(requests.len(), 1);
        assert!(medium(&requests[0]) == content, "the medium differs");
    }
}

#[tokio::test]
async fn a_refusal_that_the_caller_trusts_opens_a_source_again() {
    let content = content(300_000);
    let file = file(&content);
    let slow = Answering::status("429 Slow", "{}");
    let server = Server::start([slow, Answering::json(ANSWER)]).await;
    let (media, opened) = counted(file.path(), Some(300_000));
    let tatodesk = client(&server.url(), || ());
    let upload = tatodesk.whatsapp().upload_media("app", media);
    let trusting = RetryPolicy::default().resend_refused(true);
    assert_eq!(
        upload
            .with_retry_policy(trusting)
            .send()
            .await
            .unwrap()
            .attempts(),
        2
    );
    assert_eq!(opened.load(Ordering::SeqCst), 2);
    for request in server.requests() {
        assert!(medium(&request) == content, "the medium differs");
    }
}

#[tokio::test]
async fn a_medium_of_another_length_than_announced_never_looks_whole() {
    let file = file(&content(300_000));
    for (announced, why) in [
        (299_999, "it is longer than was announced"),
        (300_001, "it is shorter than was announced"),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let serving = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut bytes = Vec::new();
            // A connection that is broken off may end with a reset.
            let _ = stream.read_to_end(&mut bytes).await;
            bytes
        });
        let (media, opened) = counted(file.path(), Some(announced));
        let tatodesk = client(&url, || ());
        let upload = tatodesk.whatsapp().upload_media("app", media);
        let error = upload.send().await.unwrap_err();
        assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1));
        assert_eq!(opened.load(Ordering::SeqCst), 1);
        assert!(
            error.reason().contains("as long as was announced"),
            "{error}"
        );
        let mut cause: &dyn std::error::Error = &error;
        while let Some(source) = cause.source() {
            cause = source;
        }
        assert_eq!(cause.to_string(), why);
        let arrived = serving.await.unwrap();
        assert!(
            !String::from_utf8_lossy(&arrived).contains("appID"),
            "the form goes on"
        );
    }
}
