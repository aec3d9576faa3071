//! The retry budget of a client at work: tower counts, and what was paid for an attempt that is not made is given back.

use std::{
    fmt,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;
use tower::retry::budget::{Budget as _, TpsBudget};

use crate::engine::retry::policy::RetryBudget;

/// How long a deposit and a withdrawal count at most.
const WINDOW: Duration = Duration::from_secs(10);
/// How long they count at least: where calls come steadily, tower's window moves on twice as fast as the time.
const HALF: Duration = Duration::from_secs(5);

/// The tokens of all calls of a client.
pub(crate) struct Budget {
    /// None where nothing limits.
    bucket: Option<TpsBudget>,
    /// The tokens that were given back, by the moments at which they left the bucket. tower's takes nothing back.
    returned: Mutex<Vec<Instant>>,
}

/// What one more attempt costs. Dropped before it is [`spent`](Token::spent), it is there for others.
#[must_use]
pub(crate) struct Token<'a> {
    budget: &'a Budget,
    /// None where there is nothing to give back.
    left_at: Option<Instant>,
}

impl Budget {
    pub(crate) fn new(settings: RetryBudget) -> Self {
        // Tower asserts these bounds. A share below a millionth is none.
        let share = match settings.share {
            share if share >= 1e-6 => share.min(1000.0),
            _ => 0.0,
        };
        let floor = settings.per_second.min(1_000_000);
        Self {
            bucket: settings
                .limited
                .then(|| TpsBudget::new(WINDOW, floor, share)),
            returned: Mutex::default(),
        }
    }

    /// A call begins.
    pub(crate) fn deposit(&self) {
        if let Some(budget) = &self.bucket {
            budget.deposit();
        }
    }

    /// The token for one more attempt, if it is allowed.
    pub(crate) fn withdraw(&self) -> Option<Token<'_>> {
        let left_at = match &self.bucket {
            None => None,
            Some(bucket) => Some(
                self.take_returned()
                    .or_else(|| bucket.withdraw().then(Instant::now))?,
            ),
        };
        Some(Token {
            budget: self,
            left_at,
        })
    }

    fn take_returned(&self) -> Option<Instant> {
        let mut returned = self.returned.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(left_at) = returned.pop() {
            // For an older one the bucket may have filled again: it would count twice.
            if left_at.elapsed() < HALF {
                return Some(left_at);
            }
        }
        None
    }
}

impl Token<'_> {
    /// The attempt is made.
    pub(crate) fn spent(mut self) {
        self.left_at = None;
    }
}

impl Drop for Token<'_> {
    fn drop(&mut self) {
        if let Some(left_at) = self.left_at {
            let returned = &self.budget.returned;
            let mut returned = returned.lock().unwrap_or_else(PoisonError::into_inner);
            returned.push(left_at);
        }
    }
}

impl fmt::Debug for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.bucket.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spend(budget: &Budget, attempts: usize) -> usize {
        let tokens = (0..attempts).filter_map(|_| budget.withdraw());
        tokens.map(Token::spent).count()
    }

    fn allowed(settings: RetryBudget, calls: u32) -> usize {
        let budget = Budget::new(settings);
        (0..calls).for_each(|_| budget.deposit());
        spend(&budget, 5000)
    }

    #[test]
    fn a_budget_is_its_floor_and_a_share_of_the_calls() {
        let settings = RetryBudget::default();
        assert_eq!(allowed(settings, 0), 100);
        assert_eq!(allowed(settings, 1000), 300);
        assert_eq!(allowed(settings.per_second(0), 100), 20);
        assert_eq!(allowed(settings.per_second(0).share(2.0), 10), 20);
        assert_eq!(allowed(settings.per_second(0).share(0.0), 1000), 0);
        assert_eq!(allowed(RetryBudget::unlimited(), 0), 5000);
    }

    #[test]
    fn no_number_is_refused() {
        for share in [f32::NAN, -1.0, 1e-30, f32::INFINITY, 1e30] {
            for per_second in [0, u32::MAX] {
                let settings = RetryBudget::default().share(share).per_second(per_second);
                drop(Budget::new(settings).withdraw());
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_empty_bucket_fills_again() {
        let budget = Budget::new(RetryBudget::default().per_second(1));
        assert_eq!(spend(&budget, 50), 10);
        tokio::time::advance(WINDOW * 2).await;
        assert_eq!(spend(&budget, 50), 10);
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_not_spent_is_there_for_others_while_it_would_have_counted() {
        let budget = Budget::new(RetryBudget::default().per_second(1));
        let all = || -> Vec<_> { (0..50).map_while(|_| budget.withdraw()).collect() };
        for _ in 0..3 {
            let tokens = all();
            assert_eq!(tokens.len(), 10);
            assert!(budget.withdraw().is_none());
        }
        // The bucket has filled again by then, and no token is there twice.
        let tokens = all();
        tokio::time::advance(WINDOW * 2).await;
        drop(tokens);
        assert_eq!(spend(&budget, 50), 10);
    }
}
