//! Compares how a call reaches the API: its hosts and its key.
//!
//! Uses `document` and `report`. `operations` uses it.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    document::{Document, Operation, members},
    report::Changes,
};

/// Compares the hosts. Some tools read those of the operation, others only those of the path.
pub(super) fn hosts(
    old: &Document,
    new: &Document,
    before: &Operation<'_>,
    now: &Operation<'_>,
    out: &mut Changes,
) {
    let of = |document: &Document, operation: &Operation<'_>, own: bool| {
        let levels = [
            operation.object.get("servers").filter(|_| own),
            operation.item.get("servers"),
            document.raw.get("servers"),
        ];
        let mut lists = levels.into_iter().flatten().map(urls);
        lists
            .find(|urls| !urls.is_empty())
            .unwrap_or_else(|| vec![String::new()])
    };
    let (own, path) = (
        (of(old, before, true), of(new, now, true)),
        (of(old, before, false), of(new, now, false)),
    );
    if path != own {
        differ(
            "host for tools that read the path's servers",
            &path.0,
            &path.1,
            out,
        );
    }
    differ("host", &own.0, &own.1, out);
}

fn differ(place: &str, old: &[String], new: &[String], out: &mut Changes) {
    if let (Some(was), Some(is)) = (old.first(), new.first())
        && was != is
    {
        out.breaks(place, format!("is {is} now, not {was}"));
    }
    for gone in old.iter().skip(1).filter(|url| !new.contains(url)) {
        out.breaks(place, format!("{gone} is gone"));
    }
    for gained in new.iter().skip(1).filter(|url| !old.contains(url)) {
        out.compatible(place, format!("{gained} is new"));
    }
}

/// The URLs of servers, with the defaults of their variables.
fn urls(servers: &Value) -> Vec<String> {
    let servers = servers.as_array().into_iter().flatten();
    let url = |server: &Value| {
        let mut url = server["url"].as_str().unwrap_or_default().to_owned();
        for (name, variable) in members(&server["variables"]) {
            let default = variable["default"].as_str().unwrap_or_default();
            url = url.replace(&format!("{{{name}}}"), default);
        }
        url.trim_end_matches('/').to_owned()
    };
    servers.map(url).collect()
}

/// Compares the keys that a call takes.
pub(super) fn keys(
    old: &Document,
    new: &Document,
    before: &Operation<'_>,
    now: &Operation<'_>,
    out: &mut Changes,
) {
    let (was, is) = (alternatives(old, before), alternatives(new, now));
    if was == is {
        return;
    }
    let words = format!("{} now, not {}", in_words(&is), in_words(&was));
    let serves = |set: &BTreeSet<String>| set.is_empty() || was.contains(set);
    // Each way to call that worked must still do.
    let breaks = if is.iter().any(BTreeSet::is_empty) {
        false
    } else {
        !was.iter().all(|set| is.contains(set)) || !is.iter().any(serves)
    };
    out.add(breaks, "key", words);
}

/// The sets of keys, each of which is enough. An empty set needs no key.
fn alternatives(document: &Document, operation: &Operation<'_>) -> BTreeSet<BTreeSet<String>> {
    let security = operation.object.get("security");
    let security = security.or_else(|| document.raw.get("security"));
    let list = security.and_then(Value::as_array);
    let sets = list.into_iter().flatten().map(|set| {
        let keys = members(set).map(|(name, scopes)| key(document, name, scopes));
        keys.collect()
    });
    let mut sets: BTreeSet<BTreeSet<String>> = sets.collect();
    if sets.is_empty() {
        sets.insert(BTreeSet::new());
    }
    sets
}

fn key(document: &Document, name: &str, scopes: &Value) -> String {
    let scheme = document.follow(&document.raw["components"]["securitySchemes"][name]);
    if scheme["type"] == "apiKey" {
        let text = |key: &str| scheme[key].as_str().unwrap_or_default();
        return format!("{} `{}`", text("in"), text("name"));
    }
    let mut scheme = scheme.clone();
    if let Some(members) = scheme.as_object_mut() {
        members.remove("description");
    }
    format!("{scheme} {scopes}")
}

fn in_words(sets: &BTreeSet<BTreeSet<String>>) -> String {
    let one = |set: &BTreeSet<String>| {
        if set.is_empty() {
            return "none".to_owned();
        }
        set.iter().cloned().collect::<Vec<_>>().join(" with ")
    };
    sets.iter().map(one).collect::<Vec<_>>().join(", or ")
}
