//! The hand-written Rust files of the workspace: which folders are crowded, which files are long, where crates begin.

use std::{collections::BTreeMap, fs, path::Path};

use super::Findings;

/// More files than this make a folder crowded.
const FILES: usize = 16;

/// More lines than this make a file long.
const LINES: usize = 350;

/// All hand-written Rust files, as paths below the workspace's root with `/`, sorted.
pub(crate) fn hand_written(root: &Path) -> Result<Vec<String>, String> {
    let mut files = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        let path = root.join(&folder);
        let failed = |error: std::io::Error| format!("{}: {error}", path.display());
        for entry in fs::read_dir(&path).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let below = if folder.is_empty() {
                name.clone()
            } else {
                format!("{folder}/{name}")
            };
            if entry.file_type().map_err(failed)?.is_dir() {
                let skipped = matches!(name.as_str(), "target" | "generated" | "node_modules");
                if !skipped && !name.starts_with('.') {
                    folders.push(below);
                }
            } else if name.ends_with(".rs") {
                files.push(below);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// The folders with too many files.
pub(crate) fn crowded(files: &[String]) -> Findings {
    let mut folders: BTreeMap<&str, usize> = BTreeMap::new();
    for file in files {
        let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
        *folders.entry(folder).or_default() += 1;
    }
    let crowded = folders.into_iter().filter(|(_, count)| *count > FILES);
    crowded
        .map(|(folder, count)| {
            let help = format!("it has {count} files and may have {FILES}: divide it into folders");
            (format!("crowded folder: {folder}"), help)
        })
        .collect()
}

/// The files with too many lines.
pub(crate) fn long(root: &Path, files: &[String]) -> Result<Findings, String> {
    let mut findings = Findings::new();
    for file in files {
        let lines = read(root, file)?.lines().count();
        if lines > LINES {
            let help = format!("it has {lines} lines and may have {LINES}: divide it");
            findings.insert(format!("long file: {file}"), help);
        }
    }
    Ok(findings)
}

/// The first files of libraries and programs.
pub(crate) fn targets(files: &[String]) -> impl Iterator<Item = &str> {
    files.iter().map(String::as_str).filter(|file| {
        let (above, name) = file.rsplit_once('/').unwrap_or(("", file));
        let root = |name| matches!(name, "lib.rs" | "main.rs");
        let bin = above
            .rsplit_once('/')
            .is_some_and(|(above, _)| above.ends_with("src/bin"));
        (above.ends_with("src") && root(name))
            || above.ends_with("src/bin")
            || (bin && name == "main.rs")
    })
}

/// A file's text.
pub(crate) fn read(root: &Path, file: &str) -> Result<String, String> {
    fs::read_to_string(root.join(file)).map_err(|error| format!("{file}: {error}"))
}
