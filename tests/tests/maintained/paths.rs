//! The files and folders that the maintainers' pages name exist.

use std::path::{Path, PathBuf};

/// Stand for any module in `CONTRIBUTING.md`.
const PLACEHOLDERS: [&str; 3] = ["foo.rs", "foo/tests.rs", "mod.rs"];

/// Text that looks like a path: code in backticks and the targets of links, outside of code blocks.
fn paths(page: &str) -> Vec<&str> {
    let text = page.split("```").step_by(2);
    text.flat_map(|text| {
        let code = text.split('`').skip(1).step_by(2);
        let links = text.split("](").skip(1);
        let links = links.filter_map(|rest| rest.split_once(')'));
        code.chain(links.map(|(target, _)| target))
    })
    .filter(|text| {
        let file = Path::new(text).extension().is_some_and(|extension| {
            ["rs", "md", "yaml", "txt", "toml", "json", "lock"]
                .iter()
                .any(|known| extension == *known)
        });
        let path = file || text.contains('/');
        path && !text.contains([' ', ':']) && !text.starts_with('/')
    })
    .collect()
}

/// The folders below which `ARCHITECTURE.md` names a path: the workspace, each crate, and each folder of sources.
fn roots() -> Vec<PathBuf> {
    let mut roots = vec![tests::root()];
    let mut folders = vec![tests::root().join("crates"), tests::root().join("xtask")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a readable folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                roots.push(path.clone());
                folders.push(path);
            }
        }
    }
    roots
}

fn missing<'p>(page: &'p str, roots: &[PathBuf]) -> Vec<&'p str> {
    let mut paths = paths(page);
    paths.retain(|path| !PLACEHOLDERS.contains(path));
    assert!(paths.len() > 20, "{paths:?}");
    paths.retain(|path| !roots.iter().any(|root| root.join(path).exists()));
    paths
}

#[test]
fn the_paths_of_the_maintainers_pages_exist() {
    let contributing = tests::read("CONTRIBUTING.md");
    let nothing: [&str; 0] = [];
    assert_eq!(missing(&contributing, &[tests::root()]), nothing);
    let architecture = tests::read("ARCHITECTURE.md");
    assert_eq!(missing(&architecture, &roots()), nothing);
}

#[test]
fn a_path_that_is_gone_is_found() {
    let page = "See `src/gone.rs`, [a page](docs/gone.md), `POST /gone` and `gone::name`.\n```\n`a/b`\n```\nAnd `x/`.";
    assert_eq!(paths(page), ["src/gone.rs", "docs/gone.md", "x/"]);
}

/// Each question of the table has one path as its answer.
#[test]
fn each_question_has_one_path() {
    let contributing = tests::read("CONTRIBUTING.md");
    let rows = contributing
        .lines()
        .filter(|line| line.starts_with("| Where "));
    let rows: Vec<&str> = rows.collect();
    assert!(rows.len() >= 6, "{rows:?}");
    for row in rows {
        assert_eq!(paths(row).len(), 1, "{row}");
    }
}
