//! The stream of a connection: it writes an answer as a fault orders it, and ends so that the answer arrives.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::http::Request;
use hyper::body::{Frame, Incoming, SizeHint};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep};

use crate::server::connection::Line;

/// How much of a body that nobody wants is taken in.
const MAX_LEFT: usize = 256 * 1024 * 1024;

/// How long the next piece of it may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// The stream of a connection, which obeys the orders of its line.
pub(crate) struct Wire {
    stream: TcpStream,
    line: Arc<Line>,
    rest: Option<Rest>,
}

/// What is still taken in on a connection whose answer was written.
struct Rest {
    bytes: usize,
    patience: Pin<Box<Sleep>>,
}

impl Wire {
    pub(crate) fn new(stream: TcpStream, line: Arc<Line>) -> Self {
        Self {
            stream,
            line,
            rest: None,
        }
    }

    /// Takes in what the caller is still sending, until it ends, is too long, or does not go on.
    fn poll_rest(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let rest = self.rest.get_or_insert_with(|| Rest {
            bytes: MAX_LEFT,
            patience: Box::pin(sleep(PATIENCE)),
        });
        let mut bytes = [0; 8 * 1024];
        while rest.bytes > 0 {
            let mut read = ReadBuf::new(&mut bytes);
            match Pin::new(&mut self.stream).poll_read(cx, &mut read) {
                Poll::Ready(Ok(())) if !read.filled().is_empty() => {
                    rest.bytes = rest.bytes.saturating_sub(read.filled().len());
                    rest.patience.as_mut().reset(Instant::now() + PATIENCE);
                }
                Poll::Ready(_) => break,
                Poll::Pending => return rest.patience.as_mut().poll(cx),
            }
        }
        Poll::Ready(())
    }
}

/// Ends the connection by a reset if that was ordered. A socket that is gone already cannot be reset.
impl Drop for Wire {
    fn drop(&mut self) {
        if self.line.resets() {
            let _ = self.stream.set_zero_linger();
        }
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let Self { stream, line, .. } = self.get_mut();
        let mut progress = line.progress();
        let allowed = ready!(progress.allow(cx, buf))?;
        let written = ready!(Pin::new(stream).poll_write(cx, &buf[..allowed]))?;
        progress.wrote(&buf[..written]);
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    /// An answer can come before all of a request was sent: that it has no key, for instance. A connection that is closed
    /// with bytes to read is reset, and its caller may lose the answer; so they are read before it is closed.
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.rest.is_none() {
            ready!(Pin::new(&mut self.stream).poll_shutdown(cx))?;
        }
        if self.line.unread() {
            ready!(self.poll_rest(cx));
        }
        Poll::Ready(Ok(()))
    }
}

/// A body that tells its line whether it was read to its end.
struct Watched {
    body: Incoming,
    ended: bool,
    line: Arc<Line>,
}

/// The request whose head has come on a line; its body is watched.
pub(crate) fn watched(request: Request<Incoming>, line: &Arc<Line>) -> Request<Body> {
    line.call();
    request.map(|body| {
        Body::new(Watched {
            ended: body.is_end_stream(),
            body,
            line: Arc::clone(line),
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
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        self.ended = frame.is_none() || self.body.is_end_stream();
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
