//! Reads the body of a request, up to a maximum of bytes.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::http::StatusCode;
use hyper::body::Frame;

/// How long the next piece of a body may take.
pub(crate) const PIECE_TIME: Duration = Duration::from_secs(30);

/// How long a whole body may take. Without this bound, a caller that sends one byte in each [`PIECE_TIME`] would keep a
/// connection for hours.
pub(crate) const BODY_TIME: Duration = Duration::from_secs(2 * 60);

/// Why a body was not read to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unread {
    /// It is longer than this many bytes.
    TooLong(usize),
    /// The next piece did not come in time.
    Stalled,
    /// All pieces together took too long.
    Slow,
    /// It ended early, or breaks the rules of HTTP.
    Broken,
}

impl Unread {
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::TooLong(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Stalled | Self::Slow => StatusCode::REQUEST_TIMEOUT,
            Self::Broken => StatusCode::BAD_REQUEST,
        }
    }

    /// Reads the reason from the error of a body. A watched body knows its own reason.
    fn of(error: axum::Error) -> Self {
        error
            .into_inner()
            .downcast()
            .map_or(Self::Broken, |unread| *unread)
    }
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong(max) => write!(f, "the body is too long: at most {max} bytes are read"),
            Self::Stalled => write!(
                f,
                "the next piece of the body did not come within {} seconds",
                PIECE_TIME.as_secs()
            ),
            Self::Slow => write!(
                f,
                "the whole body did not come within {} seconds",
                BODY_TIME.as_secs()
            ),
            Self::Broken => f.write_str("the body broke off"),
        }
    }
}

impl std::error::Error for Unread {}

/// A body that could not be read. It tells its next reader why.
pub(crate) fn failed(reason: Unread) -> Body {
    Body::new(Failed(Some(reason)))
}

struct Failed(Option<Unread>);

impl HttpBody for Failed {
    type Data = Bytes;
    type Error = Unread;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Unread>>> {
        Poll::Ready(self.0.take().map(Err))
    }
}

/// Reads a whole body of at most `max` bytes. A body that declares a greater length is not read at all.
pub(crate) async fn whole(body: Body, max: usize) -> Result<Vec<u8>, Unread> {
    let mut bytes = Vec::new();
    each(body, max, |piece| bytes.extend_from_slice(piece)).await?;
    Ok(bytes)
}

/// Reads a body to its end and forgets it. It also ends where the body ends early or is too long.
pub(crate) async fn drain(body: Body, max: usize) {
    let _ = each(body, max, |_| {}).await;
}

async fn each(mut body: Body, max: usize, mut take: impl FnMut(&[u8])) -> Result<(), Unread> {
    fits(&body, max)?;
    let mut left = max;
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        let frame = frame.map_err(Unread::of)?;
        if let Some(piece) = frame.data_ref() {
            left = left.checked_sub(piece.len()).ok_or(Unread::TooLong(max))?;
            take(piece);
        }
    }
    Ok(())
}

/// Refuses a body that declares more than `max` bytes.
pub(crate) fn fits(body: &Body, max: usize) -> Result<(), Unread> {
    let least = HttpBody::size_hint(body).lower();
    match usize::try_from(least) {
        Ok(least) if least <= max => Ok(()),
        _ => Err(Unread::TooLong(max)),
    }
}
