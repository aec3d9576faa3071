//! The body of a request, watched: was it read to its end, and did each piece come in time?

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::BoxError;
use axum::body::{Body, Bytes, HttpBody};
use axum::http::Request;
use hyper::body::{Frame, Incoming, SizeHint};
use tokio::time::{Sleep, sleep};

use crate::hub::body::{PATIENCE, Unread};
use crate::hub::connection::ConnectionState;

/// A body that tells its connection whether it was read to its end, and whose next piece has to come in time.
struct Watched {
    body: Incoming,
    ended: bool,
    connection: Arc<ConnectionState>,
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
