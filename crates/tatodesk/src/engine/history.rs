//! What the attempts of a call have shown so far: no more than the error needs that may end it.

use tatodesk_api::Effect;

use crate::engine::{
    classify::{Observation, Verdict},
    outcome::Outcome,
    record::{AttemptError, CallRecord, Failure},
};

/// The attempts so far, none of which brought an answer.
pub(crate) struct AttemptHistory {
    effect: Effect,
    /// What was seen last.
    pub(crate) last: Observation,
    /// What the error will tell: the last failure, unless it would deny that a write or a send left before it. None before the
    /// first failure: most calls have none.
    told: Option<Box<(Outcome, AttemptError)>>,
    /// Why a later attempt did not leave, where an earlier one did.
    then: Option<String>,
}

impl AttemptHistory {
    /// Before the first attempt. A call that ends here had no time.
    pub(crate) fn new(effect: Effect) -> Self {
        Self::of(effect, Observation::NoTime)
    }

    /// Before the first attempt of a call that the client's own limits hold back for too long.
    pub(crate) fn held_back(effect: Effect) -> Self {
        Self::of(effect, Observation::Limited)
    }

    fn of(effect: Effect, last: Observation) -> Self {
        Self {
            effect,
            last,
            told: None,
            then: None,
        }
    }

    /// One more attempt failed.
    pub(crate) fn push(&mut self, verdict: Verdict, failed: AttemptError) {
        self.last = failed.observation;
        let told = self.told.as_ref();
        let has_left = told.is_some_and(|told| told.0 != Outcome::NotSent);
        let denies = verdict.outcome == Outcome::NotSent && self.effect != Effect::Read;
        if has_left && denies {
            let reason = failed.details.reason;
            self.then = Some(reason.unwrap_or_else(|| "not sent".to_owned()));
        } else {
            self.told = Some(Box::new((verdict.outcome, failed)));
            self.then = None;
        }
    }

    /// The failure that ends the call.
    pub(crate) fn ended(self, record: CallRecord) -> Box<Failure> {
        let (outcome, failed) = match self.told {
            Some(told) => *told,
            None => (Outcome::NotSent, unsent(self.last)),
        };
        let mut failure = Failure::new(record, outcome, failed);
        if let Some(then) = self.then {
            let first = failure.details.reason.as_deref().unwrap_or("failed");
            failure.details.reason = Some(format!("{first}; then {then}"));
        }
        failure
    }
}

/// Why no attempt was made.
fn unsent(observation: Observation) -> AttemptError {
    let reason = match observation {
        Observation::Limited => "the call's time is too short for the client's own limits",
        _ => "the call's time was over before it began",
    };
    AttemptError::because(observation, reason)
}

#[cfg(test)]
mod tests;
