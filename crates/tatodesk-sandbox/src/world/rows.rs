//! How long each report of a world is, and the ids of its rows.

use jiff::civil::Date;
use serde::Deserialize;

use super::moments;

/// The milliseconds of a day in which rows may fall: from eight in the morning to six in the evening.
pub(crate) const ROWS_A_DAY: u64 = 10 * 60 * 60 * 1000;

/// How many rows each report has of its own, beside what requests add.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub(crate) struct Reports {
    pub(crate) digital_services: Rows,
    pub(crate) in_person_services: Rows,
    pub(crate) tickets: Rows,
    pub(crate) campaigns: Rows,
    pub(crate) notifications: Rows,
    pub(crate) messaging_sessions: Rows,
    pub(crate) journey_events: Rows,
    pub(crate) reviews: Rows,
}

impl Reports {
    /// Each report by the name that it has in the file.
    pub(crate) fn all(&self) -> [(&'static str, &Rows); 8] {
        [
            ("digitalServices", &self.digital_services),
            ("inPersonServices", &self.in_person_services),
            ("tickets", &self.tickets),
            ("campaigns", &self.campaigns),
            ("notifications", &self.notifications),
            ("messagingSessions", &self.messaging_sessions),
            ("journeyEvents", &self.journey_events),
            ("reviews", &self.reviews),
        ]
    }
}

/// A number of rows, spread evenly over the days from one to another, both included.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Rows {
    pub(crate) count: u64,
    #[serde(deserialize_with = "moments::day_if_any")]
    pub(crate) from: Option<Date>,
    #[serde(deserialize_with = "moments::day_if_any")]
    pub(crate) to: Option<Date>,
    /// The days on which rows may fall. They are listed once, when the file is read.
    #[serde(skip)]
    pub(crate) days: Vec<Date>,
}

/// Rows of reports have ids above this. Ids in a world file are at most this, so no id is used twice.
pub(crate) const GENERATED: i64 = 1_000_000_000;

impl Rows {
    /// The id of a row, by its number. Row 0 is the latest and has the highest.
    pub(crate) fn id(&self, index: u64) -> i64 {
        let from_the_first = i64::try_from(self.count.saturating_sub(index));
        GENERATED.saturating_add(from_the_first.unwrap_or(i64::MAX))
    }

    /// The number of the row with this id.
    pub(crate) fn index(&self, id: i64) -> Option<u64> {
        let from_the_first = u64::try_from(id.checked_sub(GENERATED)?).ok()?;
        let index = self.count.checked_sub(from_the_first)?;
        (from_the_first > 0).then_some(index)
    }
}
