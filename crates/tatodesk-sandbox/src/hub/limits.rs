//! The rate limit: a maximum of calls per second and key, on the sandbox's clock.

use std::collections::BTreeMap;
use std::fmt;
use std::num::NonZeroU32;

use jiff::civil::DateTime;

/// The limit, and the recent calls of each key.
#[derive(Default)]
pub(crate) struct Limits {
    per_second: Option<NonZeroU32>,
    recent: BTreeMap<String, Vec<DateTime>>,
}

/// Keys are secrets.
impl fmt::Debug for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limits")
            .field("per_second", &self.per_second)
            .finish_non_exhaustive()
    }
}

impl Limits {
    pub(crate) fn new(per_second: Option<NonZeroU32>) -> Self {
        Self {
            per_second,
            recent: BTreeMap::new(),
        }
    }

    pub(crate) fn per_second(&self) -> Option<NonZeroU32> {
        self.per_second
    }

    /// Whether a call of this key may pass now.
    pub(crate) fn admit(&mut self, key: &str, now: DateTime) -> bool {
        let Some(limit) = self.per_second else {
            return true;
        };
        let calls = self.recent.entry(key.to_owned()).or_default();
        // A test can set the clock back, so later calls than now do not count.
        calls.retain(|call| (0..1000).contains(&now.duration_since(*call).as_millis()));
        let passes = calls.len() < limit.get() as usize;
        if passes {
            calls.push(now);
        }
        passes
    }
}

#[cfg(test)]
mod tests;
