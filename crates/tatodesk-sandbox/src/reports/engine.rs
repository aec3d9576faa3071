//! One search of a report. It merges the rows made from their number and the rows that requests made by date, newest first.

use std::iter::{Peekable, Skip};
use std::ops::Range;
use std::sync::Arc;

use jiff::civil::DateTime;
use serde_json::Value;

use super::page::ReportPage;
use super::timeline::Timeline;
use crate::state::State;
use crate::state::tallies::{Tallies, Tally};
use crate::world::{Rows, World};

/// A report under the filter of one request.
pub(crate) trait Report: Send + 'static {
    /// A row before it is written.
    type Row: Send;
    /// The report's own number. Two reports with different numbers draw different rows.
    const KIND: u64;
    /// The member of the answer that holds the rows.
    const MEMBER: &'static str;

    /// How many rows the world has, and when.
    fn rows(world: &World) -> &Rows;
    /// A row of the world, from its number alone.
    fn row(world: &World, index: u64) -> Self::Row;
    /// When the row was made.
    fn at(row: &Self::Row) -> DateTime;
    /// Whether the filter has more than dates.
    fn narrows(&self) -> bool;
    /// Whether the row passes the filter, apart from its date.
    fn passes(&self, world: &World, row: &Self::Row) -> bool;
    /// The row as the API writes it.
    fn write(world: &World, row: Self::Row) -> Value;

    /// Rows that the world file names, beside those that it only counts.
    fn seeds(_: &World) -> Vec<Self::Row> {
        Vec::new()
    }

    /// The row of the world that was made exactly at this moment.
    fn made_at(world: &World, at: DateTime) -> Option<Self::Row> {
        let mut named = Self::seeds(world).into_iter();
        let named = named.find(|row| Self::at(row) == at);
        named.or_else(|| Some(Self::row(world, Self::timeline(world).made_at(at)?)))
    }

    /// When each row was made.
    fn timeline(world: &World) -> Timeline<'_> {
        Timeline::new(Self::rows(world), world.seed, Self::KIND)
    }
}

/// A page of the rows between two moments.
pub(crate) struct PageRequest {
    pub(crate) from: DateTime,
    pub(crate) to: DateTime,
    pub(crate) page: u64,
    pub(crate) limit: u64,
    /// The filter of the request, with its dates.
    pub(crate) filter: String,
}

/// A search that is ready to run without the lock of the state.
pub(crate) struct Search<R: Report> {
    world: Arc<World>,
    report: R,
    range: Range<u64>,
    /// Rows that requests made or the world names, newest first. Each comes with the next older row of the world.
    made: Vec<(u64, R::Row)>,
    wanted: PageRequest,
    tallies: Arc<Tallies>,
}

/// The next rows to look at: of the world, and of those that requests made.
#[derive(Debug, Clone, Copy)]
struct Cursor {
    index: u64,
    made: usize,
}

impl<R: Report> Search<R> {
    pub(crate) fn new(state: &State, report: R, wanted: PageRequest, made: Vec<R::Row>) -> Self {
        let world = &state.world;
        let line = R::timeline(world);
        let inside = |row: &R::Row| (wanted.from..=wanted.to).contains(&R::at(row));
        let made = made.into_iter().chain(R::seeds(world));
        let made = made.filter(|row| inside(row) && report.passes(world, row));
        let mut made: Vec<_> = made.map(|row| (line.after(R::at(&row)), row)).collect();
        made.sort_by_key(|(_, row)| std::cmp::Reverse(R::at(row)));
        Self {
            range: line.between(wanted.from, wanted.to),
            world: Arc::clone(world),
            report,
            made,
            wanted,
            tallies: Arc::clone(&state.tallies),
        }
    }

    /// Counts the rows and finds the first row of the page. It looks at each row only if there is a filter.
    pub(crate) fn run(self) -> ReportPage {
        let skip = self.wanted.page.saturating_mul(self.wanted.limit);
        let (count, start) = if self.report.narrows() {
            self.scan(skip)
        } else {
            self.reckon(skip)
        };
        let Some(cursor) = start else {
            return ReportPage::new(R::MEMBER, count, std::iter::empty());
        };
        let left = self.wanted.limit;
        let rows = PageRows {
            made: self.made.into_iter().skip(cursor.made).peekable(),
            world: self.world,
            report: self.report,
            index: cursor.index,
            end: self.range.end,
            left,
        };
        ReportPage::new(R::MEMBER, count, rows)
    }

    /// All rows of the search, on all pages, in no order.
    pub(crate) fn all(self) -> impl Iterator<Item = R::Row> {
        let Self {
            world,
            report,
            range,
            made,
            ..
        } = self;
        let rows = range.map(move |index| (R::row(&world, index), Arc::clone(&world)));
        let rows = rows.filter(move |(row, world)| report.passes(world, row));
        made.into_iter()
            .map(|(_, row)| row)
            .chain(rows.map(|(row, _)| row))
    }

    /// Without a filter, the numbers of rows give every position.
    fn reckon(&self, skip: u64) -> (u64, Option<Cursor>) {
        let count = self.range.end - self.range.start + self.made.len() as u64;
        let before = |(place, made): (u64, u64)| place - self.range.start + made < skip;
        let places = self.made.iter().map(|(place, _)| *place).zip(0..);
        let made = places.take_while(|place| before(*place)).count();
        let start = (skip < count).then(|| Cursor {
            index: self.range.start + skip - made as u64,
            made,
        });
        (count, start)
    }

    /// With a filter, the rows are counted once. The search for the page begins near its first row.
    fn scan(&self, skip: u64) -> (u64, Option<Cursor>) {
        let passes = |index| self.report.passes(&self.world, &R::row(&self.world, index));
        let take = || Tally::take(self.range.clone(), passes);
        let tally = self.tallies.of((R::KIND, self.wanted.filter.clone()), take);
        let count = tally.count + self.made.len() as u64;
        if skip >= count {
            return (count, None);
        }
        let others = |index| self.made.partition_point(|(place, _)| *place < index);
        let (mut index, mut position) = tally.find(skip, |index| others(index) as u64);
        let mut made = if position == 0 { 0 } else { others(index) };
        loop {
            let stands = self.made.get(made);
            let stands = stands.is_some_and(|(place, _)| *place <= index);
            let row = stands || (index < self.range.end && passes(index));
            if row && position == skip {
                return (count, Some(Cursor { index, made }));
            }
            position += u64::from(row);
            if stands {
                made += 1;
            } else {
                index += 1;
            }
        }
    }
}

/// Rows that requests made. Each comes with the next older row of the world.
type Made<R> = std::vec::IntoIter<(u64, <R as Report>::Row)>;

/// Makes the rows of one page one by one. The iterator yields `None` for a row that the filter leaves out, so that its caller
/// can do other work in between.
struct PageRows<R: Report> {
    world: Arc<World>,
    report: R,
    made: Peekable<Skip<Made<R>>>,
    index: u64,
    end: u64,
    left: u64,
}

impl<R: Report> Iterator for PageRows<R> {
    type Item = Option<Value>;

    fn next(&mut self) -> Option<Option<Value>> {
        if self.left == 0 {
            return None;
        }
        let index = self.index;
        let row = match self.made.next_if(|(place, _)| *place <= index) {
            Some((_, row)) => row,
            None if index < self.end => {
                self.index += 1;
                let row = R::row(&self.world, index);
                if self.report.narrows() && !self.report.passes(&self.world, &row) {
                    return Some(None);
                }
                row
            }
            None => return None,
        };
        self.left -= 1;
        Some(Some(R::write(&self.world, row)))
    }
}
