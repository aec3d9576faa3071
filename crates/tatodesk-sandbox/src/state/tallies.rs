//! How many rows a filter keeps, and about where: counted once per filter, so that a walk over its pages does not look
//! at every row for every page.

use std::collections::VecDeque;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

/// How many filters are remembered. The one that was used least recently gives way.
const FILTERS: usize = 64;
/// The longest filter that is remembered, in bytes: memory stays small under any requests.
const LONGEST: usize = 16 * 1024;
/// Into how many stretches the rows of a filter are divided, at most.
const STRETCHES: u64 = 1024;
/// The fewest rows of a stretch: looking at this many takes very little time.
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

    /// The last stretch before which no more rows than these are kept, others included: its first row, and how many
    /// rows come before it. `others` says how many rows that are not counted here come before a row.
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
            // Others that come before all rows have to be looked at too.
            0 => (self.start, 0),
            number => stretch(number),
        }
    }
}

/// A report, and its filter as it was asked for.
pub(crate) type FilterKey = (u64, String);

/// What was counted before. Rows follow from the world alone, so a count stays right as long as the world does.
#[derive(Default)]
pub(crate) struct Tallies(Mutex<VecDeque<(FilterKey, Arc<Tally>)>>);

/// Shows no content: filters may name people.
impl fmt::Debug for Tallies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tallies").finish_non_exhaustive()
    }
}

impl Tallies {
    /// The tally of a filter, taken if it is not there yet. The lock is not held meanwhile.
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
mod tests {
    use super::*;

    #[test]
    fn a_stretch_is_found_that_begins_at_or_before_the_row() {
        let keeps = |index: u64| index.is_multiple_of(3);
        let tally = Tally::take(5..2_000_005, keeps);
        assert_eq!(tally.count, 666_667);
        assert!(tally.before.len() <= 1024);
        // Another ten rows stand before row 1,000,000.
        let others = |index: u64| if index > 1_000_000 { 10 } else { 0 };
        for skip in [0, 1, 333_331, 333_345, 666_676] {
            let (first, before) = tally.find(skip, others);
            let kept = (5..first).filter(|index| keeps(*index)).count() as u64;
            assert_eq!(before, kept + others(first));
            assert!(
                before <= skip && skip - before <= tally.stretch + 10,
                "{skip}"
            );
        }
        assert_eq!(Tally::take(7..7, keeps).find(0, |_| 0), (7, 0));
    }

    #[test]
    fn filters_are_counted_once_and_forgotten_in_turn() {
        let tallies = Tallies::default();
        let taken = std::cell::Cell::new(0);
        let ask = |filter: u64| {
            tallies.of((1, filter.to_string()), || {
                taken.set(taken.get() + 1);
                Tally::take(0..filter, |_| true)
            })
        };
        assert_eq!((ask(5).count, ask(5).count, taken.get()), (5, 5, 1));
        for filter in 100..100 + FILTERS as u64 - 1 {
            ask(filter);
            ask(5);
        }
        assert_eq!(taken.get(), FILTERS, "what is used stays");
        ask(1_000);
        ask(100);
        assert_eq!(taken.get(), FILTERS + 2, "and what is not gives way");
        let long = || (1, "x".repeat(LONGEST + 1));
        for _ in 0..2 {
            tallies.of(long(), || Tally::take(0..1, |_| true));
        }
        let kept = tallies.0.lock().expect("no test panicked");
        assert!(kept.len() == FILTERS && !kept.iter().any(|(it, _)| *it == long()));
    }
}
