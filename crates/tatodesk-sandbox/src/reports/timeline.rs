//! When the rows of a report were made: a strictly falling function of their number, so that a date finds its rows.

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

    /// The rows made from one moment to another, both included: found by halving, not by looking at each.
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

    /// The first row from which on something holds, which has to hold for all later rows too.
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
mod tests {
    use jiff::civil::date;

    use super::*;

    fn rows(count: u64) -> Rows {
        let days = date(2022, 1, 1).series(1.day());
        Rows {
            count,
            days: days.take_while(|day| *day <= date(2024, 12, 31)).collect(),
            ..Rows::default()
        }
    }

    #[test]
    fn rows_fall_strictly_and_stay_inside_their_days() {
        for count in [1, 2, 97, 20_000] {
            let rows = rows(count);
            let line = Timeline::new(&rows, 1, 1);
            let all: Vec<DateTime> = (0..count).map(|index| line.at(index)).collect();
            assert!(all.windows(2).all(|pair| pair[0] > pair[1]), "{count}");
            assert!(all[0] < date(2025, 1, 1).at(0, 0, 0, 0));
            assert!(all[all.len() - 1] >= date(2022, 1, 1).at(8, 0, 0, 0));
        }
    }

    #[test]
    fn a_range_is_what_looking_at_each_row_finds() {
        let rows = rows(5_000);
        let line = Timeline::new(&rows, 3, 1);
        for (from, to) in [
            (date(2022, 1, 1), date(2024, 12, 31)),
            (date(2023, 5, 1), date(2023, 5, 7)),
            (date(2020, 1, 1), date(2021, 1, 1)),
            (date(2024, 1, 2), date(2024, 1, 1)),
        ] {
            let (from, to) = (from.at(0, 0, 0, 0), to.at(23, 59, 59, 999_999_999));
            let found = line.between(from, to);
            let inside = |index: &u64| from <= line.at(*index) && line.at(*index) <= to;
            assert_eq!(
                found.end - found.start,
                (0..5_000).filter(inside).count() as u64
            );
            assert!(found.clone().all(|index| inside(&index)));
        }
        assert_eq!(line.made_at(line.at(77)), Some(77));
        assert_eq!(line.made_at(date(2023, 1, 1).at(3, 0, 0, 0)), None);
    }

    #[test]
    fn no_rows_are_no_trouble() {
        let rows = Rows::default();
        let line = Timeline::new(&rows, 0, 0);
        assert_eq!(line.between(DateTime::MIN, DateTime::MAX), 0..0);
        assert_eq!(line.made_at(DateTime::default()), None);
    }
}
