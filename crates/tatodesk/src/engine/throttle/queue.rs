//! The line before the requests of one product. Nobody holds it: each who waits knows the moment of its own turn, and whoever is not
//! there at that moment stops nobody else.

use std::{
    collections::VecDeque,
    fmt,
    future::poll_fn,
    pin::pin,
    sync::{Mutex, MutexGuard, PoisonError},
    task::Poll,
    time::{Duration, Instant},
};

use governor::Quota;
use tokio::sync::Notify;

use super::{TooLate, limiter::Limiter};
use crate::engine::clock::Clock;

/// How fast the requests of one product may follow each other. Moments are counted in nanoseconds since it was made.
pub(super) struct RateQueue {
    started: Instant,
    /// The time from one request to the next, after a burst.
    period: u64,
    state: Mutex<State>,
    /// Told when somebody left, and places have changed.
    moved: Notify,
}

struct State {
    limiter: Limiter,
    next: u64,
    /// Who waits, in the order of arrival, which is that of the tickets.
    waiting: VecDeque<u64>,
    /// When the turn of each comes: the first of these moments is that of the first who waits, and so on.
    dues: VecDeque<u64>,
}

impl RateQueue {
    /// Rested at the moment `started`.
    pub(super) fn new(quota: Quota, started: Instant) -> Self {
        Self {
            started,
            period: nanos(quota.replenish_interval()),
            state: Mutex::new(State {
                limiter: Limiter::new(quota),
                next: 0,
                waiting: VecDeque::new(),
                dues: VecDeque::new(),
            }),
            moved: Notify::new(),
        }
    }

    /// Sends the request of a newcomer at once, or gives it a place at the end.
    pub(super) fn take_or_join(&self, now: Instant) -> Result<(), Waiter<'_>> {
        let mut state = self.state(now);
        let due = match state.dues.back() {
            // The last one may be late by less than its turn lasts.
            Some(last) if last.saturating_add(self.period) > state.limiter.now() => {
                Err(last.saturating_add(self.period))
            }
            _ => state.limiter.check(),
        };
        due.map_err(|due| self.join_at(&mut state, due))
    }

    /// A place at the end for who could not go now anyway.
    pub(super) fn join(&self, now: Instant) -> Waiter<'_> {
        let mut state = self.state(now);
        let due = match state.dues.back() {
            Some(last) if *last > state.limiter.now() => last.saturating_add(self.period),
            _ => state.limiter.opens(),
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

    /// Locked for as long as it takes to count.
    fn state(&self, now: Instant) -> MutexGuard<'_, State> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let moment = nanos(now.saturating_duration_since(self.started));
        state.limiter.reach(moment);
        state
    }
}

impl State {
    /// How many stand before this one, who waits unless it had its turn.
    fn ahead(&self, ticket: u64) -> Option<usize> {
        self.waiting.binary_search(&ticket).ok()
    }

    /// The same of one who waits.
    fn waiter(&self, ticket: u64) -> usize {
        self.ahead(ticket).expect("it waits until its turn")
    }
}

/// A place in the queue, left when dropped.
pub(super) struct Waiter<'a> {
    queue: &'a RateQueue,
    ticket: u64,
}

impl Waiter<'_> {
    /// Waits for the moment of its turn; fails as soon as it is known to come at `end` or later.
    pub(super) async fn come(&self, clock: &dyn Clock, end: Instant) -> Result<(), TooLate> {
        loop {
            // Made first, so that it misses nothing.
            let mut moved = pin!(self.queue.moved.notified());
            let now = clock.instant();
            let (due, wait) = {
                let state = self.queue.state(now);
                let due = state.dues[state.waiter(self.ticket)];
                (due, due.saturating_sub(state.limiter.now()))
            };
            let wait = Duration::from_nanos(wait);
            if wait.is_zero() {
                return Ok(());
            }
            if wait >= end.saturating_duration_since(now) {
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
                // By a clock that need not have moved: its pauses may take no time.
                self.queue.state(now).limiter.reach(due);
            }
        }
    }

    /// Sends the request now, or sets another moment for it, and for those behind.
    pub(super) fn take(&self, now: Instant) -> bool {
        let mut state = self.queue.state(now);
        // Others may have put it off since.
        let waiter = state.waiter(self.ticket);
        if state.dues[waiter] > state.limiter.now() {
            return false;
        }
        let Err(mut later) = state.limiter.check() else {
            state.waiting.remove(waiter);
            state.dues.remove(waiter);
            return true;
        };
        for due in state.dues.range_mut(waiter..) {
            if *due >= later {
                break;
            }
            *due = later;
            later = later.saturating_add(self.queue.period);
        }
        false
    }
}

impl Drop for Waiter<'_> {
    fn drop(&mut self) {
        let state = &self.queue.state;
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(waiter) = state.ahead(self.ticket) else {
            return;
        };
        state.waiting.remove(waiter);
        // Those behind move up by one each, so that the last of the moments is nobody's.
        state.dues.pop_back();
        let moved = waiter < state.waiting.len();
        drop(state);
        if moved {
            self.queue.moved.notify_waiters();
        }
    }
}

fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

impl fmt::Debug for RateQueue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RateQueue").finish_non_exhaustive()
    }
}
