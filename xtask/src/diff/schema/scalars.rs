//! Compares what limits a single value: formats, patterns, allowed values, limits.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    Direction,
    limits::{is_lower, is_upper},
    shape::Shape,
};
use crate::diff::report::Changes;

pub(super) fn compare(
    direction: Direction,
    place: &str,
    old: &Shape,
    new: &Shape,
    changes: &mut Changes,
) {
    values(direction, place, old, new, changes);
    let keys: BTreeSet<&String> = old.rest.keys().chain(new.rest.keys()).collect();
    for key in keys {
        let (before, now) = (old.rest.get(key), new.rest.get(key));
        if before == now {
            continue;
        }
        let words = match (before, now) {
            (Some(before), Some(now)) => format!("`{key}` changed from {before} to {now}"),
            (None, Some(now)) => format!("has `{key}` {now} now"),
            (Some(before), None) => format!("has no `{key}` {before} any more"),
            (None, None) => continue,
        };
        match change(key, before, now) {
            Some(Allowed::Fewer) => changes.add(direction == Direction::Request, place, words),
            Some(Allowed::More) => changes.add(direction == Direction::Answer, place, words),
            Some(Allowed::Others) => changes.breaks(place, words),
            Some(Allowed::Same) => changes.compatible(place, words),
            None => changes.breaks(place, format!("{words}, which this tool cannot judge")),
        }
    }
}

/// Which values a changed keyword allows, compared with before.
#[derive(Clone, Copy)]
enum Allowed {
    Fewer,
    More,
    Others,
    Same,
}

fn change(key: &str, before: Option<&Value>, now: Option<&Value>) -> Option<Allowed> {
    let numbers = before
        .and_then(Value::as_f64)
        .zip(now.and_then(Value::as_f64));
    let by_presence = if before.is_none() {
        Allowed::Fewer
    } else {
        Allowed::More
    };
    Some(match (key, before, now) {
        ("format", Some(before), Some(now)) => match (before.as_str(), now.as_str()) {
            (Some("int32"), Some("int64")) | (Some("float"), Some("double")) => Allowed::More,
            (Some("int64"), Some("int32")) | (Some("double"), Some("float")) => Allowed::Fewer,
            _ => Allowed::Others,
        },
        ("pattern" | "multipleOf", Some(_), Some(_)) => Allowed::Others,
        ("format" | "pattern" | "multipleOf", ..) => by_presence,
        ("uniqueItems", ..) => match now {
            Some(Value::Bool(true)) => Allowed::Fewer,
            _ if before == Some(&Value::Bool(true)) => Allowed::More,
            _ => Allowed::Same,
        },
        ("deprecated", ..) => Allowed::Same,
        // Programs hide what is marked. A lost mark makes them print it.
        ("x-sensitive", None, Some(_)) => Allowed::Same,
        ("x-sensitive", Some(before), Some(now)) if before == "personal" && now == "secret" => {
            Allowed::Same
        }
        ("x-sensitive", ..) => Allowed::Others,
        (limit, ..) if is_lower(limit) || is_upper(limit) => match numbers {
            Some((before, now)) if (now > before) == is_lower(limit) => Allowed::Fewer,
            Some(_) => Allowed::More,
            None => by_presence,
        },
        _ => return None,
    })
}

fn values(direction: Direction, place: &str, old: &Shape, new: &Shape, changes: &mut Changes) {
    let request = direction == Direction::Request;
    let (before, now) = match (&old.values, &new.values) {
        (None, None) => return,
        (None, Some(now)) => {
            let words = format!("only some values are allowed now: {}", list(now));
            return changes.add(request, place, words);
        }
        (Some(before), None) => {
            let words = format!("other values than {} are allowed now", list(before));
            return changes.add(!request, place, words);
        }
        (Some(before), Some(now)) => (before, now),
    };
    for (value, name) in before {
        match now.iter().find(|(other, _)| other == value) {
            None => changes.add(request, place, format!("the value {value} is gone")),
            Some((_, other)) if other != name => {
                let words = format!(
                    "the value {value} has the name {} now, not {}",
                    or_none(other.as_deref()),
                    or_none(name.as_deref())
                );
                changes.breaks(place, words);
            }
            Some(_) => {}
        }
    }
    for (value, _) in now {
        if !before.iter().any(|(other, _)| other == value) {
            changes.add(!request, place, format!("has a new value {value}"));
        }
    }
}

fn list(values: &[(Value, Option<String>)]) -> String {
    let texts: Vec<String> = values.iter().map(|(value, _)| value.to_string()).collect();
    texts.join(", ")
}

fn or_none(name: Option<&str>) -> &str {
    name.unwrap_or("none")
}
