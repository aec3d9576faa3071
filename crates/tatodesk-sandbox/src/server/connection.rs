//! How an answer is to be written: what a fault orders, and how far the answer has come.

use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tokio::time::{Sleep, sleep};

use crate::faults::Of;

/// What ends an answer's head.
const HEAD_END: [u8; 4] = *b"\r\n\r\n";

/// A place in an answer, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) of: Of,
    pub(crate) at: u64,
}

/// Small writes with pauses between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Drip {
    pub(crate) bytes: usize,
    pub(crate) every: Duration,
}

/// How the answer under way is to be written. Nothing ordered is an answer as it should be.
#[derive(Debug, Default)]
pub(crate) struct Orders {
    pub(crate) cut: Option<Place>,
    /// The cut is a reset.
    pub(crate) cut_resets: bool,
    pub(crate) stall: Option<Place>,
    pub(crate) drip: Option<Drip>,
    /// The connection ends by a reset and not in order.
    pub(crate) reset: bool,
}

/// The orders for one connection, and how far its answer has come.
#[derive(Debug, Default)]
pub(crate) struct Line {
    progress: Mutex<Progress>,
    /// Whether a whole head ever came.
    called: AtomicBool,
    /// Whether the body of the last request was not read to its end.
    unread: AtomicBool,
    /// How many bytes came.
    received: AtomicU64,
}

/// How far an answer has come.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    orders: Orders,
    written: u64,
    /// Bytes of the body that were written; none before the head has ended.
    body: Option<u64>,
    /// How many bytes of [`HEAD_END`] the writing has just passed.
    matched: usize,
    pause: Option<Pin<Box<Sleep>>>,
    /// Who writes, while a stall or a pause holds the writing up.
    held: Option<Waker>,
}

impl Line {
    /// Begins the next answer with its own orders.
    pub(crate) fn begin(&self, orders: Orders) {
        *self.progress() = Progress {
            orders,
            ..Progress::default()
        };
    }

    /// Lets a stalled answer go on.
    fn release(&self) {
        let mut progress = self.progress();
        progress.orders.stall = None;
        progress.go_on();
    }

    /// Lets the answer go on at once, stalled or dripping.
    fn hurry(&self) {
        let mut progress = self.progress();
        progress.orders.stall = None;
        progress.orders.drip = None;
        progress.pause = None;
        progress.go_on();
    }

    /// Notes that a whole head came. What was ordered for the answer before is over: `100 Continue` is written before the
    /// orders of the next answer are given.
    pub(crate) fn call(&self) {
        self.begin(Orders::default());
        self.called.store(true, Ordering::Relaxed);
        self.unread.store(false, Ordering::Relaxed);
    }

    /// Whether a whole head ever came.
    pub(crate) fn called(&self) -> bool {
        self.called.load(Ordering::Relaxed)
    }

    /// Whether the connection has to end by a reset.
    pub(crate) fn resets(&self) -> bool {
        self.progress().orders.reset
    }

    /// Notes that the body of the last request is left unread.
    pub(crate) fn leave_unread(&self) {
        self.unread.store(true, Ordering::Relaxed);
    }

    /// Whether the body of the last request was left unread.
    pub(crate) fn unread(&self) -> bool {
        self.unread.load(Ordering::Relaxed)
    }

    /// Notes that bytes came.
    pub(crate) fn receive(&self, bytes: usize) {
        self.received.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// How many bytes came so far.
    pub(crate) fn received(&self) -> u64 {
        self.received.load(Ordering::Relaxed)
    }

    pub(crate) fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Progress {
    /// Wakes whoever writes, since nothing holds it up any more.
    fn go_on(&mut self) {
        if let Some(waker) = self.held.take() {
            waker.wake();
        }
    }

    /// How many of the next bytes lie before a place.
    fn before(&self, place: Place, next: &[u8]) -> usize {
        let left = match (place.of, self.body) {
            (Of::Answer, _) => place.at.saturating_sub(self.written),
            (Of::Body, Some(body)) => place.at.saturating_sub(body),
            (Of::Body, None) => match Matched(self.matched).head_end(next) {
                Some(end) => place.at.saturating_add(end as u64),
                None => return next.len(),
            },
        };
        usize::try_from(left).map_or(next.len(), |left| left.min(next.len()))
    }

    /// Notes that bytes were written.
    pub(crate) fn wrote(&mut self, bytes: &[u8]) {
        self.pause = self.orders.drip.map(|drip| Box::pin(sleep(drip.every)));
        self.written += bytes.len() as u64;
        if let Some(body) = &mut self.body {
            *body += bytes.len() as u64;
            return;
        }
        let mut matched = Matched(self.matched);
        match matched.head_end(bytes) {
            Some(end) => self.body = Some((bytes.len() - end) as u64),
            None => self.matched = matched.0,
        }
    }

    /// How many of the next bytes may be written now.
    pub(crate) fn allow(&mut self, cx: &mut Context<'_>, next: &[u8]) -> Poll<io::Result<usize>> {
        let mut allowed = next.len();
        if let Some(pause) = &mut self.pause {
            if pause.as_mut().poll(cx).is_pending() {
                self.held = Some(cx.waker().clone());
                return Poll::Pending;
            }
            self.pause = None;
        }
        if let Some(cut) = self.orders.cut {
            allowed = allowed.min(self.before(cut, next));
            if allowed == 0 {
                self.orders.reset |= self.orders.cut_resets;
                return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
            }
        }
        if let Some(stall) = self.orders.stall {
            allowed = allowed.min(self.before(stall, next));
            if allowed == 0 {
                self.held = Some(cx.waker().clone());
                return Poll::Pending;
            }
        }
        if let Some(drip) = self.orders.drip {
            allowed = allowed.min(drip.bytes.max(1));
        }
        Poll::Ready(Ok(allowed))
    }
}

/// How much of [`HEAD_END`] was seen.
struct Matched(usize);

impl Matched {
    /// The index behind the end of the head, if these bytes hold it.
    fn head_end(&mut self, bytes: &[u8]) -> Option<usize> {
        for (index, byte) in bytes.iter().enumerate() {
            self.0 = match HEAD_END.get(self.0) {
                Some(wanted) if wanted == byte => self.0 + 1,
                _ => usize::from(*byte == HEAD_END[0]),
            };
            if self.0 == HEAD_END.len() {
                return Some(index + 1);
            }
        }
        None
    }
}

/// The lines whose answers may be held up, so that they can be released.
#[derive(Debug, Default)]
pub(crate) struct Stalls {
    lines: Vec<Weak<Line>>,
    /// The sandbox is stopping: nothing is held up any more.
    over: bool,
}

impl Stalls {
    /// Remembers a line that was ordered to stall or to drip.
    pub(crate) fn add(&mut self, line: &Arc<Line>) {
        if self.over {
            return line.hurry();
        }
        self.lines
            .retain(|it| it.strong_count() > 0 && it.as_ptr() != Arc::as_ptr(line));
        self.lines.push(Arc::downgrade(line));
    }

    /// Lets all stalled answers go on.
    pub(crate) fn release(&self) {
        self.lines().for_each(|line| line.release());
    }

    /// Lets all answers go on at once, now and from now on.
    pub(crate) fn end(&mut self) {
        self.over = true;
        self.lines().for_each(|line| line.hurry());
    }

    fn lines(&self) -> impl Iterator<Item = Arc<Line>> {
        self.lines.iter().filter_map(Weak::upgrade)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn progress(answer: &[&[u8]]) -> Progress {
        let mut progress = Progress::default();
        for bytes in answer {
            progress.wrote(bytes);
        }
        progress
    }

    #[test]
    fn the_body_begins_behind_the_head_however_it_is_written() {
        let body = |at| Place { of: Of::Body, at };
        assert_eq!(progress(&[]).before(body(2), b"A: b\r\n\r\nbody"), 10);
        assert_eq!(progress(&[b"A: b\r\n"]).before(body(0), b"\r\nbody"), 2);
        assert_eq!(progress(&[b"A: b\r", b"\n"]).before(body(1), b"A: b"), 4);
        assert_eq!(progress(&[b"A: b\r\n\r\nbo"]).before(body(3), b"dy"), 1);
        assert_eq!(progress(&[b"A\r\r\n\r\nbo"]).body, Some(2));
        let answer = Place {
            of: Of::Answer,
            at: 3,
        };
        assert_eq!(progress(&[b"A:"]).before(answer, b" b"), 1);
        assert_eq!(progress(&[b"A: b"]).before(answer, b" b"), 0);
    }
}
