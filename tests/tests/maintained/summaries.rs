//! The documentation of each public item begins with at most 15 words that say what it is.

use std::path::{Path, PathBuf};

/// The most words of a first sentence.
const WORDS: usize = 15;

/// The hand-written Rust files below a folder.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() && !path.ends_with("generated") {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The number of words in the first sentence of a documentation comment. The target of a link is no word.
fn words(text: &str) -> usize {
    let mut shown = String::new();
    for (number, part) in text.split("](").enumerate() {
        let rest = match number {
            0 => part,
            _ => part.split_once(')').map_or("", |(_, rest)| rest),
        };
        shown.push_str(rest);
    }
    let words = shown.split_whitespace();
    let ends = |word: &&str| word.ends_with(['.', '!', '?']);
    let before = words.clone().take_while(|word| !ends(word)).count();
    words.count().min(before + 1)
}

/// The first paragraphs that stand over public items and begin with too many words.
fn too_long(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut lines = source.lines().map(str::trim).peekable();
    while let Some(line) = lines.next() {
        let Some(first) = line.strip_prefix("///") else {
            continue;
        };
        let mut comment = vec![first.trim()];
        while let Some(next) = lines.peek().and_then(|line| line.strip_prefix("///")) {
            comment.push(next.trim());
            lines.next();
        }
        while lines
            .next_if(|line| line.starts_with("#[") && line.ends_with(']'))
            .is_some()
        {}
        let is_public = lines.peek().is_some_and(|line| line.starts_with("pub "));
        let paragraph = comment.split(|line| line.is_empty()).next();
        let paragraph = paragraph.unwrap_or_default().join(" ");
        if is_public && words(&paragraph) > WORDS {
            found.push(paragraph);
        }
    }
    found
}

#[test]
fn each_public_item_says_in_15_words_what_it_is() {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(tests::root().join("crates")).expect("a readable folder") {
        sources(&entry.expect("an entry").path().join("src"), &mut files);
    }
    assert!(files.len() > 100, "{files:?}");
    let read = |file: &PathBuf| std::fs::read_to_string(file).expect("a readable file");
    let found: Vec<String> = files
        .iter()
        .flat_map(|file| too_long(&read(file)))
        .collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_long_first_sentence_is_found() {
    let long = "/// One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen";
    for (source, count) in [
        (
            format!("{long}\n/// sixteen.\n#[must_use]\npub fn a() {{}}\n"),
            1,
        ),
        (format!("{long}.\n/// Sixteen.\npub fn a() {{}}\n"), 0),
        (format!("{long}\n///\n/// sixteen.\npub fn a() {{}}\n"), 0),
        (format!("{long}\n/// sixteen.\npub(crate) fn a() {{}}\n"), 0),
        (format!("{long} [sixteen](crate::A).\npub struct A;\n"), 1),
    ] {
        assert_eq!(too_long(&source).len(), count, "{source}");
    }
}
