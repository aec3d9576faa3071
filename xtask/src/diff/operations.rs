//! Compares operations: which are gone or new, their names, addresses and hosts, and what our extensions promise of them.
//!
//! Uses `bodies`, `access`, `document` and `report`. `diff` uses it.

use serde_json::Value;

use super::{
    access,
    bodies::Bodies,
    document::{Document, Operation, members},
    report::{Changes, Report},
    unknown,
};

/// Keywords that a rule of this folder compares, or that only explain.
const KNOWN: [&str; 17] = [
    "operationId",
    "tags",
    "summary",
    "description",
    "externalDocs",
    "deprecated",
    "servers",
    "security",
    "parameters",
    "requestBody",
    "responses",
    "x-effect",
    "x-product",
    "x-pagination",
    "x-documented-as",
    "x-errata",
    "x-codeSamples",
];

const KNOWN_OF_PATHS: [&str; 4] = ["summary", "description", "servers", "parameters"];

pub(super) fn compare(old: &Document, new: &Document, report: &mut Report) {
    let (olds, mut news) = (old.operations(), new.operations());
    for before in &olds {
        let mut changes = Changes::default();
        let found = news.iter().position(|now| now.id == before.id);
        // An operation that has another name is still found at its address.
        let found = found.or_else(|| {
            let renamed = |now: &Operation<'_>| {
                now.address == before.address && !olds.iter().any(|other| other.id == now.id)
            };
            news.iter().position(renamed)
        });
        match found {
            None => changes.breaks("operation", "is gone"),
            Some(index) => operation(old, new, before, &news.remove(index), &mut changes),
        }
        report.add(Some(&before.id), changes);
    }
    for now in news {
        let mut changes = Changes::default();
        changes.compatible("operation", "is new");
        report.add(Some(&now.id), changes);
    }
}

fn operation(
    old: &Document,
    new: &Document,
    before: &Operation<'_>,
    now: &Operation<'_>,
    out: &mut Changes,
) {
    if before.id != now.id {
        out.breaks("operation", format!("its operationId is {} now", now.id));
    }
    if before.address != now.address {
        let words = format!("is {} now, not {}", now.address, before.address);
        out.breaks("address", words);
    }
    access::hosts(old, new, before, now, out);
    access::keys(old, new, before, now, out);
    for (key, meaning) in [
        ("x-effect", "what may be repeated depends on it"),
        ("x-product", "which key the call takes depends on it"),
    ] {
        let (was, is) = (&before.object[key], &now.object[key]);
        if was != is {
            let words = format!("is {} now, not {}; {meaning}", word(is), word(was));
            out.breaks(key, words);
        }
    }
    pagination(
        &before.object["x-pagination"],
        &now.object["x-pagination"],
        out,
    );
    let (was, is) = (&before.object["tags"], &now.object["tags"]);
    if was != is {
        let words = format!("are {is} now, not {was}; generators name classes by them");
        out.breaks("tags", words);
    }
    let deprecated = |operation: &Operation<'_>| operation.object["deprecated"] == true;
    if deprecated(before) != deprecated(now) {
        let words = if deprecated(now) {
            "is deprecated now"
        } else {
            "is not deprecated any more"
        };
        out.compatible("operation", words);
    }
    Bodies { old, new }.compare(before, now, out);
    unknown("operation", before.object, now.object, &KNOWN, out);
    unknown(
        "path",
        &before.of_path(),
        &now.of_path(),
        &KNOWN_OF_PATHS,
        out,
    );
}

fn pagination(old: &Value, new: &Value, out: &mut Changes) {
    let place = "x-pagination";
    match (old.is_null(), new.is_null()) {
        (true, true) => {}
        (true, false) => out.breaks(place, "is paged now; one answer may not hold all rows"),
        (false, true) => out.breaks(place, "is not paged any more"),
        (false, false) => {
            for (key, was) in members(old) {
                let is = &new[key];
                if was != is {
                    let words = format!("`{key}` is {} now, not {}", word(is), word(was));
                    out.breaks(place, words);
                }
            }
            for (key, is) in members(new) {
                if old.get(key).is_none() {
                    out.compatible(place, format!("`{key}` is known now: {}", word(is)));
                }
            }
        }
    }
}

fn word(value: &Value) -> String {
    match value {
        Value::Null => "unknown".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
