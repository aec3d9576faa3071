//! Snapshots of a sandbox: takes, writes, reads and restores them.

use std::fmt;
use std::num::NonZeroU32;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::faults::Rule;
use crate::hub::Shared;
use crate::hub::limits::Limits;
use crate::state::State;
use crate::words::plain;

/// The whole state of a sandbox at one moment.
///
/// It holds the world, records, clock and logs, the faults that are left, and the rate limit. Its JSON (`GET` and `PUT
/// /_sandbox/state`) holds only a hash of the world. The sandbox refuses a snapshot of another world by this hash.
#[derive(Clone)]
pub struct Snapshot {
    state: Box<State>,
    faults: Vec<Rule>,
    per_second: Option<NonZeroU32>,
}

/// Shows no content, because it is people's data.
impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Snapshot").finish_non_exhaustive()
    }
}

/// A snapshot as JSON has it.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Written<S> {
    /// The mark of the world. It is a text, because some languages cannot read so large a number.
    world: String,
    state: S,
    faults: Vec<Rule>,
    per_second: Option<NonZeroU32>,
}

impl Snapshot {
    /// Takes a snapshot of a sandbox. The clock in it stands still.
    pub(crate) fn of(shared: &Shared) -> Self {
        Self {
            state: Box::new(shared.snapshot()),
            faults: shared.rules().list(),
            per_second: shared.limits().per_second(),
        }
    }

    /// Restores the snapshot.
    pub(crate) fn restore(self, shared: &Shared) {
        shared.set_rules(self.faults);
        *shared.limits() = Limits::new(self.per_second);
        shared.restore(*self.state);
    }

    pub(crate) fn write(&self) -> Value {
        json!(Written {
            world: mark(&self.state),
            state: &*self.state,
            faults: self.faults.clone(),
            per_second: self.per_second,
        })
    }

    /// Reads what [`write`](Self::write) wrote, for a sandbox with the same world. An error says why it cannot.
    pub(crate) fn read(json: &[u8], shared: &Shared) -> Result<Self, String> {
        let written: Written<State> =
            serde_json::from_slice(json).map_err(|e| plain(&e.to_string()))?;
        let mut state = Box::new(written.state);
        state.world = Arc::clone(&shared.state().world);
        if written.world != mark(&state) {
            return Err("this is a snapshot of another world".to_owned());
        }
        state.clock.check().map_err(|e| e.to_string())?;
        shared
            .check_rules(&written.faults)
            .map_err(|e| e.to_string())?;
        Ok(Self {
            state,
            faults: written.faults,
            per_second: written.per_second,
        })
    }
}

/// The hash that identifies the world of a state.
fn mark(state: &State) -> String {
    format!("{:016x}", state.world.mark)
}
