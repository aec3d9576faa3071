use tatodesk::Outcome::{self, Accepted, NotSent, Rejected, Unknown};

use super::{Stopped, Tripped};
use crate::run::options::Breaker;

fn after(outcomes: impl IntoIterator<Item = Outcome>) -> Option<Stopped> {
    let mut breaker = Tripped::new(Breaker::default());
    outcomes
        .into_iter()
        .for_each(|outcome| breaker.saw(outcome, false));
    breaker.tripped()
}

#[test]
fn outcomes_in_a_row_and_shares_of_rejections_trip_it() {
    assert_eq!(after([Unknown; 10]), Some(Stopped::ManyUnknown));
    assert_eq!(
        after([Unknown; 9].into_iter().chain([Accepted, Unknown])),
        None
    );
    assert_eq!(after([NotSent; 10]), Some(Stopped::ManyNotSent));
    assert_eq!(after([Rejected; 49]), None);
    assert_eq!(after([Rejected; 50]), Some(Stopped::ManyRejected));
    assert_eq!(
        after([Rejected, Accepted].into_iter().cycle().take(200)),
        None
    );
}

#[test]
fn refusals_of_the_rate_limit_are_no_rejections() {
    let mut breaker = Tripped::new(Breaker::default());
    (0..100).for_each(|_| breaker.saw(Rejected, true));
    assert_eq!(breaker.tripped(), None);
}
