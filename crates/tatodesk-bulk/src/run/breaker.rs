//! The circuit breaker: it ends a run when outcomes show that something is wrong.

use std::collections::VecDeque;

use tatodesk::Outcome;

use super::{event::Stopped, options::Breaker};

/// How many answers the share of rejections is taken of.
const LAST: usize = 50;

pub(crate) struct Tripped {
    breaker: Breaker,
    unknown: u32,
    not_sent: u32,
    /// Whether each of the last answers was a rejection.
    answers: VecDeque<bool>,
}

impl Tripped {
    pub(crate) fn new(breaker: Breaker) -> Self {
        Self {
            breaker,
            unknown: 0,
            not_sent: 0,
            answers: VecDeque::with_capacity(LAST),
        }
    }

    pub(crate) fn saw(&mut self, outcome: Outcome, rate_limited: bool) {
        let count = |before: u32, is: Outcome| if outcome == is { before + 1 } else { 0 };
        self.unknown = count(self.unknown, Outcome::Unknown);
        self.not_sent = count(self.not_sent, Outcome::NotSent);
        if matches!(outcome, Outcome::Accepted | Outcome::Rejected) && !rate_limited {
            if self.answers.len() == LAST {
                self.answers.pop_front();
            }
            self.answers.push_back(outcome == Outcome::Rejected);
        }
    }

    pub(crate) fn tripped(&self) -> Option<Stopped> {
        let rejected = self.answers.iter().filter(|rejected| **rejected).count();
        let share = rejected as f64 / LAST as f64;
        if self.unknown >= self.breaker.unknown {
            Some(Stopped::ManyUnknown)
        } else if self.not_sent >= self.breaker.not_sent {
            Some(Stopped::ManyNotSent)
        } else if self.answers.len() == LAST && share > self.breaker.rejected {
            Some(Stopped::ManyRejected)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests;
