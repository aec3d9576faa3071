//! What the tests that cross crates share: the spec as JSON, its operations, a server that records requests, a port on which
//! no server listens, clocks that never make a test wait, a subscriber that records spans and events, the types of walks, and what the benchmarks
//! count, with their figures and aims.

pub mod aims;
pub mod capture;
pub mod clocks;
pub mod closed;
pub mod counted;
pub mod marked;
pub mod recorded;
pub mod recorder;
pub mod spec;
pub mod walks;

use std::{collections::BTreeMap, path::PathBuf};

/// Whether the long tests run at their full size, as in CI: `TATODESK_TEST_SIZE=full`. The small size repeats less and leaves
/// nothing out.
pub fn full_size() -> bool {
    std::env::var_os("TATODESK_TEST_SIZE").is_some_and(|size| size == "full")
}

/// The folder of the workspace.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("this package is a folder of the workspace")
        .to_path_buf()
}

/// The text of a file of the workspace.
pub fn read(path: &str) -> String {
    let path = root().join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The component of each generated type that has another name than it.
pub fn components() -> BTreeMap<String, String> {
    let types = read("crates/tatodesk-api/src/generated/types.rs");
    // The aliases of members are indented.
    let items = types.split("\n#[doc(alias = \"").skip(1);
    let names = items.filter_map(|item| {
        let (component, item) = item.split_once('"')?;
        let (_, item) = item.split_once("\npub struct ")?;
        let name = item.split([' ', '(']).next()?;
        Some((name.to_owned(), component.to_owned()))
    });
    names.collect()
}

/// `value` without the members that are null: null and absent count as equal on this API.
pub fn without_nulls(value: &serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Object(members) => Value::Object(
            members
                .iter()
                .filter(|(_, member)| !member.is_null())
                .map(|(name, member)| (name.clone(), without_nulls(member)))
                .collect(),
        ),
        Value::Array(items) => Value::Array(items.iter().map(without_nulls).collect()),
        other => other.clone(),
    }
}
