//! The state of one connection: how far its answer has come, and what a fault orders for the rest of it.

use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Sleep, sleep};

use crate::faults::{MAX_WAIT, Of, Position, WriteOrders};

/// The bytes at the end of an answer's head.
const HEAD_END: [u8; 4] = *b"\r\n\r\n";

/// The orders for one connection, and how far its answer has come.
#[derive(Debug, Default)]
pub(crate) struct ConnectionState {
    progress: Mutex<Progress>,
    /// Whether a whole head ever came.
    called: AtomicBool,
    /// Whether the body of the last request was not read to its end.
    unread: AtomicBool,
    /// How many bytes came.
    received: AtomicU64,
    /// Whether a fault delays the call.
    delayed: AtomicBool,
    /// Ends the delay.
    hurried: Notify,
}

/// How far an answer has come.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    orders: WriteOrders,
    written: u64,
    /// How many bytes of the body were written. `None` before the head has ended.
    body: Option<u64>,
    /// How many bytes of [`HEAD_END`] were written last.
    matched: usize,
    /// How long the caller has left written bytes unread.
    blocked: Duration,
    pause: Option<Pin<Box<Sleep>>>,
    /// When a stall or a drip ends by itself.
    end: Option<Pin<Box<Sleep>>>,
    /// The waker of the writing task, while a stall or a pause holds it up.
    held: Option<Waker>,
}

impl ConnectionState {
    /// Begins the next answer with its own orders.
    pub(crate) fn begin(&self, orders: WriteOrders) {
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

    /// Lets the answer go on at once, if it is stalled or dripping.
    fn hurry(&self) {
        self.progress().hurry();
        self.hurried.notify_waiters();
    }

    /// Waits as a fault orders it, unless the connection has to hurry.
    pub(crate) async fn delay(&self, time: Duration) {
        self.delayed.store(true, Ordering::Relaxed);
        tokio::select! {
            () = sleep(time) => {}
            () = self.hurried.notified() => {}
        }
        self.delayed.store(false, Ordering::Relaxed);
    }

    /// Whether a fault holds up the call or its answer now.
    fn is_held(&self) -> bool {
        self.delayed.load(Ordering::Relaxed) || self.progress().held.is_some()
    }

    /// Notes that a whole head came. The orders for the answer before are over: `100 Continue` is written before the sandbox
    /// gives the orders of the next answer.
    pub(crate) fn call(&self) {
        self.begin(WriteOrders::default());
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
    /// Wakes the writing task, because nothing holds it up any more.
    fn go_on(&mut self) {
        if let Some(waker) = self.held.take() {
            waker.wake();
        }
    }

    /// Forgets what holds the answer up.
    fn hurry(&mut self) {
        self.orders.stall = None;
        self.orders.drip = None;
        self.pause = None;
        self.go_on();
    }

    /// How long the caller has not read this answer so far.
    pub(crate) fn blocked(&self) -> Duration {
        self.blocked
    }

    /// Notes that the caller did not read for a while.
    pub(crate) fn block(&mut self, time: Duration) {
        self.blocked += time;
    }

    /// Orders that the connection ends by a reset.
    pub(crate) fn reset(&mut self) {
        self.orders.reset = true;
    }

    /// How many of the next bytes lie before a position.
    fn before(&self, position: Position, next: &[u8]) -> usize {
        let left = match (position.of, self.body) {
            (Of::Answer, _) => position.at.saturating_sub(self.written),
            (Of::Body, Some(body)) => position.at.saturating_sub(body),
            (Of::Body, None) => match HeadEnd(self.matched).head_end(next) {
                Some(end) => position.at.saturating_add(end as u64),
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
        let mut matched = HeadEnd(self.matched);
        match matched.head_end(bytes) {
            Some(end) => self.body = Some((bytes.len() - end) as u64),
            None => self.matched = matched.0,
        }
    }

    /// How many of the next bytes may be written now.
    pub(crate) fn allow(&mut self, cx: &mut Context<'_>, next: &[u8]) -> Poll<io::Result<usize>> {
        let mut allowed = next.len();
        self.held = None;
        if self.orders.stall.is_some() || self.orders.drip.is_some() {
            let end = self.end.get_or_insert_with(|| Box::pin(sleep(MAX_WAIT)));
            if end.as_mut().poll(cx).is_ready() {
                self.hurry();
            }
        }
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
struct HeadEnd(usize);

impl HeadEnd {
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

/// The connections that faults may hold up, so that they can be released.
#[derive(Debug, Default)]
pub(crate) struct Stalls {
    /// In the order in which faults held them up.
    connections: Vec<Weak<ConnectionState>>,
    /// The sandbox is stopping, so nothing is held up any more.
    over: bool,
}

impl Stalls {
    /// Remembers a connection that must stall, drip or wait.
    pub(crate) fn add(&mut self, connection: &Arc<ConnectionState>) {
        if self.over {
            return connection.hurry();
        }
        self.connections
            .retain(|it| it.strong_count() > 0 && it.as_ptr() != Arc::as_ptr(connection));
        self.connections.push(Arc::downgrade(connection));
    }

    /// Lets all stalled answers go on.
    pub(crate) fn release(&self) {
        self.connections()
            .for_each(|connection| connection.release());
    }

    /// If faults hold up more than half of all connections, lets the call go on that was held up first. Other callers need the
    /// places, and one of them may want to release a stall.
    pub(crate) fn make_room(&self, connections: usize) {
        let mut held = self.connections().filter(|it| it.is_held());
        let first = held.next();
        if let Some(first) = first
            && held.count() + 1 > connections / 2
        {
            first.hurry();
        }
    }

    /// Lets all answers go on at once, now and from now on.
    pub(crate) fn end(&mut self) {
        self.over = true;
        self.connections().for_each(|connection| connection.hurry());
    }

    fn connections(&self) -> impl Iterator<Item = Arc<ConnectionState>> {
        self.connections.iter().filter_map(Weak::upgrade)
    }
}

#[cfg(test)]
mod tests;
