//! The retry budget of a client at work: a token bucket that takes back the token of an attempt that is not made.

use std::{
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use crate::engine::retry::policy::RetryBudget;

/// How long a deposit counts at least. It counts for twice as long at most.
const SLOT: Duration = Duration::from_secs(5);
/// How many seconds of the floor are saved up.
const SAVED_SECONDS: f64 = 10.0;

/// The tokens of all calls of a client.
pub(crate) struct Budget {
    /// None where the caller sets no limit.
    bucket: Option<Mutex<Bucket>>,
}

/// The token for one further attempt. Dropped before it is [`spent`](Token::spent), it goes back into the bucket.
#[must_use]
pub(crate) struct Token<'a> {
    budget: &'a Budget,
    /// None where there is nothing to give back.
    from: Option<Source>,
}

/// The part of the bucket that a token was taken from.
#[derive(Clone, Copy, PartialEq)]
enum Source {
    Floor,
    /// The deposits of the slot with this number.
    Slot(u64),
}

struct Bucket {
    settings: RetryBudget,
    floor: f64,
    started: Instant,
    /// When the floor was filled, since the start.
    filled_at: Duration,
    /// The number of the present slot.
    slot: u64,
    /// The deposits of the present slot and of the one before it.
    deposits: [f64; 2],
}

impl Budget {
    pub(crate) fn new(settings: RetryBudget, now: Instant) -> Self {
        Self {
            bucket: settings.limited.then(|| {
                Mutex::new(Bucket {
                    floor: f64::from(settings.per_second) * SAVED_SECONDS,
                    settings,
                    started: now,
                    filled_at: Duration::ZERO,
                    slot: 0,
                    deposits: [0.0; 2],
                })
            }),
        }
    }

    /// Pays in the share of a call that begins.
    pub(crate) fn deposit(&self, now: Instant) {
        if let Some(mut bucket) = self.bucket(now) {
            let share = f64::from(bucket.settings.share);
            // `max` also turns a share that is not a number into none.
            bucket.deposits[0] += share.max(0.0);
        }
    }

    /// The token for one further attempt, if the budget allows it.
    pub(crate) fn withdraw(&self, now: Instant) -> Option<Token<'_>> {
        let from = match self.bucket(now) {
            None => None,
            Some(mut bucket) => Some(bucket.take()?),
        };
        Some(Token { budget: self, from })
    }

    fn bucket(&self, now: Instant) -> Option<MutexGuard<'_, Bucket>> {
        let bucket = self.bucket.as_ref()?;
        let mut bucket = bucket.lock().unwrap_or_else(PoisonError::into_inner);
        bucket.advance(now);
        Some(bucket)
    }
}

impl Bucket {
    /// Fills the floor and forgets old deposits.
    fn advance(&mut self, now: Instant) {
        let per_second = f64::from(self.settings.per_second);
        let now = now.saturating_duration_since(self.started);
        let since = now.saturating_sub(self.filled_at).as_secs_f64();
        self.floor = (self.floor + since * per_second).min(per_second * SAVED_SECONDS);
        self.filled_at = self.filled_at.max(now);
        let slot = now.as_secs() / SLOT.as_secs();
        self.deposits = match slot.saturating_sub(self.slot) {
            0 => self.deposits,
            1 => [0.0, self.deposits[0]],
            _ => [0.0; 2],
        };
        self.slot = self.slot.max(slot);
    }

    /// Takes a token, the one first that would be forgotten first.
    fn take(&mut self) -> Option<Source> {
        let [present, before] = &mut self.deposits;
        // Shares add up to a little less than a whole token.
        let whole = 1.0 - 1e-6;
        let (tokens, source) = if *before >= whole {
            (before, Source::Slot(self.slot.wrapping_sub(1)))
        } else if *present >= whole {
            (present, Source::Slot(self.slot))
        } else if self.floor >= whole {
            (&mut self.floor, Source::Floor)
        } else {
            return None;
        };
        *tokens -= 1.0;
        Some(source)
    }

    /// Takes a token back, unless it would be forgotten by now.
    fn put_back(&mut self, source: Source) {
        match source {
            Source::Floor => {
                let most = f64::from(self.settings.per_second) * SAVED_SECONDS;
                self.floor = (self.floor + 1.0).min(most);
            }
            Source::Slot(slot) if slot == self.slot => self.deposits[0] += 1.0,
            Source::Slot(slot) if slot.wrapping_add(1) == self.slot => self.deposits[1] += 1.0,
            Source::Slot(_) => {}
        }
    }
}

impl Token<'_> {
    /// The attempt is made.
    pub(crate) fn spent(mut self) {
        self.from = None;
    }
}

impl Drop for Token<'_> {
    fn drop(&mut self) {
        if let (Some(from), Some(bucket)) = (self.from, &self.budget.bucket) {
            let mut bucket = bucket.lock().unwrap_or_else(PoisonError::into_inner);
            bucket.put_back(from);
        }
    }
}

impl fmt::Debug for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Budget").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
