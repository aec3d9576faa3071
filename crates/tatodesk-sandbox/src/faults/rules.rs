//! Which calls a fault happens to: the next ones, or some by chance, of one operation or of all.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Fault;

/// Faults, and the calls that they happen to.
///
/// The first rule that applies to a call decides, and all faults of that rule happen to it. So two rules one after the other
/// are a script: `status 503` twice and then a `cut` once make three bad calls and a good fourth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Rule {
    /// The faults that happen together to one call; their order does not matter.
    ///
    /// The sandbox refuses faults that would undo each other. A [`Fault::HangUp`] goes only with a delay. Of [`Fault::Status`],
    /// [`Fault::InBand`], [`Fault::Garbage`] and [`Fault::WrongType`], a rule has only one kind. No kind comes twice, except
    /// delays, which add up, and wrong rows. A rule has at most 100 faults.
    pub faults: Vec<Fault>,
    /// The operation that it happens to, e.g. `sendSms`; without it, all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The values that the body of a call must have, by JSON pointer.
    ///
    /// For example `"/sms/to": "5581900000001"`.
    ///
    /// The sandbox reads the body of a call before it decides on such a rule, also if the fault ends the call after its head. A
    /// form has no such values, and neither has a body that is not JSON.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub when: BTreeMap<String, Value>,
    /// How many more calls it happens to; without it, to all calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    /// How many calls pass before the first fault.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub skip: u32,
    /// The probability from 0 to 1; without it, the fault is certain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
    /// The seed of the random draws: the same seed draws the same calls. It is at most 2^53, because every language can read
    /// that.
    #[serde(default)]
    pub seed: u64,
    /// How many draws were made, so that a restored rule continues from there.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub drawn: u32,
}

impl Rule {
    /// A fault that happens to every call until it is cleared.
    pub fn new(fault: Fault) -> Self {
        Self {
            faults: vec![fault],
            operation: None,
            when: BTreeMap::new(),
            times: None,
            skip: 0,
            probability: None,
            seed: 0,
            drawn: 0,
        }
    }

    /// A fault that happens once, to the next call.
    pub fn once(fault: Fault) -> Self {
        Self::new(fault).times(1)
    }

    /// Adds another fault for the same calls.
    #[must_use]
    pub fn and(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }

    /// Limits the rule to calls of one operation.
    #[must_use]
    pub fn on(mut self, operation: impl Into<String>) -> Self {
        self.operation = Some(operation.into());
        self
    }

    /// Limits the rule to calls whose body has this value at this JSON pointer, e.g. `"/whatsapp/to"`.
    ///
    /// Several of them must all be there.
    #[must_use]
    pub fn when(mut self, pointer: impl Into<String>, value: impl Into<Value>) -> Self {
        self.when.insert(pointer.into(), value.into());
        self
    }

    /// Limits the rule to this number of calls.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    /// Lets this number of calls pass first.
    #[must_use]
    pub fn skip(mut self, calls: u32) -> Self {
        self.skip = calls;
        self
    }

    /// Applies the rule with this probability, drawn from this seed, which is at most 2^53.
    #[must_use]
    pub fn probability(mut self, probability: f64, seed: u64) -> Self {
        self.probability = Some(probability);
        self.seed = seed;
        self
    }

    /// Whether a body has all values that the rule wants.
    fn matches(&self, body: Option<&Value>) -> bool {
        let mut wanted = self.when.iter();
        wanted.all(|(pointer, value)| body.and_then(|it| it.pointer(pointer)) == Some(value))
    }

    /// Whether the rule is for calls of an operation.
    fn is_for(&self, operation: &str) -> bool {
        !self.refuses() && self.operation.as_ref().is_none_or(|id| id == operation)
    }

    pub(super) fn refuses(&self) -> bool {
        self.faults.contains(&Fault::Refuse)
    }

    /// Whether the rule fires for a call that it applies to. A rule that is used up never fires.
    fn fires(&mut self) -> bool {
        if self.times == Some(0) {
            return false;
        }
        if self.skip > 0 {
            self.skip -= 1;
            return false;
        }
        if let Some(probability) = self.probability {
            self.drawn = self.drawn.wrapping_add(1);
            if draw(self.seed, self.drawn) >= probability {
                return false;
            }
        }
        if let Some(times) = &mut self.times {
            *times -= 1;
        }
        true
    }
}

// Serde wants a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// The nth number of a seed, from 0 to below 1, by SplitMix64. It is our own code, so that a seed means the same in every
/// version.
#[allow(clippy::cast_precision_loss)]
fn draw(seed: u64, nth: u32) -> f64 {
    let mut bits = seed.wrapping_add(0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(u64::from(nth)));
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^= bits >> 31;
    (bits >> 11) as f64 / (1_u64 << 53) as f64
}

/// A rule that says something that cannot happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRule(pub(crate) String);

impl fmt::Display for BadRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadRule {}

/// The rules of a sandbox, in the order in which they were added.
#[derive(Debug, Default)]
pub(crate) struct Rules(Vec<Rule>);

impl Rules {
    /// Adds rules that were checked. Returns whether one of them refuses connections.
    pub(crate) fn add(&mut self, rules: Vec<Rule>) -> bool {
        let refuses = rules.iter().any(Rule::refuses);
        self.0.extend(rules);
        refuses
    }

    /// Replaces all rules. Returns whether one of the new rules refuses connections.
    pub(crate) fn set(&mut self, rules: Vec<Rule>) -> bool {
        self.0.clear();
        self.add(rules)
    }

    /// The rules that may still fire, with what is left of them.
    pub(crate) fn list(&self) -> Vec<Rule> {
        self.0.clone()
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// Whether the connection that is just being made is refused.
    pub(crate) fn refuse(&mut self) -> bool {
        self.first(Rule::refuses).is_some()
    }

    /// Whether the faults of a call of this operation depend on its body.
    pub(crate) fn need_body(&self, operation: &str) -> bool {
        let mut rules = self.0.iter();
        rules.any(|rule| !rule.when.is_empty() && rule.is_for(operation))
    }

    /// What happens to a call of this operation with this body.
    pub(crate) fn happen(&mut self, operation: &str, body: Option<&Value>) -> Vec<Fault> {
        self.first(|rule| rule.is_for(operation) && rule.matches(body))
            .unwrap_or_default()
    }

    /// The faults of the first rule that fires. Rules that are used up go.
    fn first(&mut self, about: impl Fn(&Rule) -> bool) -> Option<Vec<Fault>> {
        let mut rules = self.0.iter_mut().filter(|rule| about(rule));
        let faults = rules.find_map(|rule| rule.fires().then(|| rule.faults.clone()));
        self.0.retain(|rule| rule.times != Some(0));
        faults
    }
}

#[cfg(test)]
mod tests;
