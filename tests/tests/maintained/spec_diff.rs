//! `.ci/spec-diff`: compares with the newest release, and lets a change that breaks users pass only in a higher version.

use std::{fs, os::unix::fs::PermissionsExt, path::Path, process::Command};

/// A repository with the script, this version, these tags, and a `cargo` that prints its arguments and ends with `status`.
fn run(version: &str, tags: &[&str], status: i32) -> (i32, String) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path();
    for name in [".ci", "bin"] {
        fs::create_dir(path.join(name)).expect("a folder");
    }
    fs::copy(
        tests::root().join(".ci/spec-diff"),
        path.join(".ci/spec-diff"),
    )
    .expect("a copy");
    let manifest = format!("[workspace.package]\nversion = \"{version}\"\n");
    fs::write(path.join("Cargo.toml"), manifest).expect("a manifest");
    let cargo = path.join("bin/cargo");
    fs::write(&cargo, format!("#!/bin/sh\necho \"$@\"\nexit {status}\n")).expect("a program");
    fs::set_permissions(&cargo, fs::Permissions::from_mode(0o755)).expect("a mode");
    git(path, &["init", "--quiet"]);
    let who = ["-c", "user.name=Nome", "-c", "user.email=nome@example.com"];
    let commit = ["commit", "--quiet", "--allow-empty", "-m", "Nothing"];
    git(path, &[&who[..], &commit].concat());
    for tag in tags {
        git(path, &["tag", tag]);
    }
    let search = std::env::var("PATH").expect("a PATH");
    let output = Command::new(path.join(".ci/spec-diff"))
        .env("PATH", format!("{}:{search}", path.join("bin").display()))
        .output()
        .expect("the script runs");
    let text = [output.stdout, output.stderr].concat();
    let code = output.status.code().expect("an exit code");
    (code, String::from_utf8(text).expect("text"))
}

fn git(folder: &Path, arguments: &[&str]) {
    let mut git = Command::new("git");
    git.args(arguments).current_dir(folder);
    assert!(git.status().expect("git runs").success(), "{arguments:?}");
}

#[test]
fn without_a_release_it_says_that_it_compares_nothing() {
    let (code, output) = run("0.1.0", &["other"], 1);
    assert_eq!(code, 0, "{output}");
    assert_eq!(
        output,
        "No release has a tag v* here, so the spec was compared with nothing.\n"
    );
}

#[test]
fn it_compares_with_the_newest_release() {
    let (code, output) = run("0.10.1", &["v0.9.0", "v0.10.0", "v0.2.0"], 0);
    assert_eq!(
        (code, output.as_str()),
        (0, "xtask diff v0.10.0:spec/tatodesk.yaml\n")
    );
}

#[test]
fn what_breaks_users_needs_a_higher_version() {
    for (version, tag, expected) in [
        ("0.1.1", "v0.1.0", 1),
        ("0.2.0", "v0.1.9", 0),
        ("1.0.0", "v0.9.0", 0),
        ("1.5.0", "v1.4.0", 1),
        ("2.0.0", "v1.4.0", 0),
        ("1.4.0", "v1.4.0", 1),
    ] {
        let (code, output) = run(version, &[tag], 1);
        assert_eq!(code, expected, "{version} after {tag}: {output}");
        assert_eq!(
            output.contains("does not say so"),
            expected == 1,
            "{output}"
        );
    }
}

#[test]
fn a_version_that_cannot_be_read_fails() {
    assert_eq!(run("2.0.0", &["v1.0.0"], 2).0, 2);
}
