//! The contact center of a world: departments, and the groups, specialties and areas below them.

use jiff::civil::{Date, Time};
use serde::Deserialize;

use super::{Day, moments, yes};

/// The contact center. Each of its five levels has a list of its own and names the level above.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub(crate) struct ContactCenter {
    pub(crate) departments: Vec<Department>,
    /// The hours of every entry without hours of its own.
    pub(crate) hours: Vec<Hours>,
    /// The exceptions of every entry without hours of its own.
    pub(crate) exceptions: Vec<Exception>,
    pub(crate) groups: Vec<Entry>,
    pub(crate) specialties: Vec<Entry>,
    pub(crate) subspecialties: Vec<Entry>,
    pub(crate) areas: Vec<Entry>,
    pub(crate) subareas: Vec<Entry>,
}

/// A department.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Department {
    pub(crate) id: i64,
    pub(crate) name: String,
    #[serde(default = "yes")]
    pub(crate) active: bool,
}

/// A group, specialty, subspecialty, area or subarea.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    #[serde(default = "yes")]
    pub(crate) active: bool,
    /// The entry of the level above; groups have none.
    pub(crate) parent: Option<i64>,
    pub(crate) department: Option<i64>,
    /// Hours of its own. An entry without them keeps the normal hours.
    pub(crate) hours: Option<Vec<Hours>>,
    #[serde(default)]
    pub(crate) exceptions: Vec<Exception>,
}

/// The hours of one day of the week.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Hours {
    pub(crate) day: Day,
    pub(crate) from: Time,
    pub(crate) to: Time,
}

/// A date with other hours. Without times it is closed all day.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Exception {
    #[serde(deserialize_with = "moments::day")]
    pub(crate) date: Date,
    pub(crate) description: Option<String>,
    pub(crate) from: Option<Time>,
    pub(crate) to: Option<Time>,
    pub(crate) observation: Option<String>,
}
