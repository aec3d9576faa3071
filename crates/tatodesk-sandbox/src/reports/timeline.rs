//! When the rows of a report were made. The time strictly falls with the number of the row, so that a binary search finds a
//! date.

use std::ops::Range;

use jiff::ToSpan;
use jiff::civil::DateTime;

use super::random::Draw;
use crate::world::{ROWS_A_DAY, Rows};

/// The hour at which the first row of a day may fall.
const MORNING: i8 = 8;

/// The rows of a report in time: row 0 is the latest.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Timeline<'w> {
    rows: &'w Rows,
    seed: u64,
    kind: u64,
}

impl<'w> Timeline<'w> {
    pub(crate) fn new(rows: &'w Rows, seed: u64, kind: u64) -> Self {
        Self { rows, seed, kind }
    }

    /// How many rows there are.
    pub(crate) fn len(&self) -> u64 {
        self.rows.count
    }

    /// When a row was made. Each row has its own stretch of the working time and a random moment in it.
    pub(crate) fn at(&self, index: u64) -> DateTime {
        let total = self.rows.days.len() as u64 * ROWS_A_DAY;
        let count = self.rows.count.max(1);
        let start = u128::from(index) * u128::from(total) / u128::from(count);
        let start = u64::try_from(start).unwrap_or(total);
        let back = start + Draw::new(self.seed, self.kind, index).below(total / count);
        let position = total.saturating_sub(1).saturating_sub(back);
        let day = usize::try_from(position / ROWS_A_DAY).ok();
        let date = day.and_then(|day| self.rows.days.get(day)).copied();
        let milliseconds = i64::try_from(position % ROWS_A_DAY).unwrap_or(0);
        date.unwrap_or_default()
            .at(MORNING, 0, 0, 0)
            .saturating_add(milliseconds.milliseconds())
    }

    /// The rows made from one moment to another, both included. A binary search finds them.
    pub(crate) fn between(&self, from: DateTime, to: DateTime) -> Range<u64> {
        let start = self.first(|at| at <= to);
        let end = self.first(|at| at < from);
        start..end.max(start)
    }

    /// How many rows were made after a moment.
    pub(crate) fn after(&self, moment: DateTime) -> u64 {
        self.first(|at| at <= moment)
    }

    /// The row that was made exactly at this moment.
    pub(crate) fn made_at(&self, moment: DateTime) -> Option<u64> {
        let index = self.after(moment);
        (index < self.len() && self.at(index) == moment).then_some(index)
    }

    /// The first row for which a condition holds. It must hold for all later rows too.
    fn first(&self, holds: impl Fn(DateTime) -> bool) -> u64 {
        let mut range = 0..self.len();
        while !range.is_empty() {
            let middle = range.start + (range.end - range.start) / 2;
            if holds(self.at(middle)) {
                range.end = middle;
            } else {
                range.start = middle + 1;
            }
        }
        range.start
    }
}

#[cfg(test)]
mod tests;
