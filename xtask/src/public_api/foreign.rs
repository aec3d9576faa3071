//! The items of other crates that stand in a public API, and the list of those that may.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Write},
};

use super::rustdoc::Api;

/// What may stand in the API: a line for each crate of the workspace and path of another crate, and the feature that the path needs.
pub(super) const ALLOWED: &str = include_str!("allowed.txt");

/// Crates that every user has, and those of the workspace.
const OWN: [&str; 8] = [
    "alloc",
    "core",
    "std",
    "tatodesk",
    "tatodesk_api",
    "tatodesk_bulk",
    "tatodesk_bulk_postgres",
    "tatodesk_export",
];

/// Prints where a crate's API with all features (`full`) and without any (`bare`) differs from the list. True where it does not.
pub(super) fn check(
    list: &str,
    name: &str,
    full: &Api,
    bare: &Api,
    out: &mut dyn Write,
) -> io::Result<bool> {
    let listed = allowed(list, name);
    let (full, bare) = (paths(full), paths(bare));
    let mut green = true;
    let mut say = |path: &str, what: &str| {
        green = false;
        writeln!(
            out,
            "{name}: {path} {what} (xtask/src/public_api/allowed.txt)"
        )
    };
    for path in &full {
        if !listed.contains_key(path.as_str()) {
            say(
                path,
                "is of another crate, stands in the public API, and is not on the list: use a type of ours or of std, or put it \
                 behind a feature that names the crate's version",
            )?;
        }
    }
    for (path, feature) in listed {
        if !full.contains(path) {
            say(path, "is on the list, but no longer in the public API")?;
        } else if feature.is_some() && bare.contains(path) {
            say(
                path,
                "stands in the public API without the feature that the list names",
            )?;
        }
    }
    Ok(green)
}

/// Whether the list names a feature for a path in the API of a crate, so that the API without features counts.
pub(super) fn has_features(list: &str, name: &str) -> bool {
    allowed(list, name).values().any(Option::is_some)
}

/// The paths that the list allows in the API of a crate, and the feature that each needs.
fn allowed<'a>(list: &'a str, name: &str) -> BTreeMap<&'a str, Option<&'a str>> {
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| {
            let mut words = line.split(' ');
            (words.next() == Some(name)).then_some(())?;
            Some((words.next()?, words.next()))
        })
        .collect()
}

/// The paths of other crates in the items and re-exports of an API.
pub(super) fn paths(api: &Api) -> BTreeSet<String> {
    let other = |char: char| !char.is_alphanumeric() && char != '_' && char != ':';
    let words = api.items.iter().flat_map(|item| item.split(other));
    words
        .filter_map(|word| type_path(word.trim_matches(':')))
        .chain(api.reexports.iter().cloned())
        .filter(|path| !OWN.contains(&path.split("::").next().unwrap_or(path)))
        .collect()
}

/// The path of a type or trait, without the member that follows it. None for other words, for primitives, and for a generic's member.
fn type_path(word: &str) -> Option<String> {
    let segments: Vec<&str> = word.split("::").collect();
    let end = segments
        .iter()
        .position(|segment| segment.starts_with(char::is_uppercase))?;
    (end > 0).then(|| segments[..=end].join("::"))
}
