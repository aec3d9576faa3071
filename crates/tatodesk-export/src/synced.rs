//! What a sync says about the days that it is done with.

use jiff::civil::Date;

/// What became of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Change {
    /// It was not there, or its files were not those of its manifest. It is there now.
    Fetched,
    /// It was fetched again, and its rows had changed.
    Replaced,
    /// It was fetched again, and its rows were the same. Its data file was not touched.
    Unchanged,
    /// It was there, and was not fetched.
    Kept,
}

/// A day that a sync is done with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SyncedDay {
    /// The day.
    pub date: Date,
    /// What became of it.
    pub change: Change,
    /// The rows of its data file.
    pub rows: u64,
    /// The rows that it had before, if it was there.
    pub rows_before: Option<u64>,
    /// The bytes of its data file.
    pub bytes: u64,
    /// The rows that did not decode.
    pub malformed: u64,
    /// Whether the rows stood still while they were read. If not, rows can be missing or doubled, and each later sync fetches the
    /// day again.
    pub settled: bool,
}

/// What a sync did. Rows and bytes are those of the days that it fetched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SyncSummary {
    /// The days that were not there.
    pub fetched: u64,
    /// The days that were there, and whose rows had changed.
    pub replaced: u64,
    /// The days that were fetched again, and whose rows were the same.
    pub unchanged: u64,
    /// The days that were there and were not fetched.
    pub kept: u64,
    /// The days whose rows moved while they were read, in order.
    pub unsettled: Vec<Date>,
    /// The rows of the data files.
    pub rows: u64,
    /// The rows that did not decode.
    pub malformed: u64,
    /// The bytes of the data files.
    pub bytes: u64,
}

impl SyncSummary {
    pub(crate) fn add(&mut self, day: &SyncedDay) {
        *match day.change {
            Change::Fetched => &mut self.fetched,
            Change::Replaced => &mut self.replaced,
            Change::Unchanged => &mut self.unchanged,
            Change::Kept => return self.kept += 1,
        } += 1;
        self.rows += day.rows;
        self.malformed += day.malformed;
        self.bytes += day.bytes;
        if !day.settled {
            self.unsettled.push(day.date);
            self.unsettled.sort_unstable();
        }
    }
}
