//! Code samples of the operations: curl, TypeScript and Python, made from the documented example of each, and Rust, taken
//! from a test that compiles it.
//!
//! `request` reads what the samples of an operation send, and each other file writes them in one language. Uses `yaml`
//! only. `codegen` puts the samples into the 3.1 edition, and `reference` onto its pages.

mod curl;
mod python;
mod request;
mod rust;
mod typescript;

#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, fs, io, path::Path};

use serde::Serialize;

use crate::yaml::Node;

/// The folder of the Rust samples, which are a test, below the workspace's root.
const RUST: &str = "tests/tests/reference/samples";

/// The Rust sample of each operation, by the operation's id.
pub type RustSamples = BTreeMap<String, String>;

/// One sample, as the extension `x-codeSamples` writes it.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Sample {
    /// The language, by the name that highlighters of code know.
    pub(crate) lang: &'static str,
    /// What people call it.
    pub(crate) label: &'static str,
    pub(crate) source: String,
}

/// The samples of all operations of a spec, by the operation's id, in the order in which pages show them.
pub(crate) fn samples(spec: &Node, rust: &RustSamples) -> BTreeMap<String, Vec<Sample>> {
    let sample = |lang, label, source| Sample {
        lang,
        label,
        source,
    };
    let all = request::all(spec).into_iter().map(|request| {
        let rust = rust.get(request.operation).cloned();
        let samples = [
            Some(sample("Shell", "curl", curl::sample(&request))),
            rust.map(|source| sample("Rust", "Rust", source)),
            Some(sample(
                "TypeScript",
                "TypeScript",
                typescript::sample(&request),
            )),
            Some(sample("Python", "Python", python::sample(&request))),
        ];
        let samples = samples.into_iter().flatten().collect();
        (request.operation.to_owned(), samples)
    });
    all.collect()
}

/// Reads the Rust samples of a workspace. One without their folder has none.
///
/// # Errors
/// When a file cannot be read.
pub(crate) fn read_rust(root: &Path) -> io::Result<RustSamples> {
    let mut samples = RustSamples::new();
    let files = match fs::read_dir(root.join(RUST)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(samples),
        files => files?,
    };
    for file in files {
        samples.extend(rust::samples(&fs::read_to_string(file?.path())?));
    }
    Ok(samples)
}

/// A value as JSON over several lines, its members in the spec's order.
pub(crate) fn json(value: &Node) -> String {
    // Only keys that are not text could fail, and the reader refuses those.
    serde_json::to_string_pretty(value).unwrap_or_default()
}
