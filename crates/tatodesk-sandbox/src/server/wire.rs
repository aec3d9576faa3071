//! The stream of a connection: it writes an answer as a fault orders it, and ends so that the answer arrives.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep};

use crate::hub::connection::ConnectionState;

/// How many bytes of an unwanted body are read.
const MAX_LEFT: usize = 256 * 1024 * 1024;

/// How long the next piece of it may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long all of it may take.
const MAX_TIME: Duration = Duration::from_secs(30);

/// How long a caller may leave the next piece of an answer unread. Time in which a fault holds the answer up does not count.
const UNREAD_TIME: Duration = Duration::from_secs(60);

/// How long a caller may leave one answer unread in all.
const UNREAD_IN_ALL: Duration = Duration::from_secs(60 * 60);

/// The stream of a connection, which obeys the orders of its connection.
pub(crate) struct Wire {
    stream: TcpStream,
    connection: Arc<ConnectionState>,
    rest: Option<Rest>,
    blocked: Option<Blocked>,
}

/// The caller does not read, so the socket accepts no bytes.
struct Blocked {
    since: Instant,
    end: Pin<Box<Sleep>>,
}

/// How the rest of a request is read after its answer was written.
struct Rest {
    bytes: usize,
    patience: Pin<Box<Sleep>>,
    end: Instant,
}

impl Wire {
    pub(crate) fn new(stream: TcpStream, connection: Arc<ConnectionState>) -> Self {
        Self {
            stream,
            connection,
            rest: None,
            blocked: None,
        }
    }

    /// Reads what the caller is still sending, until it ends, is too long, takes too long, or stops coming.
    fn poll_rest(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let rest = self.rest.get_or_insert_with(|| Rest {
            bytes: MAX_LEFT,
            patience: Box::pin(sleep(PATIENCE)),
            end: Instant::now() + MAX_TIME,
        });
        let mut bytes = [0; 8 * 1024];
        while rest.bytes > 0 && Instant::now() < rest.end {
            let mut read = ReadBuf::new(&mut bytes);
            match Pin::new(&mut self.stream).poll_read(cx, &mut read) {
                Poll::Ready(Ok(())) if !read.filled().is_empty() => {
                    rest.bytes = rest.bytes.saturating_sub(read.filled().len());
                    let patience = (Instant::now() + PATIENCE).min(rest.end);
                    rest.patience.as_mut().reset(patience);
                }
                Poll::Ready(_) => break,
                Poll::Pending => return rest.patience.as_mut().poll(cx),
            }
        }
        Poll::Ready(())
    }
}

/// Ends the connection by a reset if a fault ordered that. An error means that the socket is closed already.
impl Drop for Wire {
    fn drop(&mut self) {
        if self.connection.resets() {
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
        let before = buf.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, buf);
        self.connection.receive(buf.filled().len() - before);
        read
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let Self {
            stream,
            connection,
            blocked,
            ..
        } = self.get_mut();
        let mut progress = connection.progress();
        let allowed = ready!(progress.allow(cx, buf))?;
        let Poll::Ready(written) = Pin::new(stream).poll_write(cx, &buf[..allowed]) else {
            let blocked = blocked.get_or_insert_with(|| {
                let left = UNREAD_IN_ALL.saturating_sub(progress.blocked());
                Blocked {
                    since: Instant::now(),
                    end: Box::pin(sleep(left.min(UNREAD_TIME))),
                }
            });
            ready!(blocked.end.as_mut().poll(cx));
            // Otherwise the operating system keeps the written bytes until the caller reads them.
            progress.reset();
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        };
        if let Some(blocked) = blocked.take() {
            progress.block(blocked.since.elapsed());
        }
        let written = written?;
        progress.wrote(&buf[..written]);
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    /// The sandbox can answer before all of a request has come, for instance when the request has no key. The operating system
    /// resets a connection that is closed with unread bytes, and its caller may lose the answer. So the sandbox reads them
    /// first.
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.rest.is_none() {
            ready!(Pin::new(&mut self.stream).poll_shutdown(cx))?;
        }
        if self.connection.unread() {
            ready!(self.poll_rest(cx));
        }
        Poll::Ready(Ok(()))
    }
}
