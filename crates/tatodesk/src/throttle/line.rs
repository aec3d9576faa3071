//! The line before the requests of one product. Nobody holds it: each who waits knows the moment of its own turn, and whoever is not
//! there at that moment stops nobody else.

use std::{
    collections::BTreeMap,
    fmt,
    future::poll_fn,
    pin::pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    task::Poll,
    time::{Duration, Instant},
};

use governor::{
    Quota, RateLimiter,
    clock::Clock as Hand,
    middleware::NoOpMiddleware,
    nanos::Nanos,
    state::{InMemoryState, NotKeyed},
};
use tokio::sync::Notify;

use super::TooLate;
use crate::clock::Clock;

/// How fast the requests of one product may follow each other. Moments are counted in nanoseconds since it was made.
pub(super) struct Line {
    started: Instant,
    /// The time from one request to the next, after a burst.
    period: u64,
    state: Mutex<State>,
    /// Told when somebody left, and places have changed.
    moved: Notify,
}

struct State {
    time: Time,
    limiter: RateLimiter<NotKeyed, InMemoryState, Time, NoOpMiddleware<Nanos>>,
    next: u64,
    /// When the turn of each comes, in the order of arrival, which is that of these moments too.
    waiting: BTreeMap<u64, u64>,
}

impl Line {
    /// Rested at the moment `started`.
    pub(super) fn new(quota: Quota, started: Instant) -> Self {
        let time = Time::default();
        Self {
            started,
            period: nanos(quota.replenish_interval()),
            state: Mutex::new(State {
                limiter: RateLimiter::direct_with_clock(quota, time.clone()),
                time,
                next: 0,
                waiting: BTreeMap::new(),
            }),
            moved: Notify::new(),
        }
    }

    /// Sends the request of a newcomer at once, or gives it a place at the end.
    pub(super) fn take_or_join(&self, now: Instant) -> Result<(), Place<'_>> {
        let mut state = self.state(now);
        let due = match state.last_due() {
            // The last one may be late by less than its turn lasts.
            Some(last) if last.saturating_add(self.period) > state.now() => {
                Err(last.saturating_add(self.period))
            }
            _ => state.check(),
        };
        due.map_err(|due| self.join_at(&mut state, due))
    }

    /// A place at the end for who could not go now anyway.
    pub(super) fn join(&self, now: Instant) -> Place<'_> {
        let mut state = self.state(now);
        let due = match state.last_due() {
            Some(last) if last > state.now() => last.saturating_add(self.period),
            _ => state.now(),
        };
        self.join_at(&mut state, due)
    }

    fn join_at(&self, state: &mut State, due: u64) -> Place<'_> {
        let ticket = state.next;
        state.next += 1;
        state.waiting.insert(ticket, due);
        Place { line: self, ticket }
    }

    /// Locked for as long as it takes to count.
    fn state(&self, now: Instant) -> MutexGuard<'_, State> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state
            .time
            .reach(nanos(now.saturating_duration_since(self.started)));
        state
    }
}

impl State {
    fn now(&self) -> u64 {
        self.time.now().as_u64()
    }

    fn last_due(&self) -> Option<u64> {
        self.waiting.values().next_back().copied()
    }

    /// Counts a request that is sent now, or says when one may be.
    fn check(&self) -> Result<(), u64> {
        let checked = self.limiter.check();
        checked.map_err(|not_until| not_until.earliest_possible().as_u64())
    }
}

/// A place in the line, left when dropped.
pub(super) struct Place<'a> {
    line: &'a Line,
    ticket: u64,
}

impl Place<'_> {
    /// Waits for the moment of its turn; fails as soon as it is known to come at `end` or later.
    pub(super) async fn come(&self, clock: &dyn Clock, end: Instant) -> Result<(), TooLate> {
        loop {
            // Made first, so that it misses nothing.
            let mut moved = pin!(self.line.moved.notified());
            let now = clock.instant();
            let (due, wait) = {
                let state = self.line.state(now);
                let due = state.waiting[&self.ticket];
                (due, due.saturating_sub(state.now()))
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
                self.line.state(now).time.reach(due);
            }
        }
    }

    /// Sends the request now, or sets another moment for it, and for those behind.
    pub(super) fn take(&self, now: Instant) -> bool {
        let mut state = self.line.state(now);
        // Others may have put it off since.
        if state.waiting[&self.ticket] > state.now() {
            return false;
        }
        let Err(mut due) = state.check() else {
            state.waiting.remove(&self.ticket);
            return true;
        };
        for (_, place) in state.waiting.range_mut(self.ticket..) {
            if *place >= due {
                break;
            }
            *place = due;
            due = due.saturating_add(self.line.period);
        }
        false
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let state = &self.line.state;
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(mut due) = state.waiting.remove(&self.ticket) else {
            return;
        };
        let mut behind = state.waiting.range_mut(self.ticket..).peekable();
        if behind.peek().is_some() {
            // Each moves up by one.
            behind.for_each(|(_, place)| std::mem::swap(place, &mut due));
            drop(state);
            self.line.moved.notify_waiters();
        }
    }
}

fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line").finish_non_exhaustive()
    }
}

/// The time that the limiter goes by: that of the client's [`Clock`]. It never goes back.
#[derive(Clone, Debug, Default)]
struct Time(Arc<AtomicU64>);

impl Time {
    fn reach(&self, moment: u64) {
        self.0.fetch_max(moment, Ordering::Relaxed);
    }
}

impl Hand for Time {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        self.0.load(Ordering::Relaxed).into()
    }
}
