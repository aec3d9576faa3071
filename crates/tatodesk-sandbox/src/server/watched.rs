//! Watches the body of a request: whether the sandbox read it to its end, and whether each piece came in time.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::BoxError;
use axum::body::{Body, Bytes, HttpBody};
use axum::http::Request;
use hyper::body::{Frame, Incoming, SizeHint};
use tokio::time::{Instant, Sleep, sleep_until};

use crate::hub::body::{BODY_TIME, PIECE_TIME, Unread};
use crate::hub::connection::ConnectionState;

/// A body that tells its connection whether it was read to its end, and that fails if its next piece does not come in time.
struct Watched {
    body: Incoming,
    ended: bool,
    connection: Arc<ConnectionState>,
    /// When the whole body must be there. The time begins when the sandbox first reads the body, because a fault may delay
    /// that.
    end: Option<Instant>,
    patience: Option<Pin<Box<Sleep>>>,
}

/// The request whose head has come on a connection; its body is watched.
pub(crate) fn watched(
    request: Request<Incoming>,
    connection: &Arc<ConnectionState>,
) -> Request<Body> {
    connection.call();
    request.map(|body| {
        Body::new(Watched {
            ended: body.is_end_stream(),
            body,
            connection: Arc::clone(connection),
            end: None,
            patience: None,
        })
    })
}

impl Drop for Watched {
    fn drop(&mut self) {
        if !self.ended {
            self.connection.leave_unread();
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
        let now = Instant::now();
        let end = *self.end.get_or_insert(now + BODY_TIME);
        if now >= end {
            return Poll::Ready(Some(Err(Unread::Slow.into())));
        }
        let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx) else {
            let patience = self
                .patience
                .get_or_insert_with(|| Box::pin(sleep_until(end.min(now + PIECE_TIME))));
            let late = patience.as_mut().poll(cx);
            return late.map(|()| {
                let over = Instant::now() >= end;
                let reason = if over { Unread::Slow } else { Unread::Stalled };
                Some(Err(reason.into()))
            });
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
