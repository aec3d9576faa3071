//! Counts the rows that a filter keeps, and where they are. Each filter is counted once, so that a walk over its pages does not
//! look at every row for every page.

use std::collections::VecDeque;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

/// How many filters are remembered. The least recently used one is dropped.
const FILTERS: usize = 64;
/// The longest filter that is remembered, in bytes. This keeps the memory small under any requests.
const LONGEST: usize = 16 * 1024;
/// The maximum number of stretches of a filter's rows.
const STRETCHES: u64 = 1024;
/// The minimum number of rows of a stretch. It takes very little time to look at them.
const ROWS: u64 = 1024;

/// The rows that a filter keeps, counted stretch by stretch.
#[derive(Debug)]
pub(crate) struct Tally {
    start: u64,
    stretch: u64,
    /// How many kept rows come before each stretch.
    before: Vec<u64>,
    pub(crate) count: u64,
}

impl Tally {
    /// Looks at each row.
    pub(crate) fn take(range: Range<u64>, keeps: impl Fn(u64) -> bool) -> Self {
        let rows = range.end - range.start;
        let mut tally = Self {
            start: range.start,
            stretch: rows.div_ceil(STRETCHES).max(ROWS),
            before: Vec::new(),
            count: 0,
        };
        for index in range {
            if (index - tally.start).is_multiple_of(tally.stretch) {
                tally.before.push(tally.count);
            }
            tally.count += u64::from(keeps(index));
        }
        tally
    }

    /// The last stretch with at most this number of kept rows before it, others included. Returns its first row and the number
    /// of rows before it. `others` counts the rows before a row that are not counted here.
    pub(crate) fn find(&self, skip: u64, others: impl Fn(u64) -> u64) -> (u64, u64) {
        let stretch = |number: usize| {
            let first = self.start + number as u64 * self.stretch;
            (first, self.before[number] + others(first))
        };
        let mut range = 0..self.before.len();
        while range.len() > 1 {
            let middle = range.start + range.len() / 2;
            if stretch(middle).1 <= skip {
                range.start = middle;
            } else {
                range.end = middle;
            }
        }
        match range.start {
            // The sandbox must also look at others that come before all rows.
            0 => (self.start, 0),
            number => stretch(number),
        }
    }
}

/// A report, and its filter as the request had it.
pub(crate) type FilterKey = (u64, String);

/// Earlier counts. Rows depend only on the world, so a count stays right as long as the world does.
#[derive(Default)]
pub(crate) struct Tallies(Mutex<VecDeque<(FilterKey, Arc<Tally>)>>);

/// Shows no content, because filters may name people.
impl fmt::Debug for Tallies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tallies").finish_non_exhaustive()
    }
}

impl Tallies {
    /// The tally of a filter. Counts it if it is not there yet, without holding the lock.
    pub(crate) fn of(&self, asked: FilterKey, take: impl FnOnce() -> Tally) -> Arc<Tally> {
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = |kept: &mut VecDeque<(FilterKey, Arc<Tally>)>| {
            let place = kept.iter().position(|(it, _)| *it == asked)?;
            let entry = kept.remove(place)?;
            let tally = Arc::clone(&entry.1);
            kept.push_back(entry);
            Some(tally)
        };
        if let Some(tally) = known(&mut lock()) {
            return tally;
        }
        let tally = Arc::new(take());
        if asked.1.len() > LONGEST {
            return tally;
        }
        let mut kept = lock();
        if known(&mut kept).is_none() {
            if kept.len() >= FILTERS {
                kept.pop_front();
            }
            kept.push_back((asked, Arc::clone(&tally)));
        }
        tally
    }
}

#[cfg(test)]
mod tests;
