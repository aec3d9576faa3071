//! Planted circles, crowded folders and long files are found; what only looks like one is not.

use std::fs;

use tempfile::TempDir;

use super::{compare, findings};

/// A workspace of these files.
fn workspace(files: &[(&str, &str)]) -> TempDir {
    let root = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in files {
        let path = root.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    root
}

fn found(files: &[(&str, &str)]) -> Vec<String> {
    let root = workspace(files);
    let findings = findings(root.path()).expect("the files can be read");
    findings.into_keys().collect()
}

/// Two modules, `a` and `b/c`. The second imports the first.
fn two(a: &str) -> Vec<String> {
    found(&[
        (
            "one/src/lib.rs",
            "mod a; mod b; pub use b::c::Far; pub use a::Near;",
        ),
        ("one/src/a.rs", a),
        (
            "one/src/b/mod.rs",
            "pub mod c; pub use c::{Far as Passed, inner}; pub struct Own;",
        ),
        (
            "one/src/b/c.rs",
            "use crate::{Near, a::Other}; pub struct Far; pub mod inner { pub struct Deep; }",
        ),
    ])
}

const CIRCLE: &str = "circle in one/src/lib.rs: a b/c";

#[test]
fn a_circle_is_found_however_it_is_written() {
    for a in [
        "use crate::b::c::Far;",
        "use crate::{b::{c::{self, Far as Away}}};",
        "use super::b::c::*;",
        "use self::super::b::c;",
        "use crate::Far;",
        "use crate::b::Passed;",
        "use crate::b::inner::Deep;",
        "fn far() -> crate::b::c::Far { loop {} }",
        "fn far() { let far = crate::b::c::Far; }",
        "impl crate::b::c::Trait for Near {}",
        "fn far() { vec![1, super::b::c::far()]; }",
        "fn far() { println!(\"{}\", { crate::b::c::FAR }); }",
        "mod inline { use super::super::b::c::Far; }",
        "mod inline { fn far() { super::super::b::c::far() } }",
        "mod inline { #[cfg(feature = \"far\")] use crate::b::c::Far; }",
    ] {
        assert_eq!(two(a), [CIRCLE], "{a}");
    }
}

#[test]
fn other_mentions_than_imports_make_no_circle() {
    for a in [
        "",
        "use crate::b::Own;",
        "// use crate::b::c::Far;\nconst TEXT: &str = \"crate::b::c::Far\";",
        "/// See [`crate::b::c::Far`].\npub struct Near;",
        "#[cfg(test)] mod tests { use crate::b::c::Far; }",
        "#[cfg(test)] use crate::b::c::Far;",
        "impl Near { #[cfg(test)] fn far() -> crate::b::c::Far { loop {} } }",
        "pub(in crate::b::c) struct Near;",
        "fn code() { quote!(crate::b::c::Far); }",
        "use other::b::c::Far;",
        "mod b { pub mod c { pub struct Far; } }\nuse self::b::c::Far;",
    ] {
        assert_eq!(two(a), [""; 0], "{a}");
    }
}

/// A parent may use its children, and they may use it.
#[test]
fn a_parent_and_its_children_are_no_circle() {
    let found = found(&[
        (
            "one/src/main.rs",
            "mod a; fn main() { a::b::run() } pub struct Root;",
        ),
        (
            "one/src/a/mod.rs",
            "pub mod b; mod c; pub struct Shared; fn go() { b::run(); c::run() }",
        ),
        (
            "one/src/a/b.rs",
            "use super::Shared; use crate::Root; pub fn run() {}",
        ),
        ("one/src/a/c.rs", "use super::{Shared, b}; pub fn run() {}"),
    ]);
    assert_eq!(found, [""; 0]);
}

/// Two children that import each other through their parent are a circle, since the parent only re-exports.
#[test]
fn siblings_that_import_each_other_are_a_circle() {
    let found = found(&[
        ("one/src/lib.rs", "mod a;"),
        ("one/src/a.rs", "mod b; mod c; pub(crate) use {b::B, c::C};"),
        ("one/src/a/b.rs", "use super::C; pub struct B;"),
        ("one/src/a/c.rs", "use super::B; pub struct C;"),
    ]);
    assert_eq!(found, ["circle in one/src/lib.rs: a/b a/c"]);
}

/// A circle of three files, in a program, through a file that `#[path]` names.
#[test]
fn every_file_of_a_circle_is_named() {
    let found = found(&[
        (
            "one/src/bin/tool/main.rs",
            "#[path = \"other.rs\"] mod a; mod b; mod c; mod d;",
        ),
        ("one/src/bin/tool/other.rs", "use crate::b;"),
        ("one/src/bin/tool/b.rs", "use crate::c;"),
        ("one/src/bin/tool/c.rs", "use crate::a;"),
        ("one/src/bin/tool/d.rs", "use crate::a;"),
    ]);
    assert_eq!(found, ["circle in one/src/bin/tool/main.rs: a b c"]);
}

#[test]
fn crowded_folders_and_long_files_are_found() {
    let names: Vec<String> = (0..17)
        .map(|number| format!("one/tests/t{number}.rs"))
        .collect();
    let (lines, more) = ("\n".repeat(350), "\n".repeat(351));
    let mut files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    let folder = "crowded folder: one/tests";
    assert_eq!(found(&files[1..]), [""; 0]);
    assert_eq!(found(&files), [folder]);
    files.push(("one/src/other.rs", &more));
    files.push(("one/build.rs", &lines));
    for made in [
        "one/src/generated/types.rs",
        "target/debug/out.rs",
        ".hidden/long.rs",
    ] {
        files.push((made, &more));
    }
    assert_eq!(found(&files), [folder, "long file: one/src/other.rs"]);
}

#[test]
fn a_file_that_cannot_be_read_is_an_error() {
    for (text, said) in [
        (
            "mod nowhere;",
            "one/src/lib.rs: the module nowhere has no file",
        ),
        ("fn", "one/src/lib.rs: "),
    ] {
        let root = workspace(&[("one/src/lib.rs", text)]);
        let error = findings(root.path()).expect_err(text);
        assert!(error.starts_with(said), "{error}");
    }
}

#[test]
fn only_listed_findings_are_accepted_and_only_while_they_are_there() {
    let findings = [(
        "circle in one/src/lib.rs: a b".to_owned(),
        "a imports from b".to_owned(),
    )];
    let said = |accepted: &str| {
        let mut out = Vec::new();
        let green = compare(&findings.clone().into(), accepted, &mut out).expect("printed");
        (green, String::from_utf8(out).expect("text"))
    };
    assert!(said("# a comment\n\ncircle in one/src/lib.rs: a b\n").0);
    let (green, text) = said("");
    assert_eq!(
        (green, text.as_str()),
        (false, "circle in one/src/lib.rs: a b\n  a imports from b\n")
    );
    // Another circle between more files is a new one, and the listed one is gone.
    let (green, text) = said("circle in one/src/lib.rs: a b c\n");
    assert!(
        !green && text.contains("a b\n  a imports from b\n"),
        "{text}"
    );
    assert!(text.contains("a b c\n  this is gone"), "{text}");
}
