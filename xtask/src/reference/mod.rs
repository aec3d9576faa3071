//! `cargo xtask docs`: writes the reference, a static site that people read without a network.
//!
//! `site` reads what the pages say, and each other file makes one kind of page or a part of it. Uses `codegen` (the
//! operations and the register of errata), `samples` and `yaml`. The program uses it, and the tests that check the site.

mod errata;
mod example;
mod folder;
mod index;
mod layout;
mod markdown;
mod members;
mod operation;
mod schema;
mod section;
mod site;
#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, fs, io::Write, path::Path};

use crate::{codegen::SPEC, samples};
use site::Site;

/// The folder of the guides below the workspace's root.
const GUIDES: &str = "spec/guides";

/// Pages about the spec itself: the file of each below the folder `spec`, and its page.
const DOCUMENTS: [(&str, &str); 10] = [
    ("README.md", "spec.html"),
    ("languages/README.md", "languages.html"),
    ("languages/typescript.md", "typescript.html"),
    ("languages/python.md", "python.html"),
    ("languages/go.md", "go.html"),
    ("languages/java.md", "java.html"),
    ("languages/csharp.md", "csharp.html"),
    ("languages/php.md", "php.html"),
    ("languages/ruby.md", "ruby.html"),
    ("vectors/README.md", "vectors.html"),
];

/// Files of the folder `spec` that the site hands out as they are.
const FILES: [&str; 3] = ["tatodesk.yaml", "tatodesk-3.1.json", "booking.arazzo.yaml"];

/// The files of the site by their names.
pub type Pages = BTreeMap<String, String>;

/// Writes the site of the workspace into a folder, and removes the pages that an earlier run wrote there and that the site no
/// longer has. Always returns true.
///
/// # Errors
/// When the spec, a guide or a sample cannot be read, a page cannot be written, or the folder has a file by the name of a page
/// that no earlier run wrote.
pub fn run(root: &Path, folder: &Path, out: &mut dyn Write) -> Result<bool, String> {
    let pages = render(root)?;
    folder::write(folder, &pages)?;
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
    let guides = guides(&root.join(GUIDES))?;
    let documents = DOCUMENTS.map(|(name, file)| Ok((file, read(&root.join("spec").join(name))?)));
    let documents: Vec<_> = documents.into_iter().collect::<Result<_, String>>()?;
    let rust = samples::read_rust(root).map_err(|error| format!("the Rust samples: {error}"))?;
    let site = Site::new(&spec, &guides, &documents, &rust)?;
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
    for guide in site.guides.iter().chain(&site.documents) {
        let body = markdown::html(&site, &guide.text);
        pages.insert(
            guide.file.clone(),
            layout::page(&site, &guide.title, &guide.file, &body),
        );
    }
    for name in FILES {
        pages.insert(name.to_owned(), read(&root.join("spec").join(name))?);
    }
    Ok(pages)
}

/// The guides, name and text, in the order of their names.
fn guides(path: &Path) -> Result<Vec<(String, String)>, String> {
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
