//! Counts the round trips that a walk makes one after the other, whatever the load of the machine.
//!
//! No answer leaves before all requests have come that the walk can send at this moment. Then all of them leave: that is one round trip.

use std::{
    sync::{Condvar, Mutex},
    time::Duration,
};

/// How long the gate waits for a request that does not come. A walk that asks for less than it may costs this and is counted.
const PATIENCE: Duration = Duration::from_secs(2);

/// Where answers wait.
pub(crate) struct Gate {
    /// How many requests of the walk can be on their way.
    together: u64,
    state: Mutex<State>,
    opened: Condvar,
}

struct State {
    /// How many pages are to be asked for yet.
    left: u64,
    waiting: u64,
    rounds: u64,
}

impl Gate {
    /// For a walk over this many pages.
    pub(crate) fn new(together: u64, pages: u64) -> Self {
        let state = State {
            left: pages,
            waiting: 0,
            rounds: 0,
        };
        Self {
            together,
            state: Mutex::new(state),
            opened: Condvar::new(),
        }
    }

    /// Returns when the answer may leave.
    pub(crate) fn pass(&self) {
        let mut state = self.state.lock().expect("a lock");
        state.waiting += 1;
        let round = state.rounds;
        if state.waiting < self.together.min(state.left) {
            let is_shut = |state: &mut State| state.rounds == round;
            let waited = self.opened.wait_timeout_while(state, PATIENCE, is_shut);
            state = waited.expect("a lock").0;
        }
        if state.rounds == round {
            state.left = state.left.saturating_sub(state.waiting);
            state.waiting = 0;
            state.rounds += 1;
            self.opened.notify_all();
        }
    }

    /// How often it opened.
    pub(crate) fn rounds(&self) -> u64 {
        self.state.lock().expect("a lock").rounds
    }
}
