//! Reads rules from YAML and JSON. An error names the place where a rule is wrong.

use axum::http::HeaderValue;
use serde_json::Value;

use super::{BadRule, Fault, RetryAfter, Rule};
use crate::spec::Spec;
use crate::words::plain;
use crate::yaml;

/// Reads one rule or a list of rules from YAML or JSON. The reader of YAML takes long for some small texts, so it reads only
/// the user's own files and never the body of a request.
pub(crate) fn read(text: &str) -> Result<Vec<Rule>, BadRule> {
    // Not all JSON is YAML: JSON may write a character as a pair of surrogates.
    let value = match serde_json::from_str(text) {
        Ok(value) => value,
        // The enums of rules are read from JSON values, so that YAML and JSON write them alike.
        Err(_) => match yaml::read(text) {
            Ok(value) => value,
            Err(refused) => return bad(&refused.path, refused.reason),
        },
    };
    rules(value)
}

/// Reads one rule or a list of rules from JSON alone.
pub(crate) fn read_json(json: &[u8]) -> Result<Vec<Rule>, BadRule> {
    match serde_json::from_slice(json) {
        Ok(value) => rules(value),
        Err(e) => bad("", format!("this is no JSON: {e}")),
    }
}

fn bad<T>(place: &str, reason: String) -> Result<T, BadRule> {
    let reason = plain(&reason);
    Err(BadRule(match place.trim_start_matches('.') {
        "" => format!("these are no rules: {reason}"),
        place => format!("these are no rules, at {place}: {reason}"),
    }))
}

fn rules(value: Value) -> Result<Vec<Rule>, BadRule> {
    let read = match value {
        Value::Null => return bad("", "there is nothing here, or comments alone".to_owned()),
        list @ Value::Array(_) => serde_path_to_error::deserialize(list),
        rule => serde_path_to_error::deserialize(rule).map(|rule| vec![rule]),
    };
    read.or_else(|e| bad(&e.path().to_string(), e.into_inner().to_string()))
}

/// Checks that rules say something that can happen. The error of a list names the place of the rule.
pub(crate) fn check(rules: &[Rule], spec: &Spec) -> Result<(), BadRule> {
    for (at, rule) in rules.iter().enumerate() {
        let checked = rule.check(spec).and_then(|()| happens(rule));
        checked.map_err(|bad| match rules {
            [_] => bad,
            _ => BadRule(format!("[{at}]: {bad}")),
        })?;
    }
    Ok(())
}

/// Checks that a rule can happen, and that the reader ignored no part of it.
fn happens(rule: &Rule) -> Result<(), BadRule> {
    if rule.times == Some(0) {
        return Err(BadRule("times is at least 1".to_owned()));
    }
    let unwritable = |fault: &Fault| match fault {
        Fault::Status {
            retry_after: Some(RetryAfter::Text(text)),
            ..
        } => HeaderValue::from_str(text).is_err(),
        _ => false,
    };
    if rule.faults.iter().any(unwritable) {
        return Err(BadRule("no header can hold this retryAfter".to_owned()));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
