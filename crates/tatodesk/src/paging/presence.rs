//! When the caller of a walk was away: from an item to its next poll, and from a wake to the poll that follows it.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Wake, Waker},
    time::{Duration, Instant},
};

use crate::engine::clock::Clock;

/// Knows since when the caller is away.
pub(crate) struct Presence {
    relay: Arc<Relay>,
    waker: Waker,
}

/// Wakes the caller, and remembers when it did so first.
struct Relay {
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    caller: Option<Waker>,
    away_since: Option<Instant>,
}

impl Presence {
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        let relay = Arc::new(Relay {
            clock,
            state: Mutex::default(),
        });
        let waker = Waker::from(Arc::clone(&relay));
        Self { relay, waker }
    }

    /// The caller is here. Returns for how long it was away.
    pub(crate) fn arrive(&self, cx: &Context<'_>) -> Duration {
        let mut state = self.relay.state();
        match &mut state.caller {
            Some(caller) => caller.clone_from(cx.waker()),
            none => *none = Some(cx.waker().clone()),
        }
        let since = state.away_since.take();
        since.map_or(Duration::ZERO, |since| {
            self.relay.clock.instant().saturating_duration_since(since)
        })
    }

    /// The caller goes away with an item.
    pub(crate) fn leave(&self) {
        let now = self.relay.clock.instant();
        self.relay.state().away_since = Some(now);
    }

    /// What is polled with it wakes the caller.
    pub(crate) fn waker(&self) -> &Waker {
        &self.waker
    }
}

impl Relay {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Wake for Relay {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let caller = {
            let mut state = self.state();
            let now = self.clock.instant();
            state.away_since.get_or_insert(now);
            state.caller.clone()
        };
        if let Some(caller) = caller {
            caller.wake();
        }
    }
}
