//! The FIFO queue for one product's rate limit. Each waiter gets its own start time, so a waiter that is not polled never blocks
//! the others.

use std::{
    collections::VecDeque,
    fmt,
    future::poll_fn,
    pin::pin,
    sync::{Mutex, MutexGuard, PoisonError},
    task::Poll,
    time::{Duration, Instant},
};

use tokio::sync::Notify;

use super::pace::{Pace, nanos};
use crate::engine::{clock::Clock, limits::LatestStart};

/// Decides when the requests of one product leave. Moments are nanoseconds since the queue was made.
pub(super) struct RateQueue {
    started: Instant,
    state: Mutex<State>,
    /// Notified when a waiter leaves and those behind it move up.
    moved: Notify,
}

struct State {
    pace: Pace,
    next: u64,
    /// The tickets of all waiters, in the order of arrival.
    waiting: VecDeque<u64>,
    /// The start times: the first belongs to the first waiter, and so on.
    dues: VecDeque<u64>,
}

impl RateQueue {
    /// A queue whose burst is full at the moment `started`.
    pub(super) fn new(pace: Pace, started: Instant) -> Self {
        Self {
            started,
            state: Mutex::new(State {
                pace,
                next: 0,
                waiting: VecDeque::new(),
                dues: VecDeque::new(),
            }),
            moved: Notify::new(),
        }
    }

    /// Lets a new request leave at once, or puts it at the end of the queue.
    pub(super) fn take_or_join(&self, now: Instant) -> Result<(), Waiter<'_>> {
        let mut state = self.state(now);
        let after_last = state.after_last();
        let due = match after_last {
            // The last waiter may be late by less than a period.
            Some(after) if after > state.pace.now() => Err(after),
            _ => state.pace.take(),
        };
        due.map_err(|due| self.join_at(&mut state, due))
    }

    /// Puts a request that has to wait for something else as well at the end of the queue.
    pub(super) fn join(&self, now: Instant) -> Waiter<'_> {
        let mut state = self.state(now);
        let late = state
            .dues
            .back()
            .is_none_or(|last| *last <= state.pace.now());
        let due = match state.after_last() {
            Some(after) if !late => after,
            _ => state.pace.opens(),
        };
        self.join_at(&mut state, due)
    }

    fn join_at(&self, state: &mut State, due: u64) -> Waiter<'_> {
        let ticket = state.next;
        state.next += 1;
        state.waiting.push_back(ticket);
        state.dues.push_back(due);
        Waiter {
            queue: self,
            ticket,
        }
    }

    /// The state, locked, with its time moved on to `now`.
    fn state(&self, now: Instant) -> MutexGuard<'_, State> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let moment = nanos(now.saturating_duration_since(self.started));
        state.pace.advance(moment);
        state
    }
}

impl State {
    /// The start time of a request behind the last waiter, if there is a waiter.
    fn after_last(&self) -> Option<u64> {
        let last = self.dues.back()?;
        Some(last.saturating_add(self.pace.period()))
    }

    /// How many waiters stand before this one; none if its request has left.
    fn ahead(&self, ticket: u64) -> Option<usize> {
        self.waiting.binary_search(&ticket).ok()
    }

    /// The same, for a request that has not left.
    fn position(&self, ticket: u64) -> usize {
        self.ahead(ticket)
            .expect("a waiter stays in the queue until its request leaves")
    }
}

/// The call's time would be over before its turn comes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TooLate;

/// A place in the queue. Dropping it leaves the queue.
pub(super) struct Waiter<'a> {
    queue: &'a RateQueue,
    ticket: u64,
}

impl Waiter<'_> {
    /// Waits for this waiter's start time. Fails at once where that time is certainly too late.
    pub(super) async fn ready(
        &self,
        clock: &dyn Clock,
        latest: LatestStart<'_>,
    ) -> Result<(), TooLate> {
        loop {
            // Made before the state is read, so that no notification is lost.
            let mut moved = pin!(self.queue.moved.notified());
            let now = clock.instant();
            let (due, wait) = {
                let state = self.queue.state(now);
                let due = state.dues[state.position(self.ticket)];
                (due, due.saturating_sub(state.pace.now()))
            };
            let wait = Duration::from_nanos(wait);
            if wait.is_zero() {
                return Ok(());
            }
            if latest.excludes(now, wait) {
                return Err(TooLate);
            }
            let mut pause = clock.sleep(wait);
            let over = poll_fn(|cx| {
                if pause.as_mut().poll(cx).is_ready() {
                    return Poll::Ready(true);
                }
                moved.as_mut().poll(cx).map(|()| false)
            });
            if over.await {
                // A test's clock may end a pause without moving on.
                self.queue.state(now).pace.advance(due);
            }
        }
    }

    /// Lets the request leave now, or gives this waiter and those behind it later start times.
    pub(super) fn take(&self, now: Instant) -> bool {
        let mut state = self.queue.state(now);
        // Another waiter may have moved this start time since.
        let position = state.position(self.ticket);
        if state.dues[position] > state.pace.now() {
            return false;
        }
        let Err(mut later) = state.pace.take() else {
            state.waiting.remove(position);
            state.dues.remove(position);
            return true;
        };
        let period = state.pace.period();
        for due in state.dues.range_mut(position..) {
            if *due >= later {
                break;
            }
            *due = later;
            later = later.saturating_add(period);
        }
        false
    }
}

impl Drop for Waiter<'_> {
    fn drop(&mut self) {
        let state = &self.queue.state;
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(position) = state.ahead(self.ticket) else {
            return;
        };
        state.waiting.remove(position);
        // Each waiter behind takes the start time of the one before it, so the last start time is free.
        state.dues.pop_back();
        let moved = position < state.waiting.len();
        drop(state);
        if moved {
            self.queue.moved.notify_waiters();
        }
    }
}

impl fmt::Debug for RateQueue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RateQueue").finish_non_exhaustive()
    }
}
