//! `cargo xtask gen` and `gen --check` on a copy of the spec: the check is green, then red after an edit, and never
//! writes.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use tempfile::TempDir;
use xtask::{
    codegen::{self, Mode},
    samples::RustSamples,
};

const TYPES: &str = "crates/tatodesk-api/src/generated/types.rs";
const SPEC: &str = "spec/tatodesk.yaml";
/// The folders that contain only generated files, and the one with the Rust samples.
const FOLDERS: [&str; 4] = [
    "crates/tatodesk-api/src/generated",
    "crates/tatodesk-sandbox/src/generated",
    "spec/vectors/operations",
    "tests/tests/reference/samples",
];
const SMALL: &str = include_str!("fixtures/small.yaml");

/// A folder that looks like the workspace to `cargo xtask`.
struct Copy(TempDir);

impl Copy {
    /// A copy with only the spec.
    fn of_the_spec() -> Self {
        let copy = Self(tempfile::tempdir().expect("a temporary folder"));
        fs::create_dir(copy.path("spec")).expect("a folder for the spec");
        fs::copy(workspace().join(SPEC), copy.path(SPEC)).expect("a copy of the spec");
        copy
    }

    /// A copy with the spec and all generated files of the checkout, which [`the_checkout_is_current`] holds current.
    fn generated() -> Self {
        let copy = Self::of_the_spec();
        for folder in FOLDERS {
            fs::create_dir_all(copy.path(folder)).expect("a folder");
            for entry in fs::read_dir(workspace().join(folder)).expect("a folder") {
                let entry = entry.expect("an entry");
                let to = copy.path(folder).join(entry.file_name());
                fs::copy(entry.path(), to).expect("a copy of a file");
            }
        }
        fs::copy(
            workspace().join(codegen::EDITION),
            copy.path(codegen::EDITION),
        )
        .expect("a copy of the edition");
        copy
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn xtask(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args(arguments)
            .env("CARGO_MANIFEST_DIR", self.path("xtask"))
            .output()
            .expect("xtask runs")
    }

    fn edit(&self, name: &str, edit: impl FnOnce(String) -> String) {
        let path = self.path(name);
        let text = fs::read_to_string(&path).expect("a file to edit");
        let edited = edit(text.clone());
        assert_ne!(edited, text, "the edit of {name} changes nothing");
        fs::write(path, edited).expect("an edited file");
    }

    /// Every file and what is in it.
    fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.0.path().to_path_buf()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let content = fs::read(&path).expect("a file");
                    files.insert(path, content);
                }
            }
        }
        files
    }

    /// Runs the check, which must fail and leave everything as it was; returns what it printed.
    fn red(&self) -> String {
        let before = self.files();
        let output = self.xtask(&["gen", "--check"]);
        assert!(!output.status.success(), "the check is green");
        assert_eq!(self.files(), before, "the check wrote");
        String::from_utf8(output.stdout).expect("text")
    }
}

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the workspace")
}

#[test]
fn the_check_is_red_after_edits_by_hand_and_of_the_spec() {
    let copy = Copy::generated();
    copy.edit(TYPES, |text| {
        text.replacen("pub struct Appointment {", "pub struct Booking {", 1)
    });
    // An operation moves to another path. No type has it.
    copy.edit(SPEC, |text| {
        text.replacen("/listCompaniesByUser:\n", "/listCompaniesOfUser:\n", 1)
    });
    let diff = copy.red();
    assert!(diff.contains(&format!("--- {TYPES} (on disk)")), "{diff}");
    assert!(
        diff.contains("-pub struct Booking {") && diff.contains("+pub struct Appointment {"),
        "{diff}"
    );
    assert!(diff.contains("/listCompaniesOfUser"), "{diff}");
    let last = diff.lines().next_back().expect("a line");
    let names = last
        .strip_prefix("not what the spec generates: ")
        .and_then(|rest| rest.strip_suffix("; run `cargo xtask gen`"))
        .expect("the names of files");
    let names: Vec<&str> = names.split(", ").collect();
    assert!(names.contains(&TYPES) && names.len() > 1, "{names:?}");

    // Generating repairs them, and writes only those files.
    let output = copy.xtask(&["gen"]);
    let written: String = names.iter().map(|name| format!("wrote {name}\n")).collect();
    assert_eq!(String::from_utf8_lossy(&output.stdout), written);
}

#[test]
fn a_missing_file_and_a_stray_one_are_found_and_repaired() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let sync = |mode| {
        let mut out = Vec::new();
        let done =
            codegen::sync(folder.path(), SMALL, mode, &mut out).expect("the small spec generates");
        (done, String::from_utf8(out).expect("text"))
    };
    let stray = "crates/tatodesk-api/src/generated/stray.rs";
    assert!(sync(Mode::Write).0);
    assert_eq!(sync(Mode::Check), (true, String::new()));

    fs::remove_file(folder.path().join(TYPES)).expect("a file to remove");
    fs::write(
        folder.path().join(stray),
        "// the generator does not write this\n",
    )
    .expect("a stray file");
    let (green, diff) = sync(Mode::Check);
    assert!(!green);
    assert!(
        diff.contains(&format!("{stray}: nothing in the spec generates this file")),
        "{diff}"
    );
    assert!(
        diff.contains(&format!("+++ {TYPES} (from the spec)")),
        "{diff}"
    );
    assert!(
        folder.path().join(stray).exists() && !folder.path().join(TYPES).exists(),
        "the check wrote"
    );

    assert_eq!(
        sync(Mode::Write),
        (true, format!("wrote {TYPES}\nremoved {stray}\n"))
    );
    assert_eq!(sync(Mode::Check), (true, String::new()));
}

/// Runs a check of the small spec, which must fail; returns what it printed.
fn red(folder: &Path, spec: &str) -> String {
    let mut out = Vec::new();
    let green = codegen::sync(folder, spec, Mode::Check, &mut out).expect("a check");
    assert!(!green, "the check is green");
    String::from_utf8(out).expect("text")
}

#[test]
fn an_edit_of_any_generated_file_is_found_and_repaired() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let files = codegen::render(SMALL, &RustSamples::new()).expect("the small spec generates");
    assert_eq!(files.len(), 13);
    codegen::sync(folder.path(), SMALL, Mode::Write, &mut Vec::new()).expect("written");
    // Each file is edited after the others, so that the check reports all of them. The edit makes a file that is not
    // text.
    let mut edited = Vec::new();
    for (name, content) in &files {
        let path = folder.path().join(name);
        fs::write(path, [content.as_bytes(), b"\n\xff"].concat()).expect("an edit");
        edited.push(name.as_str());
    }
    let said = red(folder.path(), SMALL);
    let list = edited.join(", ");
    assert!(
        said.ends_with(&format!(
            "not what the spec generates: {list}; run `cargo xtask gen`\n"
        )),
        "{said}"
    );
    codegen::sync(folder.path(), SMALL, Mode::Write, &mut Vec::new()).expect("written");
    for (name, content) in &files {
        let path = folder.path().join(name);
        assert_eq!(
            &fs::read_to_string(path).expect("a file"),
            content,
            "{name}"
        );
    }
}

/// Descriptions and examples count like schemas, since each is part of a generated file.
#[test]
fn an_edit_anywhere_in_the_spec_is_found() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    codegen::sync(folder.path(), SMALL, Mode::Write, &mut Vec::new()).expect("written");
    for (said, instead) in [
        (
            "description: Four operations.",
            "description: A few operations.",
        ),
        ("- name: Units", "- name: Places"),
        ("https://api-v2.example.com", "https://api-v3.example.com"),
        ("x-effect: write", "x-effect: send"),
        ("defaultLimit: 1000", "defaultLimit: 500"),
        ("title: List Units,", "title: List All Units,"),
        ("evidence: inferred", "evidence: observed"),
        ("Closed units come too.", "Closed units do not come."),
        (
            "description: The manager's own phone.",
            "description: A phone.",
        ),
        ("x-sensitive: personal", "x-sensitive: secret"),
        ("example: 31/01/2024", "example: 30/01/2024"),
        (
            "format: time-hm, description: Opens.",
            "format: time-hms, description: Opens.",
        ),
        ("minimum: 0", "minimum: 1"),
        ("description: A refusal.", "description: A no."),
    ] {
        assert!(SMALL.contains(said), "the small spec does not say {said:?}");
        let said = red(folder.path(), &SMALL.replacen(said, instead, 1));
        assert!(said.contains("(from the spec)"), "{instead:?}: {said}");
    }
}

#[test]
fn nothing_is_generated_from_a_spec_with_findings() {
    let copy = Copy::of_the_spec();
    copy.edit(SPEC, |text| text.replacen("      x-effect: read\n", "", 1));
    let before = copy.files();
    let output = copy.xtask(&["gen"]);
    assert!(!output.status.success());
    assert!(
        String::from_utf8_lossy(&output.stderr).contains("x-effect"),
        "{output:?}"
    );
    assert_eq!(copy.files(), before);
}

#[test]
fn the_checkout_is_current() {
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["gen", "--check"])
        .env("CARGO_MANIFEST_DIR", workspace().join("xtask"))
        .output()
        .expect("xtask runs");
    let diff = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{}{diff}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(output.stdout.is_empty() && output.stderr.is_empty());
}
