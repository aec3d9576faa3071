//! The arrows between the folders of the source point one way.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The Rust files below a folder, without their tests.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|it| it == "rs") && !path.ends_with("tests.rs") {
            found.push(path);
        }
    }
}

/// Whether a way along the arrows leads from one folder to another.
fn leads(arrows: &BTreeMap<String, BTreeSet<String>>, from: &str, to: &str) -> bool {
    let (mut seen, mut next) = (BTreeSet::new(), vec![from]);
    while let Some(folder) = next.pop() {
        for used in arrows.get(folder).into_iter().flatten() {
            if used == to {
                return true;
            }
            if seen.insert(used.as_str()) {
                next.push(used);
            }
        }
    }
    false
}

#[test]
fn no_folder_uses_itself_through_others() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let folders: BTreeSet<String> = fs::read_dir(&source)
        .expect("the source")
        .map(|entry| entry.expect("an entry"))
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().expect("UTF-8"))
        .collect();
    let mut arrows: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for folder in &folders {
        let mut found = Vec::new();
        files(&source.join(folder), &mut found);
        for file in found {
            let text = fs::read_to_string(&file).expect("a file");
            assert!(!text.contains("use crate::{"), "{}", file.display());
            for used in text.split("crate::").skip(1) {
                let used: String = used
                    .chars()
                    .take_while(|it| it.is_alphanumeric() || *it == '_')
                    .collect();
                if used != *folder && folders.contains(&used) {
                    arrows.entry(folder.clone()).or_default().insert(used);
                }
            }
        }
    }
    assert!(arrows.len() > 7, "{arrows:?}");
    for folder in &folders {
        assert!(!leads(&arrows, folder, folder), "{folder}: {arrows:?}");
    }
}
