//! Which pages a walk asks for, and where it ends. Pure: it sends nothing and knows no time.
//!
//! A page is known by its ordinal in the walk, from 0. The server's `count` is a hint: it is often absent or wrong, so it never
//! ends a walk alone. It does so only where it agrees with the rows that came.

/// How many pages, and from where.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    /// The number of the first page.
    pub(crate) first: i64,
    /// How many rows each request asks for.
    pub(crate) limit: u64,
    /// How many pages are asked for beyond the last page that is known to have rows.
    pub(crate) look_ahead: usize,
}

/// What is known so far of the page that is being read.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Head {
    /// Its rows so far, malformed ones counted.
    pub(crate) rows: u64,
    pub(crate) count: Option<u64>,
}

/// What is known of a page that was read to its end.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct PageEnd {
    /// All its rows, malformed ones counted.
    pub(crate) rows: u64,
    /// How many rows all pages have, as far as the server says.
    pub(crate) count: Option<u64>,
    /// A hash of its rows.
    pub(crate) digest: u64,
}

/// The server has sent the rows of another page, which has this number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Repeated(pub(crate) i64);

/// More pages are never on their way at a time: each of them has a connection.
const MOST_AHEAD: usize = 64;

#[derive(Debug)]
pub(crate) struct Walk {
    plan: Plan,
    /// How many pages were asked for.
    asked: u64,
    /// How many of them were read to their end.
    read: u64,
    /// The rows of those.
    rows: u64,
    /// The most rows of one page.
    largest: u64,
    count: Option<u64>,
    /// The ordinals and hashes of the pages 0, 1, 3, 7, 15 and so on, and of the page that was read last. A circle of pages, however
    /// long, meets one of them.
    digests: Vec<(u64, u64)>,
    /// Whether that page had fewer rows than asked for.
    was_short: bool,
    last_rows: u64,
    has_ended: bool,
}

impl Walk {
    pub(crate) fn new(plan: Plan) -> Self {
        Self {
            plan,
            asked: 0,
            read: 0,
            rows: 0,
            largest: 0,
            count: None,
            digests: Vec::new(),
            was_short: false,
            last_rows: 0,
            has_ended: false,
        }
    }

    pub(crate) fn look_ahead(&mut self, pages: usize) {
        self.plan.look_ahead = pages.min(MOST_AHEAD);
    }

    /// Whether the next page is to be on its way while the caller uses this one.
    pub(crate) fn looks_ahead_between(&self) -> bool {
        self.plan.look_ahead > 0
    }

    /// Whether no further row is expected.
    pub(crate) fn has_ended(&self) -> bool {
        self.has_ended
    }

    /// How many rows all pages have, as far as the server has said it.
    pub(crate) fn count(&self) -> Option<u64> {
        self.count
    }

    /// Whether no page was read.
    pub(crate) fn is_at_start(&self) -> bool {
        self.read == 0
    }

    /// Whether the page that was read last had no rows.
    pub(crate) fn has_ended_empty(&self) -> bool {
        self.has_ended && self.last_rows == 0
    }

    /// The number of the page that is being read.
    pub(crate) fn page(&self) -> i64 {
        self.number(self.read).unwrap_or(i64::MAX)
    }

    /// The number of a further page that is to be asked for now, if there is one. It counts as asked for.
    pub(crate) fn ask(&mut self, head: Head) -> Option<i64> {
        let waiting = self.asked - self.read;
        if self.has_ended || (waiting > 0 && !self.looks_ahead(waiting, head)) {
            return None;
        }
        let Some(number) = self.number(self.asked) else {
            // There is no larger number.
            self.has_ended = waiting == 0;
            return None;
        };
        self.asked += 1;
        Some(number)
    }

    /// The last pages were given up, so they are asked for again when there is a reason.
    pub(crate) fn take_back(&mut self, pages: u64) {
        self.asked -= pages;
    }

    /// Whether a page is to be asked for while `waiting` others are on their way.
    fn looks_ahead(&self, waiting: u64, head: Head) -> bool {
        let has_rows = head.rows > 0;
        let beyond = waiting - u64::from(has_rows);
        if beyond >= self.plan.look_ahead as u64 || (self.was_short && !has_rows) {
            return false;
        }
        let size = self.size();
        let seen = self.seen();
        match head.count.or(self.count) {
            Some(count) if count > seen => {
                waiting.saturating_mul(size).saturating_add(seen) < count
            }
            // A report of few rows is one request. Where the count comes behind the rows, it is soon known.
            _ if self.read == 0 => beyond == 0 && head.rows.saturating_mul(2) >= size,
            // All rows came, as the server says. One page shows whether that is so.
            Some(count) if count == seen => beyond == 0,
            _ => true,
        }
    }

    /// A page was read to its end: that of [`page`](Self::page).
    pub(crate) fn read(&mut self, page: PageEnd) -> Result<(), Repeated> {
        if page.rows > 0 {
            self.compare(page.digest)?;
        }
        let is_smaller = page.rows < self.largest;
        self.read += 1;
        self.last_rows = page.rows;
        self.rows = self.rows.saturating_add(page.rows);
        self.largest = self.largest.max(page.rows);
        self.count = page.count.or(self.count);
        self.was_short = page.rows < self.limit();
        let seen = self.seen();
        let is_last = match self.count {
            Some(count) if count == seen => true,
            Some(count) if count > seen => false,
            // The server caps the limit, or this is the end: a page that is smaller than another one tells.
            _ => is_smaller,
        };
        // A page behind the largest number cannot be asked for.
        self.has_ended = page.rows == 0
            || (page.rows != self.limit() && is_last)
            || self.number(self.read).is_none();
        Ok(())
    }

    /// Compares a page with pages before it.
    fn compare(&mut self, digest: u64) -> Result<(), Repeated> {
        let mut earlier = self.digests.iter();
        if let Some((ordinal, _)) = earlier.find(|(_, earlier)| *earlier == digest) {
            self.has_ended = true;
            return Err(Repeated(self.number(*ordinal).unwrap_or(i64::MAX)));
        }
        self.digests
            .pop_if(|(ordinal, _)| !(*ordinal + 1).is_power_of_two());
        self.digests.push((self.read, digest));
        Ok(())
    }

    fn number(&self, ordinal: u64) -> Option<i64> {
        self.plan.first.checked_add(i64::try_from(ordinal).ok()?)
    }

    fn limit(&self) -> u64 {
        self.plan.limit.max(1)
    }

    /// How many rows a full page has, as far as is known.
    fn size(&self) -> u64 {
        match self.largest {
            0 => self.limit(),
            largest => largest,
        }
    }

    /// The rows up to here, with those before the first page of the walk.
    fn seen(&self) -> u64 {
        let before = u64::try_from(self.plan.first).unwrap_or(0);
        before.saturating_mul(self.size()).saturating_add(self.rows)
    }
}

#[cfg(test)]
mod tests;
