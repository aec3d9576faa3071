//! The appointments of the sandbox, and the contact fields in them.

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use super::next;
use crate::spec::moment::Moment;
use crate::world::{FormValue, SeedAppointment};

/// A booked hour.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Appointment {
    pub(crate) id: i64,
    pub(crate) made: Moment,
    pub(crate) unit: i64,
    pub(crate) types: Vec<i64>,
    pub(crate) date: Date,
    pub(crate) hour: Time,
    pub(crate) status: i64,
    pub(crate) contact: Vec<ContactField>,
}

/// A value that a person typed into a contact form.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct ContactField {
    pub(crate) id: i64,
    pub(crate) key: String,
    pub(crate) value: String,
}

impl ContactField {
    /// Gives an id to each value of a form.
    pub(crate) fn number(given: &[FormValue], counter: &mut i64) -> Vec<Self> {
        let numbered = given.iter().map(|given| Self {
            id: next(counter),
            key: given.key.clone(),
            value: given.value.clone(),
        });
        numbered.collect()
    }
}

/// Hides the value, which belongs to a person.
impl std::fmt::Debug for ContactField {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ContactField")
            .field("id", &self.id)
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}

impl Appointment {
    /// An appointment of the world. Its values get numbers as if a request had sent them.
    pub(crate) fn seed(seed: &SeedAppointment, counter: &mut i64) -> Self {
        Self {
            id: seed.id,
            made: Moment(seed.at),
            unit: seed.unit,
            types: seed.types.clone(),
            date: seed.date,
            hour: seed.hour,
            status: seed.status,
            contact: ContactField::number(&seed.form, counter),
        }
    }
}
