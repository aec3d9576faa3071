//! A compressed answer. One that is still being written is compressed while it is, so that a page of a report is never held.

use std::io::{self, Write as _};
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::Error;
use axum::body::{Body, BodyDataStream, Bytes};
use axum::http::response::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use flate2::{Compression, write::GzEncoder};
use futures_core::Stream;

/// How an answer is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coding {
    Gzip,
    #[cfg(feature = "zstd")]
    Zstd,
}

impl Coding {
    const ALL: &[Self] = &[
        Self::Gzip,
        #[cfg(feature = "zstd")]
        Self::Zstd,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            #[cfg(feature = "zstd")]
            Self::Zstd => "zstd",
        }
    }

    /// The coding that a request with these headers likes best, the first one of those that it likes equally.
    pub(super) fn asked(headers: &HeaderMap) -> Option<Self> {
        let values = headers.get_all(header::ACCEPT_ENCODING).iter();
        let items = values.filter_map(|value| value.to_str().ok());
        let mut best = None;
        for item in items.flat_map(|value| value.split(',')) {
            let (name, weight) = item.split_once(';').unwrap_or((item, "q=1"));
            let known = Self::ALL
                .iter()
                .find(|it| it.name().eq_ignore_ascii_case(name.trim()));
            let weight = weight
                .trim()
                .strip_prefix("q=")
                .and_then(|it| it.parse::<f32>().ok());
            let (Some(coding), Some(weight)) = (known, weight) else {
                continue;
            };
            if weight > best.map_or(0.0, |(_, most)| most) {
                best = Some((*coding, weight));
            }
        }
        best.map(|(coding, _)| coding)
    }

    fn encoder(self) -> io::Result<Encoder> {
        Ok(match self {
            Self::Gzip => Encoder::Gzip(GzEncoder::new(Vec::new(), Compression::default())),
            #[cfg(feature = "zstd")]
            Self::Zstd => Encoder::Zstd(zstd::Encoder::new(Vec::new(), 0)?),
        })
    }

    fn mark(self, head: &mut Parts) {
        let encoding = HeaderValue::from_static(self.name());
        head.headers.insert(header::CONTENT_ENCODING, encoding);
    }
}

enum Encoder {
    Gzip(GzEncoder<Vec<u8>>),
    #[cfg(feature = "zstd")]
    Zstd(zstd::Encoder<'static, Vec<u8>>),
}

impl Encoder {
    /// Takes bytes. Returns what is compressed so far.
    fn write(&mut self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        Ok(match self {
            Self::Gzip(gzip) => {
                gzip.write_all(bytes)?;
                mem::take(gzip.get_mut())
            }
            #[cfg(feature = "zstd")]
            Self::Zstd(zstd) => {
                zstd.write_all(bytes)?;
                mem::take(zstd.get_mut())
            }
        })
    }

    fn finish(self) -> io::Result<Vec<u8>> {
        match self {
            Self::Gzip(gzip) => gzip.finish(),
            #[cfg(feature = "zstd")]
            Self::Zstd(zstd) => zstd.finish(),
        }
    }
}

/// An answer that is in memory.
pub(super) fn whole(mut head: Parts, answer: &[u8], coding: Coding) -> Response {
    coding.mark(&mut head);
    let compress = || {
        let mut encoder = coding.encoder()?;
        let mut written = encoder.write(answer)?;
        written.extend(encoder.finish()?);
        io::Result::Ok(written)
    };
    let body = compress().expect("a write to memory succeeds");
    Response::from_parts(head, body.into())
}

/// An answer that is still being written.
pub(super) fn streamed(answer: Response, coding: Coding) -> Response {
    let (mut head, body) = answer.into_parts();
    head.headers.remove(header::CONTENT_LENGTH);
    coding.mark(&mut head);
    let body = Compressed {
        plain: body.into_data_stream(),
        encoder: coding.encoder().ok(),
    };
    Response::from_parts(head, Body::from_stream(body))
}

struct Compressed {
    plain: BodyDataStream,
    /// Gone when all is written.
    encoder: Option<Encoder>,
}

impl Stream for Compressed {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        while let Some(mut encoder) = self.encoder.take() {
            let chunk = match Pin::new(&mut self.plain).poll_next(context) {
                Poll::Pending => {
                    self.encoder = Some(encoder);
                    return Poll::Pending;
                }
                Poll::Ready(chunk) => chunk.transpose()?,
            };
            let written = match chunk {
                Some(chunk) => {
                    let written = encoder.write(&chunk).map_err(Error::new)?;
                    self.encoder = Some(encoder);
                    written
                }
                None => encoder.finish().map_err(Error::new)?,
            };
            if !written.is_empty() {
                return Poll::Ready(Some(Ok(written.into())));
            }
        }
        Poll::Ready(None)
    }
}

#[cfg(test)]
mod tests;
