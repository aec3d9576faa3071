//! A medium that is sent as long as it was announced, or not at all.
use bytes::Bytes;
use futures_core::Stream;
use reqwest::Body;
use std::error::Error;
use std::fmt::{self, Debug, Display, Formatter};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::fs::File;
use tokio::io::AsyncReadExt;
use tokio_util::io::ReaderStream;

/// How much of a file is in memory at a time.
const CHUNK: usize = 64 * 1024;

/// The file's first `length` bytes. What is written behind them meanwhile would stand where the form's next field
/// begins, so it is left out.
pub(super) fn file(file: File, length: Option<u64>) -> Body {
    let all = file.take(length.unwrap_or(u64::MAX));
    body(ReaderStream::with_capacity(all, CHUNK), length)
}

/// What the chunks hold. If that is less or more than `length`, the request is broken off before its end, so that a part
/// of the medium never looks like the whole.
pub(super) fn body(
    chunks: impl Stream<Item = io::Result<Bytes>> + Send + 'static,
    length: Option<u64>,
) -> Body {
    Body::wrap_stream(Exact {
        chunks: Box::pin(chunks),
        left: length,
    })
}

/// Whether an upload failed because of its medium, and not its connection.
///
/// The medium could not be read to its end, or its length is not the announced one. The client then broke off the request, and
/// a part of it may have arrived.
pub fn is_broken_off(error: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<BrokenOff>() {
            return true;
        }
        cause = error.source();
    }
    false
}

/// Why the medium did not get through to its end.
struct BrokenOff(io::Error);

/// Its kind alone: a caller's own source may tell whose medium it is.
impl Debug for BrokenOff {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_tuple("BrokenOff").field(&self.0.kind()).finish()
    }
}

impl Display for BrokenOff {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("the medium could not be read to its end")
    }
}

impl Error for BrokenOff {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

struct Exact<S> {
    chunks: Pin<Box<S>>,
    /// What is still to come, where that is known.
    left: Option<u64>,
}

impl<S: Stream<Item = io::Result<Bytes>>> Stream for Exact<S> {
    type Item = Result<Bytes, BrokenOff>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let chunk = ready!(self.chunks.as_mut().poll_next(context)).transpose();
        let chunk = chunk.map_err(BrokenOff)?;
        let length = chunk.as_ref().map(|chunk| chunk.len() as u64);
        match (self.left, length) {
            (Some(left), Some(length)) => match left.checked_sub(length) {
                Some(left) => self.left = Some(left),
                None => return broken_off("it is longer than was announced"),
            },
            (Some(1..), None) => return broken_off("it is shorter than was announced"),
            _ => {}
        }
        Poll::Ready(chunk.map(Ok))
    }
}

fn broken_off(why: &'static str) -> Poll<Option<Result<Bytes, BrokenOff>>> {
    let why = io::Error::new(io::ErrorKind::InvalidData, why);
    Poll::Ready(Some(Err(BrokenOff(why))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operations::UPLOAD_MEDIA;
    use crate::{Client, Transport};
    use reqwest::multipart::{Form, Part};
    use tokio::io::AsyncWriteExt;
    use tokio::net::{TcpListener, TcpStream};

    /// Reads as much as the head announces, or until nothing comes any more, and answers.
    async fn receive(mut stream: TcpStream) -> String {
        let mut got = Vec::new();
        while !is_whole(&got) && stream.read_buf(&mut got).await.unwrap() > 0 {}
        let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
        // Who broke off does not read it.
        let _ = stream.write_all(answer).await;
        String::from_utf8(got).unwrap()
    }

    fn is_whole(got: &[u8]) -> bool {
        let text = String::from_utf8_lossy(got);
        text.split_once("\r\n\r\n").is_some_and(|(head, body)| {
            let length = head.split_once("content-length: ").unwrap().1;
            body.len() >= length.lines().next().unwrap().parse().unwrap()
        })
    }

    /// Uploads six bytes of a file that is announced with this length: what the server got, and whether it succeeded.
    async fn upload(announced: u64) -> (String, bool) {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        io::Write::write_all(&mut file, b"abcdef").unwrap();
        let body = super::file(File::open(file.path()).await.unwrap(), Some(announced));
        let form = Form::new()
            .part("media", Part::stream_with_length(body, announced))
            .text("appID", "7");

        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let server = tokio::spawn(async move { receive(listener.accept().await.unwrap().0).await });
        let transport = Transport::builder().key("key-1").base_url(base_url).build();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let client = Client::with_transport(http, transport.unwrap());
        let request = client.transport().request(UPLOAD_MEDIA).unwrap();
        let request = reqwest::RequestBuilder::from_parts(client.client.clone(), request);
        let sent = client.send(request.multipart(form).build().unwrap()).await;
        (server.await.unwrap(), sent.is_ok())
    }

    #[tokio::test]
    async fn a_file_that_grew_is_sent_as_long_as_it_was() {
        let (got, sent) = upload(4).await;
        assert!(sent);
        assert!(got.contains("\r\n\r\nabcd\r\n--"), "{got}");
        assert!(got.contains("name=\"appID\"\r\n\r\n7\r\n--"), "{got}");
    }

    #[tokio::test]
    async fn a_file_that_shrank_breaks_the_request_off() {
        let (got, sent) = upload(8).await;
        assert!(!sent);
        assert!(!got.contains("appID"), "{got}");
    }

    #[test]
    fn debug_tells_the_kind_and_none_of_a_sources_words() {
        let error = || io::Error::new(io::ErrorKind::NotFound, "s3://media/Marina Duarte.pdf");
        assert_eq!(format!("{:?}", BrokenOff(error())), "BrokenOff(NotFound)");
        let error = crate::raw::RawError::File(error());
        assert_eq!(format!("{error:?}"), "File(NotFound)");
    }
}
