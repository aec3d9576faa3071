//! The pages of a walk as whole answers.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll},
};

use futures_core::{FusedStream, Stream};
use tatodesk_api::{ApiRequest, PagedRequest};

use crate::{
    Answer, Error,
    paging::asking::{Asking, repeated},
    paging::flight::{Ended, Event},
    paging::walk::Head,
};

/// The pages of an operation as whole answers, in order. [`Call::pages`](crate::Call::pages) makes one.
///
/// It is a `Stream` that is `Send` and fused: after the end, or after an error, it gives `None`. A future that waits for the next
/// page can be dropped (for instance by `select!`), and no page is lost. A stream that is dropped gives up its requests.
///
/// [The page about paging](crate::docs::paging) says which pages are asked for, and what is promised when rows move meanwhile.
#[must_use = "a stream does nothing until it is polled"]
pub struct Pages<R> {
    /// None after the end.
    asking: Option<Asking<R>>,
}

impl<R: PagedRequest> Pages<R> {
    pub(crate) fn new(asking: Asking<R>) -> Self {
        Self {
            asking: Some(asking),
        }
    }

    /// How many pages are asked for before they are needed. 1 by default, and 64 at most. 0 asks for each page when the one before was
    /// used.
    ///
    /// Each of them is held in memory as a whole, as far as [`buffer`](Self::buffer) has room.
    pub fn look_ahead(mut self, pages: usize) -> Self {
        if let Some(asking) = &mut self.asking {
            asking.walk.look_ahead(pages);
        }
        self
    }

    /// Sets the most bytes that pages that are looked ahead to hold.
    ///
    /// It counts what arrived for all of them together; 16 MiB by default.
    ///
    /// The page that the caller waits for is held as a whole, however large. A page that finds no room waits, and its timeouts with it.
    pub fn buffer(mut self, bytes: usize) -> Self {
        if let Some(asking) = &mut self.asking {
            asking.flight.resize(bytes);
        }
        self
    }
}

type Item<R> = Result<Answer<<R as ApiRequest>::Response>, Error>;

impl<R: PagedRequest> Asking<R> {
    /// The page that has ended, as an answer. The walk goes on behind it.
    fn page(&mut self, ended: Ended, span: &tracing::Span) -> Item<R> {
        let answer = ended.and_then(|(mut raw, record)| {
            let end = Self::scan(&mut raw.body);
            let answer = self.decoded(raw, &record)?;
            let read = self.walk.read(end);
            let status = answer.status().as_u16();
            read.map_err(|other| repeated(&record, status, other))?;
            Ok(answer)
        });
        self.told(span, answer)
    }
}

impl<R: PagedRequest> Stream for Pages<R> {
    type Item = Item<R>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(asking) = &mut self.asking else {
            return Poll::Ready(None);
        };
        asking.flight.arrive(cx);
        let item = loop {
            if asking.walk.has_ended() {
                break None;
            }
            asking.ask(Head::default());
            asking.flight.poll();
            match asking.flight.next() {
                None => return Poll::Pending,
                Some(Event::Restart | Event::Bytes(_)) => {}
                Some(Event::Ended(ended)) => {
                    let (ended, span) = *ended;
                    let is_first = asking.walk.is_at_start();
                    let page = asking.page(ended, &span);
                    // A page that was asked for only to find the end.
                    if page.is_ok() && asking.walk.has_ended_empty() && !is_first {
                        break None;
                    }
                    break Some(page);
                }
            }
        };
        match item {
            Some(Ok(answer)) => {
                if !asking.walk.has_ended() && asking.walk.looks_ahead_between() {
                    // On its way before the caller uses this one.
                    asking.ask(Head::default());
                    asking.flight.poll();
                }
                asking.flight.leave();
                Poll::Ready(Some(Ok(answer)))
            }
            last => {
                self.asking = None;
                Poll::Ready(last)
            }
        }
    }
}

impl<R: PagedRequest> FusedStream for Pages<R> {
    fn is_terminated(&self) -> bool {
        self.asking.is_none()
    }
}

// Nothing is pinned in it.
impl<R> Unpin for Pages<R> {}

impl<R: PagedRequest> fmt::Debug for Pages<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("operation", &R::OPERATION.id)
            .finish_non_exhaustive()
    }
}
