//! Refuses rules that cannot happen, and rules whose faults would undo each other.

use std::mem::discriminant;
use std::time::Duration;

use super::{BadRule, Fault, MAX_WAIT, Rule};
use crate::spec::Spec;

/// The largest whole number that every reader of JSON keeps as it is.
const MAX_SEED: u64 = 1 << 53;

/// The maximum of faults in one rule: the log keeps the name of each fault that happened to a call.
const MAX_FAULTS: usize = 100;

impl Rule {
    /// Checks that everything the rule says can happen.
    pub(crate) fn check(&self, spec: &Spec) -> Result<(), BadRule> {
        let bad = |reason: &str| Err(BadRule(reason.to_owned()));
        if self.faults.is_empty() {
            return bad("a rule needs a fault");
        }
        if self.faults.len() > MAX_FAULTS {
            return Err(BadRule(format!("a rule has at most {MAX_FAULTS} faults")));
        }
        if self.refuses() && (self.faults.len() > 1 || self.operation.is_some()) {
            return bad("refuse stands alone, and for all operations");
        }
        if let Some(id) = &self.operation
            && spec.operation(id).is_none()
        {
            return Err(BadRule(format!("there is no operation {id}")));
        }
        if self
            .when
            .keys()
            .any(|it| !it.is_empty() && !it.starts_with('/'))
        {
            return bad("when takes JSON pointers, such as /sms/to");
        }
        if self.refuses() && !self.when.is_empty() {
            return bad("refuse happens before there is a body, so it takes no when");
        }
        let operation = self.operation.as_ref().and_then(|id| spec.operation(id));
        if operation.is_some_and(|it| it.multipart) && !self.when.is_empty() {
            return bad("when reads JSON, and this operation takes a form");
        }
        if self
            .probability
            .is_some_and(|it| !(0.0..=1.0).contains(&it))
        {
            return bad("a probability lies between 0 and 1");
        }
        if self.seed > MAX_SEED {
            return bad("a seed is at most 2^53");
        }
        for fault in &self.faults {
            match fault {
                Fault::Status { status, .. } if !(200..600).contains(status) => {
                    return bad("a status lies between 200 and 599");
                }
                Fault::Drip { bytes: 0, .. } => return bad("a piece has at least one byte"),
                Fault::Drip { every, .. } => bounded("everyMs of a drip", *every)?,
                _ => {}
            }
        }
        let delay = self.faults.iter().map(|fault| match fault {
            Fault::Delay { by } => *by,
            _ => Duration::ZERO,
        });
        let delay = delay.fold(Duration::ZERO, Duration::saturating_add);
        bounded("ms of a delay, or of all delays of a rule,", delay)?;
        self.check_together()
    }

    /// Checks that all faults of the rule can happen to one call, as the log will say.
    fn check_together(&self) -> Result<(), BadRule> {
        let bad = |reason: &str| Err(BadRule(reason.to_owned()));
        let faults = &self.faults;
        for (at, fault) in faults.iter().enumerate() {
            // Delays add up, and several rows can be wrong.
            let many = matches!(fault, Fault::Delay { .. } | Fault::WrongType { .. });
            let same = |other: &Fault| discriminant(other) == discriminant(fault);
            if !many && faults[..at].iter().any(same) {
                return Err(BadRule(format!("{fault} happens to a call once")));
            }
        }
        let has = |is: fn(&Fault) -> bool| faults.iter().filter(|it| is(it)).count();
        let delays = has(|it| matches!(it, Fault::Delay { .. }));
        if has(|it| matches!(it, Fault::HangUp { .. })) > 0 && delays + 1 < faults.len() {
            return bad("hangUp leaves no answer for other faults, only time for a delay");
        }
        let cut = faults.iter().find_map(|fault| match fault {
            Fault::Cut { of, at, .. } => Some((of, at)),
            _ => None,
        });
        let behind = |fault: &Fault| match (fault, cut) {
            (Fault::Stall { of, at }, Some((cut, end))) => of == cut && at >= end,
            _ => false,
        };
        if faults.iter().any(behind) {
            return bad("the answer is cut before it stalls");
        }
        let stand_ins = has(|it| {
            matches!(
                it,
                Fault::Status { .. } | Fault::InBand { .. } | Fault::Garbage { .. }
            )
        });
        if stand_ins > 1 {
            return bad("an answer is one of status, inBand and garbage");
        }
        if has(|it| matches!(it, Fault::Gzip | Fault::Compress)) > 1 {
            return bad("an answer is compressed once, by gzip or by compress");
        }
        if stand_ins > 0 && has(|it| matches!(it, Fault::WrongType { .. })) > 0 {
            return bad("status, inBand and garbage have no rows for wrongType");
        }
        Ok(())
    }
}

/// Whether a wait is at most the longest that is allowed.
fn bounded(name: &str, wait: Duration) -> Result<(), BadRule> {
    if wait > MAX_WAIT {
        let max = MAX_WAIT.as_millis();
        return Err(BadRule(format!(
            "{name} is at most {max}, which is an hour"
        )));
    }
    Ok(())
}
