//! A file that is sent as long as it was announced, whatever happens to it meanwhile.
use reqwest::Body;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::fs::File;
use tokio::io::{AsyncRead, AsyncReadExt, ReadBuf, Take};
use tokio_util::io::ReaderStream;

/// How much of a file is in memory at a time.
const CHUNK: usize = 64 * 1024;

/// The file's first `length` bytes. What is written behind them meanwhile would stand where the form's next field
/// begins, so it is left out; a file that became shorter breaks the request off, so that half of it never looks whole.
pub(super) fn body(file: File, length: u64) -> Body {
    let exact = Exact(file.take(length));
    Body::wrap_stream(ReaderStream::with_capacity(exact, CHUNK))
}

struct Exact(Take<File>);

impl AsyncRead for Exact {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.0).poll_read(context, buffer))?;
        let ended = buffer.filled().len() == before && buffer.remaining() > 0;
        Poll::Ready(if ended && self.0.limit() > 0 {
            Err(io::Error::new(
                io::ErrorKind::UnexpectedEof,
                "the file became shorter while it was sent",
            ))
        } else {
            Ok(())
        })
    }
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
        let body = body(File::open(file.path()).await.unwrap(), announced);
        let form = Form::new()
            .part("media", Part::stream_with_length(body, announced))
            .text("appID", "7");

        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let server = tokio::spawn(async move { receive(listener.accept().await.unwrap().0).await });
        let transport = Transport::builder().key("key-1").base_url(base_url).build();
        // Where the features of other packages bring TLS without a provider, this one will do; refused after the first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let client = Client::with_transport(http, transport.unwrap());
        let request = client.client.post(client.transport().url(UPLOAD_MEDIA));
        let request = client.prepared(UPLOAD_MEDIA, request.multipart(form)).await;
        let sent = client.send(UPLOAD_MEDIA, request.unwrap()).await;
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
}
