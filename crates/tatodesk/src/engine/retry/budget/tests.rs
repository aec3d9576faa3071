//! Tests of the retry budget.

use proptest::prelude::*;

use super::*;

fn spend(budget: &Budget, now: Instant, attempts: usize) -> usize {
    let tokens = (0..attempts).filter_map(|_| budget.withdraw(now));
    tokens.map(Token::spent).count()
}

fn allowed(settings: RetryBudget, calls: u32) -> usize {
    let now = Instant::now();
    let budget = Budget::new(settings, now);
    (0..calls).for_each(|_| budget.deposit(now));
    spend(&budget, now, 5000)
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
            let now = Instant::now();
            let budget = Budget::new(settings, now);
            budget.deposit(now);
            let allowed = budget.withdraw(now).is_some();
            assert_eq!(
                allowed,
                per_second > 0 || share > 1.0,
                "{share} {per_second}"
            );
        }
    }
}

#[test]
fn the_floor_fills_again_at_its_rate() {
    let start = Instant::now();
    let budget = Budget::new(RetryBudget::default().per_second(2), start);
    assert_eq!(spend(&budget, start, 50), 20);
    assert_eq!(spend(&budget, start + Duration::from_secs(3), 50), 6);
    assert_eq!(spend(&budget, start + Duration::from_secs(60), 50), 20);
    // A clock that goes back fills nothing.
    assert_eq!(spend(&budget, start, 50), 0);
}

#[test]
fn a_deposit_counts_for_five_to_ten_seconds() {
    let start = Instant::now();
    let settings = RetryBudget::default().per_second(0).share(1.0);
    for (after, allowed) in [(0, 1), (4, 1), (9, 1), (10, 0), (60, 0)] {
        let budget = Budget::new(settings, start);
        budget.deposit(start);
        let now = start + Duration::from_secs(after);
        assert_eq!(spend(&budget, now, 5), allowed, "after {after} s");
    }
}

#[test]
fn a_token_that_is_not_spent_goes_back_and_is_never_there_twice() {
    let start = Instant::now();
    let later = start + Duration::from_secs(60);
    for settings in [
        RetryBudget::default().per_second(1).share(0.0),
        RetryBudget::default().per_second(0).share(1.0),
    ] {
        let budget = Budget::new(settings, start);
        (0..10).for_each(|_| budget.deposit(start));
        let all = || -> Vec<_> { (0..50).map_while(|_| budget.withdraw(start)).collect() };
        for _ in 0..3 {
            let tokens = all();
            assert_eq!(tokens.len(), 10);
            assert!(budget.withdraw(start).is_none());
        }
        let tokens = all();
        let full = budget.withdraw(later).map(Token::spent).is_some();
        drop(tokens);
        let floor = usize::from(settings.per_second > 0);
        assert_eq!(usize::from(full), floor);
        assert_eq!(spend(&budget, later, 50), 10 * floor);
    }
}

proptest! {
    /// Whatever is taken and given back, no more is spent than was there.
    #[test]
    fn no_more_is_spent_than_was_paid_in(
        steps in proptest::collection::vec((0..3_u8, 0..4_u64), 0..200),
        per_second in 0..4_u32,
    ) {
        let start = Instant::now();
        let settings = RetryBudget::default().per_second(per_second).share(0.5);
        let budget = Budget::new(settings, start);
        let (mut now, mut calls, mut spent) = (start, 0.0, 0.0);
        for (step, seconds) in steps {
            now += Duration::from_secs(seconds);
            match step {
                0 => { budget.deposit(now); calls += 1.0; }
                1 => drop(budget.withdraw(now)),
                _ => if let Some(token) = budget.withdraw(now) { token.spent(); spent += 1.0; },
            }
        }
        let seconds = (now - start).as_secs_f64();
        prop_assert!(spent <= 0.5 * calls + f64::from(per_second) * (seconds + SAVED_SECONDS) + 0.01);
    }
}
