//! Each folder of sources introduces itself.

use std::path::{Path, PathBuf};

/// Every hand-written `mod.rs` of the crates and of xtask, tests included.
fn introductions(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name");
        if path.is_dir() && name != "generated" && name != "target" {
            introductions(&path, found);
        } else if name == "mod.rs" {
            found.push(path);
        }
    }
}

/// The number of sentences in the module documentation at the top of a file.
fn sentences(source: &str) -> usize {
    let lines = source.lines().map_while(|line| line.strip_prefix("//!"));
    let text: Vec<&str> = lines.map(str::trim).collect();
    let text = text.join(" ") + " ";
    text.matches(". ").count()
}

#[test]
fn each_folder_says_in_two_sentences_what_lives_there_and_what_uses_it() {
    let mut files = Vec::new();
    for folder in ["crates", "xtask"] {
        introductions(&tests::root().join(folder), &mut files);
    }
    assert!(files.len() > 40, "{files:?}");
    files.retain(|file| {
        let source = std::fs::read_to_string(file).expect("a readable file");
        sentences(&source) < 2
    });
    assert!(files.is_empty(), "{files:?}");
}

#[test]
fn a_folder_with_one_sentence_or_none_is_found() {
    assert_eq!(sentences("use std::fmt;\n//! Too late. Too late.\n"), 0);
    assert_eq!(
        sentences("//! The retries of `engine.rs` and\n//! more.\n\nmod a;\n"),
        1
    );
    assert_eq!(
        sentences("//! The retries.\n//!\n//! The loop uses them.\n"),
        2
    );
}
