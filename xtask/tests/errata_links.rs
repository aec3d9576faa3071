//! The register of errata as a page: it holds every entry whole, and every link of the documentation leads to one.

use std::{collections::BTreeSet, fs, path::Path};

use xtask::codegen;

const PAGE: &str = "crates/tatodesk-api/src/generated/errata.md";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the workspace")
}

/// The anchors that rustdoc makes of the page's headings.
fn anchors() -> BTreeSet<String> {
    let page = fs::read_to_string(root().join(PAGE)).expect("the page");
    let headings = page.lines().filter_map(|line| line.strip_prefix("## "));
    headings.map(str::to_lowercase).collect()
}

/// Every text of documentation under a folder, with its path.
fn texts(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let ending = path.extension().unwrap_or_default();
        if path.is_dir() {
            texts(&path, found);
        } else if ending == "rs" || ending == "md" {
            let text = fs::read_to_string(&path).expect("a text");
            found.push((path.display().to_string(), text));
        }
    }
}

#[test]
fn every_entry_of_the_spec_stands_on_the_page_with_its_case() {
    let spec = fs::read_to_string(root().join(codegen::SPEC)).expect("the spec");
    let (_, register) = spec.split_once("\nx-errata:\n").expect("the register");
    let register = register.lines().take_while(|line| line.starts_with("  "));
    let ids: BTreeSet<String> = register
        .filter(|line| !line.starts_with("   "))
        .map(|line| line.trim().trim_end_matches(':').to_lowercase())
        .collect();
    assert!(ids.len() > 50, "{}", ids.len());
    assert_eq!(anchors(), ids);
    let page = fs::read_to_string(root().join(PAGE)).expect("the page");
    for beginning in ["\nDocumented: ", "\nDecision ("] {
        assert_eq!(page.matches(beginning).count(), ids.len(), "{beginning}");
    }
}

#[test]
fn every_link_leads_to_an_entry_and_every_mention_is_a_link() {
    let anchors = anchors();
    let mut links = 0;
    for name in ["tatodesk-api", "tatodesk"] {
        let mut found = Vec::new();
        texts(&root().join("crates").join(name).join("src"), &mut found);
        for (path, text) in found {
            for link in text.split("errata#").skip(1) {
                let id: String = link
                    .chars()
                    .take_while(char::is_ascii_alphanumeric)
                    .collect();
                assert!(anchors.contains(&id), "{path}: there is no errata {id}");
                links += 1;
            }
            for mention in text.split("errata ").skip(1) {
                let mut letters = mention.chars();
                let id = letters
                    .next()
                    .is_some_and(|letter| letter.is_ascii_uppercase())
                    && letters.next().is_some_and(|digit| digit.is_ascii_digit());
                assert!(!id, "{path}: link the errata {mention:.20}");
            }
        }
    }
    assert!(links > 400, "{links}");
}
