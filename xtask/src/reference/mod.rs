//! `cargo xtask docs`: writes the reference, a static site that people read without a network.
//!
//! `site` reads what the pages say, and each other file makes one kind of page or a part of it. Uses `codegen` (the
//! operations and the register of errata) and `yaml`. The program uses it, and the tests that check the site.

mod errata;
mod example;
mod index;
mod layout;
mod markdown;
mod members;
mod operation;
mod samples;
mod schema;
mod section;
mod site;
#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, fs, io::Write, path::Path};

use crate::codegen::SPEC;
use site::Site;

/// The folder of the guides below the workspace's root.
const GUIDES: &str = "spec/guides";

/// The folder of the Rust samples, which are a test, below the workspace's root.
const SAMPLES: &str = "tests/tests/reference/samples";

/// The files of the site by their names.
pub type Pages = BTreeMap<String, String>;

/// Writes the site of the workspace into a folder. Always returns true.
///
/// # Errors
/// When the spec, a guide or a sample cannot be read, or a page cannot be written.
pub fn run(root: &Path, folder: &Path, out: &mut dyn Write) -> Result<bool, String> {
    let pages = render(root)?;
    let failed = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
    for (name, text) in &pages {
        let path = folder.join(name);
        fs::write(&path, text).map_err(|error| failed(&path, error))?;
    }
    let index = folder.join("index.html");
    writeln!(out, "{} files; open {}", pages.len(), index.display())
        .map_err(|error| error.to_string())?;
    Ok(true)
}

/// Makes the site of the workspace.
///
/// # Errors
/// When the spec, a guide or a sample cannot be read.
pub fn render(root: &Path) -> Result<Pages, String> {
    let spec = read(&root.join(SPEC))?;
    let guides = folder(&root.join(GUIDES))?;
    let samples = folder(&root.join(SAMPLES))?;
    let samples = samples::rust(samples.iter().map(|(_, text)| text.as_str()));
    let site = Site::new(&spec, &guides, samples)?;
    let mut pages = Pages::from([
        ("index.html".to_owned(), index::page(&site)),
        ("errata.html".to_owned(), errata::page(&site)),
        (
            "style.css".to_owned(),
            include_str!("assets/style.css").to_owned(),
        ),
        (
            "search.js".to_owned(),
            include_str!("assets/search.js").to_owned(),
        ),
    ]);
    for section in &site.sections {
        pages.insert(section.file.clone(), section::page(&site, section));
    }
    for guide in &site.guides {
        let body = markdown::html(&site, &guide.text);
        pages.insert(
            guide.file.clone(),
            layout::page(&site, &guide.title, &guide.file, &body),
        );
    }
    Ok(pages)
}

/// The curl line of each operation's documented example, by the operation's id.
///
/// # Errors
/// When the spec cannot be read.
pub fn curl_samples(spec: &str) -> Result<BTreeMap<String, String>, String> {
    let site = Site::new(spec, &[], BTreeMap::new())?;
    let lines = site
        .operations
        .iter()
        .map(|op| (op.id.clone(), samples::curl(&site, op)));
    Ok(lines.collect())
}

/// The files of a folder, name and text, in the order of their names.
fn folder(path: &Path) -> Result<Vec<(String, String)>, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", path.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        files.push((name, read(&entry.path())?));
    }
    files.sort();
    Ok(files)
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}
