//! The body of an answer whose first bytes the log reads before they are sent.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::Error;
use axum::body::{Body, Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};

/// A body whose first piece was already read.
pub(crate) struct PeekedBody {
    first: Option<Result<Bytes, Error>>,
    rest: Body,
}

impl PeekedBody {
    /// The first piece of a body. A body that is not written while it is sent is whole in it. `None` if the piece is not there
    /// yet: the log does not wait for it.
    pub(crate) async fn peek(body: &mut Body) -> Option<Bytes> {
        let polled = poll_fn(|cx| Poll::Ready(Pin::new(&mut *body).poll_frame(cx))).await;
        match polled {
            Poll::Pending => None,
            Poll::Ready(None) => Some(Bytes::new()),
            Poll::Ready(Some(frame)) => {
                // The sandbox sends no trailers.
                let first = frame.map(|frame| frame.into_data().unwrap_or_default());
                let bytes = first.as_ref().ok().cloned();
                let rest = std::mem::take(body);
                let first = Some(first);
                *body = Body::new(Self { first, rest });
                bytes
            }
        }
    }
}

impl HttpBody for PeekedBody {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        match self.first.take() {
            Some(first) => Poll::Ready(Some(first.map(Frame::data))),
            None => Pin::new(&mut self.rest).poll_frame(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.first.is_none() && self.rest.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let mut size = self.rest.size_hint();
        let first = self.first.iter().flatten().map(Bytes::len).sum::<usize>() as u64;
        if let Some(upper) = size.upper() {
            size.set_upper(upper + first);
        }
        size.set_lower(size.lower() + first);
        size
    }
}
