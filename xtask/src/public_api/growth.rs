//! That types which may grow can: an enum, and whatever shows its fields, is `#[non_exhaustive]`.

use std::{collections::BTreeSet, io, io::Write};

/// The enums of which a `match` names every variant, because a further one would change what a program must do.
const CLOSED: [&str; 3] = ["Effect", "InBand", "Outcome"];

const MARK: &str = "#[non_exhaustive] ";

/// Whether everything that may grow is marked. Prints what is not.
pub(super) fn check(name: &str, items: &[String], out: &mut dyn Write) -> io::Result<bool> {
    let rigid = rigid(items);
    for item in &rigid {
        writeln!(
            out,
            "{name}: {item} cannot grow: mark it as #[non_exhaustive]"
        )?;
    }
    Ok(rigid.is_empty())
}

/// The enums, the structs and the variants with named fields that are not marked.
pub(super) fn rigid(items: &[String]) -> BTreeSet<&str> {
    let with_fields: BTreeSet<&str> = items.iter().filter_map(|item| owner(item)).collect();
    let rigid = items.iter().filter_map(|item| {
        let item = item.strip_prefix("pub ")?;
        if let Some(path) = item.strip_prefix("enum ") {
            let path = bare(path);
            let is_closed = CLOSED
                .iter()
                .any(|closed| path.ends_with(&format!("::{closed}")));
            return (!is_closed).then_some(path);
        }
        // A variant has no keyword.
        let path = bare(item.strip_prefix("struct ").unwrap_or(item));
        with_fields.contains(path).then_some(path)
    });
    rigid.collect()
}

/// What a named field belongs to: `pub tatodesk_api::wire::Malformed::path: alloc::string::String`.
fn owner(item: &str) -> Option<&str> {
    let item = item
        .strip_prefix(MARK)
        .unwrap_or(item)
        .strip_prefix("pub ")?;
    let (path, _) = item.split_once(": ")?;
    let (owner, field) = path.rsplit_once("::")?;
    let is_named = field.starts_with(|first: char| first.is_ascii_lowercase() || first == '_');
    (is_named && !path.contains([' ', '(', '<'])).then_some(owner)
}

/// The path without the parameters and the fields of a tuple.
fn bare(path: &str) -> &str {
    path.split(['<', '(', ' ']).next().unwrap_or(path)
}
