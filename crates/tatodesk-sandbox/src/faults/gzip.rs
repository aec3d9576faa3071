//! An answer as gzip, compressed while it is written, so that a page of a report is never held.

use std::io::Write as _;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::Error;
use axum::body::{Body, BodyDataStream, Bytes};
use axum::http::response::Parts;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use flate2::{Compression, write::GzEncoder};
use futures_core::Stream;

/// An answer that is in memory.
pub(super) fn whole(mut head: Parts, answer: &[u8]) -> Response {
    let encoding = HeaderValue::from_static("gzip");
    head.headers.insert(header::CONTENT_ENCODING, encoding);
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    let written = gzip.write_all(answer).and_then(|()| gzip.finish());
    let body = written.expect("a write to memory succeeds");
    Response::from_parts(head, body.into())
}

/// An answer that is still being written.
pub(super) fn streamed(answer: Response) -> Response {
    let (mut head, body) = answer.into_parts();
    head.headers.remove(header::CONTENT_LENGTH);
    let encoding = HeaderValue::from_static("gzip");
    head.headers.insert(header::CONTENT_ENCODING, encoding);
    let body = Compressed {
        plain: body.into_data_stream(),
        gzip: Some(GzEncoder::new(Vec::new(), Compression::default())),
    };
    Response::from_parts(head, Body::from_stream(body))
}

struct Compressed {
    plain: BodyDataStream,
    /// Gone when all is written.
    gzip: Option<GzEncoder<Vec<u8>>>,
}

impl Stream for Compressed {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        while let Some(mut gzip) = self.gzip.take() {
            let chunk = match Pin::new(&mut self.plain).poll_next(context) {
                Poll::Pending => {
                    self.gzip = Some(gzip);
                    return Poll::Pending;
                }
                Poll::Ready(chunk) => chunk.transpose()?,
            };
            let written = match chunk {
                Some(chunk) => {
                    gzip.write_all(&chunk).map_err(Error::new)?;
                    let written = mem::take(gzip.get_mut());
                    self.gzip = Some(gzip);
                    written
                }
                None => gzip.finish().map_err(Error::new)?,
            };
            if !written.is_empty() {
                return Poll::Ready(Some(Ok(written.into())));
            }
        }
        Poll::Ready(None)
    }
}
