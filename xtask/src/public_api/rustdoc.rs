//! The public API of a crate, as rustdoc's JSON has it.

use std::{
    collections::BTreeSet,
    env, fs,
    path::Path,
    process::Command,
    time::{SystemTime, UNIX_EPOCH},
};

use rustdoc_types::{Crate, FORMAT_VERSION, ItemEnum, Visibility};
use serde_json::Value;

/// The toolchain whose rustdoc writes the format that the `public-api` crate in Cargo.toml reads.
const TOOLCHAIN: &str = "Rust 1.95";

/// The public API of a crate.
#[derive(Default)]
pub(super) struct Api {
    /// One line for each item, without implementations that a type has by itself (blanket ones and auto traits).
    pub(super) items: Vec<String>,
    /// What is re-exported from other crates: `reqwest`, `tatodesk_api::types`.
    pub(super) reexports: BTreeSet<String>,
}

/// Documents a crate of the workspace with these features, and reads its API.
pub(super) fn api(root: &Path, name: &str, features: &str) -> Result<Api, String> {
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), Into::into);
    // Both sets of features write the same file, and cargo does not know of it. With a name of its own, each run is a new one to cargo.
    let run = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let mut cargo = Command::new("cargo");
    cargo
        .args(["rustdoc", "--quiet", "--lib", features])
        .args(["--package", name, "--target-dir"])
        .arg(&target)
        .args(["--", "-Z", "unstable-options", "--output-format", "json"])
        // Without features, pages link to items that are not there.
        .args(["--cap-lints", "allow", "--cfg"])
        .arg(format!("run=\"{}\"", run.as_nanos()))
        .env("RUSTDOC", root.join(".ci/rustdoc-json"))
        .current_dir(root);
    let status = cargo
        .status()
        .map_err(|error| format!("cargo rustdoc: {error}"))?;
    if !status.success() {
        return Err(format!("cargo rustdoc of {name} failed ({status})"));
    }
    let path = target.join(format!("doc/{}.json", name.replace('-', "_")));
    let in_file = |error: String| format!("{}: {error}", path.display());
    let text = fs::read_to_string(&path).map_err(|error| in_file(error.to_string()))?;
    check_format(&text)?;
    let public = public_api::Builder::from_rustdoc_json(&path)
        .omit_blanket_impls(true)
        .omit_auto_trait_impls(true)
        .build()
        .map_err(|error| in_file(error.to_string()))?;
    Ok(Api {
        items: public.items().map(ToString::to_string).collect(),
        reexports: reexports(&text).map_err(|error| in_file(error.to_string()))?,
    })
}

/// Refuses a format that another toolchain writes, before the reader fails somewhere inside of it.
pub(super) fn check_format(json: &str) -> Result<(), String> {
    let found = serde_json::from_str::<Value>(json)
        .ok()
        .and_then(|json| json.get("format_version")?.as_u64());
    if found == Some(FORMAT_VERSION.into()) {
        return Ok(());
    }
    let found = found.map_or_else(
        || "an unknown format".to_owned(),
        |found| format!("format {found}"),
    );
    Err(format!(
        "this toolchain's rustdoc writes {found} of its JSON, and the check reads format {FORMAT_VERSION}: run it with {TOOLCHAIN}, \
         or raise public-api and rustdoc-types in Cargo.toml to versions that read the new format"
    ))
}

/// The paths of other crates that the crate re-exports.
fn reexports(json: &str) -> serde_json::Result<BTreeSet<String>> {
    let mut reader = serde_json::Deserializer::from_str(json);
    reader.disable_recursion_limit();
    let json: Crate = serde::Deserialize::deserialize(&mut reader)?;
    let crates: BTreeSet<&str> = json
        .external_crates
        .values()
        .map(|other| other.name.as_str())
        .collect();
    let public = json
        .index
        .values()
        .filter(|item| item.visibility == Visibility::Public);
    let sources = public.filter_map(|item| match &item.inner {
        ItemEnum::Use(reexport) => Some(reexport.source.trim_start_matches("::")),
        _ => None,
    });
    let foreign = sources.filter(|source| {
        source
            .split("::")
            .next()
            .is_some_and(|first| crates.contains(first))
    });
    Ok(foreign.map(str::to_owned).collect())
}
