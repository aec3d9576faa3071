//! `cargo xtask diff` as a program: files and revisions of git, what it prints, and its exit status.

use std::{fs, path::Path, process::Command};

use tempfile::TempDir;

const SMALL: &str = include_str!("fixtures/small.yaml");

/// A repository of git, whose first commit has the tag v0.1.0.
fn repository() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir(folder.path().join("spec")).expect("a folder for the spec");
    fs::write(folder.path().join("spec/tatodesk.yaml"), SMALL).expect("a spec");
    git(folder.path(), &["init", "--quiet"]);
    git(folder.path(), &["add", "."]);
    let who = ["-c", "user.name=Nome", "-c", "user.email=nome@example.com"];
    let commit = [&who[..], &["commit", "--quiet", "-m", "The spec"]].concat();
    git(folder.path(), &commit);
    git(folder.path(), &["tag", "v0.1.0"]);
    folder
}

fn git(folder: &Path, arguments: &[&str]) {
    let mut git = Command::new("git");
    git.args(arguments).current_dir(folder);
    assert!(git.status().expect("git runs").success(), "{arguments:?}");
}

/// Exit status, standard output and standard error.
fn diff(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("diff")
        .args(arguments)
        .env("CARGO_MANIFEST_DIR", folder.join("xtask"))
        .output()
        .expect("xtask runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[test]
fn the_exit_status_says_whether_users_break() {
    let folder = repository();
    let path = folder.path();
    for old in ["v0.1.0:spec/tatodesk.yaml", "v0.1.0", "spec/tatodesk.yaml"] {
        let (code, out, err) = diff(path, &[old]);
        assert_eq!((code, err.as_str()), (Some(0), ""), "{old}");
        assert_eq!(out, "nothing changed for users\n");
    }

    let edited = SMALL.replacen("x-effect: read", "x-effect: write", 1);
    assert_ne!(edited, SMALL);
    fs::write(path.join("spec/tatodesk.yaml"), edited).expect("an edited spec");
    let (code, out, _) = diff(path, &["v0.1.0"]);
    assert_eq!(code, Some(1), "{out}");
    let ends = "\n  breaks      x-effect: is write now, not read; what may be repeated depends on it\n\
                changes that break users: 1; compatible changes: 0\n";
    assert!(out.ends_with(ends), "{out}");
    // The same two versions the other way round, both named.
    assert_eq!(diff(path, &["spec/tatodesk.yaml", "v0.1.0"]).0, Some(1));
    assert_eq!(diff(path, &["v0.1.0", "v0.1.0"]).0, Some(0));
}

#[test]
fn what_cannot_be_read_is_2() {
    let folder = repository();
    let path = folder.path();
    fs::write(path.join("list.yaml"), "- 1\n").expect("a file");
    for (arguments, problem) in [
        (vec!["v9.9.9"], "v9.9.9 is neither a file nor a revision"),
        (vec!["v0.1.0:other.yaml"], "v0.1.0:other.yaml is neither"),
        (
            vec!["v0.1.0", "list.yaml"],
            "list.yaml: this is no OpenAPI document",
        ),
        (
            vec!["--", "--help"],
            "--help is neither a file nor a revision",
        ),
        (vec![], "required arguments"),
    ] {
        let (code, out, err) = diff(path, &arguments);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(err.contains(problem), "{err}");
    }
}
