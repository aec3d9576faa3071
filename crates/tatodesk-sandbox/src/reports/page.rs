//! One page of a report, written while it is sent. Rows that went out are forgotten.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use futures_core::Stream;
use serde_json::Value;

/// About how many bytes are written at once.
const CHUNK: usize = 64 * 1024;
/// How many rows are looked at before other tasks get their turn.
const STEPS: usize = 4096;

/// A count and the rows of one page. A step without a row is a row that the filter left out.
pub(crate) struct ReportPage {
    member: &'static str,
    count: u64,
    rows: Box<dyn Iterator<Item = Option<Value>> + Send>,
}

impl ReportPage {
    pub(crate) fn new(
        member: &'static str,
        count: u64,
        rows: impl Iterator<Item = Option<Value>> + Send + 'static,
    ) -> Self {
        Self {
            member,
            count,
            rows: Box::new(rows),
        }
    }

    /// The JSON of the answer, as it is being written.
    pub(crate) fn into_body(self) -> Body {
        let head = format!(r#"{{"count":"{}","{}":["#, self.count, self.member);
        Body::from_stream(Written {
            buffer: head.into_bytes(),
            rows: Some(self.rows),
            first: true,
        })
    }
}

/// The writer: the bytes that are not sent yet, and the rows that are left.
struct Written {
    buffer: Vec<u8>,
    rows: Option<Box<dyn Iterator<Item = Option<Value>> + Send>>,
    first: bool,
}

impl Written {
    /// Writes rows until there is enough to send, or until other tasks should run.
    fn write(&mut self) -> io::Result<()> {
        let Some(rows) = &mut self.rows else {
            return Ok(());
        };
        for _ in 0..STEPS {
            if self.buffer.len() >= CHUNK {
                break;
            }
            match rows.next() {
                Some(Some(row)) => {
                    if !std::mem::take(&mut self.first) {
                        self.buffer.push(b',');
                    }
                    serde_json::to_writer(&mut self.buffer, &row)?;
                }
                Some(None) => {}
                None => {
                    self.buffer.extend_from_slice(br#"],"error":null}"#);
                    self.rows = None;
                    break;
                }
            }
        }
        Ok(())
    }
}

impl Stream for Written {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Err(error) = self.write() {
            self.rows = None;
            return Poll::Ready(Some(Err(error)));
        }
        if self.buffer.len() >= CHUNK || (self.rows.is_none() && !self.buffer.is_empty()) {
            let chunk = std::mem::replace(&mut self.buffer, Vec::with_capacity(CHUNK + CHUNK / 8));
            return Poll::Ready(Some(Ok(chunk.into())));
        }
        if self.rows.is_none() {
            return Poll::Ready(None);
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }
}
