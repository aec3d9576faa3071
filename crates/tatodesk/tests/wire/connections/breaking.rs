//! Bodies that break off half-way because a connection of their own is refused: that says nothing about the call's.

use std::{
    future::Future,
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll, ready},
};

use tatodesk::{Cause, MediaFile, MediaUpload, Outcome, Tatodesk, reqwest};
use tokio::{
    io::{AsyncRead, AsyncReadExt, Chain, ReadBuf},
    net::TcpListener,
    sync::Notify,
};
use tokio_util::io::ReaderStream;

use crate::server::Closed;

/// How much there is before it breaks off.
pub(crate) const HALF: usize = 100_000;

/// A server that reads and never answers.
pub(crate) struct Sink {
    pub(crate) url: String,
    pub(crate) connections: Arc<AtomicUsize>,
    /// Half of a body has arrived.
    pub(crate) half: Arc<Notify>,
}

impl Sink {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (connections, half) = (Arc::<AtomicUsize>::default(), Arc::<Notify>::default());
        let (counted, told) = (Arc::clone(&connections), Arc::clone(&half));
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                counted.fetch_add(1, Ordering::SeqCst);
                let mut bytes = Vec::new();
                while bytes.len() < HALF && matches!(stream.read_buf(&mut bytes).await, Ok(1..)) {}
                told.notify_one();
                let _ = stream.read_to_end(&mut bytes).await;
            }
        });
        Self {
            url,
            connections,
            half,
        }
    }
}

/// The error of a request to an address where no server listens.
pub(crate) async fn refused(url: String) -> reqwest::Error {
    let other = reqwest::Client::builder().no_proxy().build().unwrap();
    let error = other.get(url).send().await.unwrap_err();
    assert!(error.is_connect());
    error
}

/// Fails when its time has come.
pub(crate) struct Failing(Pin<Box<dyn Future<Output = io::Error> + Send>>);

impl AsyncRead for Failing {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        _: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Poll::Ready(Err(ready!(self.0.as_mut().poll(context))))
    }
}

/// Gives a half, waits until it has arrived, and then finds no server at `elsewhere`.
pub(crate) fn broken(
    half: Arc<Notify>,
    elsewhere: String,
) -> ReaderStream<Chain<io::Cursor<Vec<u8>>, Failing>> {
    let failing = Failing(Box::pin(async move {
        half.notified().await;
        io::Error::other(refused(elsewhere).await)
    }));
    ReaderStream::new(io::Cursor::new(vec![b'x'; HALF]).chain(failing))
}

#[tokio::test]
async fn a_medium_that_is_refused_a_piece_of_itself_does_not_make_its_upload_unsent() {
    for length in [None, Some(1_000_000)] {
        let (sink, closed) = (Sink::start().await, Closed::new());
        let opened = Arc::new(AtomicUsize::new(0));
        let (half, elsewhere, count) = (sink.half, closed.url(), Arc::clone(&opened));
        let media = MediaFile::from_source(length, move || {
            count.fetch_add(1, Ordering::SeqCst);
            let broken = broken(Arc::clone(&half), elsewhere.clone());
            async { Ok(broken) }
        });
        let tatodesk = Tatodesk::builder().api_key("key").base_url(sink.url);
        let tatodesk = tatodesk.build().unwrap();
        let upload = tatodesk
            .whatsapp()
            .upload_media("app", media)
            .with_retries(3);
        let error = upload.send().await.unwrap_err();
        assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1));
        assert!(!error.is_connect());
        assert_eq!((error.cause(), error.peer()), (Cause::UploadBroken, None));
        assert!(
            error
                .reason()
                .starts_with("the request was broken off, since the medium"),
            "{error}"
        );
        assert_eq!(opened.load(Ordering::SeqCst), 1);
        assert_eq!(sink.connections.load(Ordering::SeqCst), 1);
        assert!(error.into_not_sent::<MediaUpload>().is_err());
    }
}
