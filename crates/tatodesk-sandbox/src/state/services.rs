//! The in-person services of the sandbox.

use serde::{Deserialize, Serialize};

use crate::spec::moment::Moment;
use crate::world::{FormValue, SeedService};

/// A person in the queue of a unit.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Service {
    pub(crate) id: i64,
    pub(crate) made: Moment,
    pub(crate) classification: i64,
    pub(crate) unit: i64,
    pub(crate) types: Vec<i64>,
    /// Its place in the queue of the unit.
    pub(crate) sequence: usize,
    pub(crate) status: i64,
    pub(crate) user: Option<i64>,
    /// Seconds until the person was called.
    pub(crate) waiting: Option<u32>,
    /// Seconds that the service took.
    pub(crate) attendance: Option<u32>,
    pub(crate) form: Vec<FormValue>,
    /// Additional information that an agent noted down.
    pub(crate) notes: Vec<FormValue>,
}

impl Service {
    /// A service of the world.
    pub(crate) fn seed(seed: &SeedService) -> Self {
        Self {
            id: seed.id,
            made: Moment(seed.at),
            classification: seed.classification,
            unit: seed.unit,
            types: seed.types.clone(),
            sequence: seed.sequence,
            status: seed.status,
            user: seed.user,
            waiting: None,
            attendance: None,
            notes: Vec::new(),
            form: seed.form.clone(),
        }
    }
}
