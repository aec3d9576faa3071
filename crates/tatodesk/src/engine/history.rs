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
    /// What the error will tell: the last failure, unless it would deny that a write or a send left before it.
    told: (Outcome, AttemptError),
    /// Why a later attempt did not leave, where an earlier one did.
    then: Option<String>,
}

impl AttemptHistory {
    /// Before the first attempt. A call that ends here had no time.
    pub(crate) fn new(effect: Effect) -> Self {
        let reason = "the call's time was over before it began";
        Self::of(effect, AttemptError::because(Observation::NoTime, reason))
    }

    /// Before the first attempt of a call that the client's own limits hold back for too long.
    pub(crate) fn held_back(effect: Effect) -> Self {
        let reason = "the call's time is too short for the client's own limits";
        Self::of(effect, AttemptError::because(Observation::Limited, reason))
    }

    fn of(effect: Effect, unsent: AttemptError) -> Self {
        Self {
            effect,
            last: unsent.observation,
            told: (Outcome::NotSent, unsent),
            then: None,
        }
    }

    /// One more attempt failed.
    pub(crate) fn push(&mut self, verdict: Verdict, failed: AttemptError) {
        self.last = failed.observation;
        let has_left = self.told.0 != Outcome::NotSent;
        let denies = verdict.outcome == Outcome::NotSent && self.effect != Effect::Read;
        if has_left && denies {
            let reason = failed.details.reason;
            self.then = Some(reason.unwrap_or_else(|| "not sent".to_owned()));
        } else {
            self.told = (verdict.outcome, failed);
            self.then = None;
        }
    }

    /// The failure that ends the call.
    pub(crate) fn ended(self, record: CallRecord) -> Box<Failure> {
        let (outcome, failed) = self.told;
        let mut failure = Failure::new(record, outcome, failed);
        if let Some(then) = self.then {
            let first = failure.details.reason.as_deref().unwrap_or("failed");
            failure.details.reason = Some(format!("{first}; then {then}"));
        }
        failure
    }
}

#[cfg(test)]
mod tests;
