//! The body of a request: how much of it is read, and how long the next piece of it is waited for.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::BoxError;
use axum::body::{Body, Bytes, HttpBody};
use axum::http::{Request, StatusCode};
use hyper::body::{Frame, Incoming, SizeHint};
use tokio::time::{Sleep, sleep};

use crate::server::connection::Line;

/// How long the next piece of a body may take. A caller that writes at all writes sooner.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why a body was not read to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unread {
    /// It is longer than this many bytes.
    TooLong(usize),
    /// The next piece did not come in time.
    Stalled,
    /// It broke off, or is no body as HTTP has it.
    Broken,
}

impl Unread {
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::TooLong(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Stalled => StatusCode::REQUEST_TIMEOUT,
            Self::Broken => StatusCode::BAD_REQUEST,
        }
    }

    /// What the error of a body means: that of a watched one says it itself.
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
                PATIENCE.as_secs()
            ),
            Self::Broken => f.write_str("the body broke off"),
        }
    }
}

impl std::error::Error for Unread {}

/// Reads a whole body of at most `max` bytes. Nothing is read of one that says to be longer.
pub(crate) async fn whole(body: Body, max: usize) -> Result<Vec<u8>, Unread> {
    let mut bytes = Vec::new();
    each(body, max, |piece| bytes.extend_from_slice(piece)).await?;
    Ok(bytes)
}

/// Reads a body to its end and forgets it. One that breaks off or is too long has ended too.
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

/// Refuses a body that says to be longer than `max` bytes.
pub(crate) fn fits(body: &Body, max: usize) -> Result<(), Unread> {
    let least = HttpBody::size_hint(body).lower();
    match usize::try_from(least) {
        Ok(least) if least <= max => Ok(()),
        _ => Err(Unread::TooLong(max)),
    }
}

/// A body that tells its line whether it was read to its end, and whose next piece has to come in time.
struct Watched {
    body: Incoming,
    ended: bool,
    line: Arc<Line>,
    patience: Option<Pin<Box<Sleep>>>,
}

/// The request whose head has come on a line; its body is watched.
pub(crate) fn watched(request: Request<Incoming>, line: &Arc<Line>) -> Request<Body> {
    line.call();
    request.map(|body| {
        Body::new(Watched {
            ended: body.is_end_stream(),
            body,
            line: Arc::clone(line),
            patience: None,
        })
    })
}

impl Drop for Watched {
    fn drop(&mut self) {
        if !self.ended {
            self.line.leave_unread();
        }
    }
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx) else {
            let patience = self
                .patience
                .get_or_insert_with(|| Box::pin(sleep(PATIENCE)));
            let late = || Some(Err(Unread::Stalled.into()));
            return patience.as_mut().poll(cx).map(|()| late());
        };
        self.patience = None;
        self.ended = frame.is_none() || self.body.is_end_stream();
        Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
