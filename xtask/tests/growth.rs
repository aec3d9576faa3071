//! The generated types can grow: a program of a user compiles unchanged after the spec has added optional members to every
//! request, row and answer, and the facade does too.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    thread,
};

use xtask::codegen::{self, Mode};

/// The program. It is never changed to make this test pass: what breaks it breaks users.
const FROZEN: &str = include_str!("fixtures/frozen/main.rs");

/// Crates that the program is built from.
const CRATES: [&str; 2] = ["tatodesk-api", "tatodesk"];

/// Members of each kind that may come later.
const ADDED: &str = r#"        cameLaterText: {type: string, nullable: true, description: A text.}
        cameLaterFlag: {type: integer, format: tatodesk-flag, description: A flag.}
        cameLaterID: {$ref: '#/components/schemas/CompanyID'}
        cameLaterList: {type: array, nullable: true, description: A list., items: {type: string}}
"#;

#[test]
fn a_frozen_program_compiles_after_optional_members_were_added() {
    let spec = fs::read_to_string(root().join(codegen::SPEC)).expect("the spec");
    let (grown, objects) = grow(&spec);
    assert!(objects > 150, "{objects} objects");
    // What the test cannot miss: a member that is gone.
    let renamed = rename(&grown, "AttendanceUnit", "address");
    let copy = Copy::of_the_workspace();
    thread::scope(|scope| {
        scope.spawn(|| copy.generate("", &grown));
        scope.spawn(|| copy.generate(RENAMED, &renamed));
    });

    // Cargo checks both side by side, and goes on where one fails.
    let output = copy.check(&[
        "--keep-going",
        "--package=frozen",
        "--package=frozen-renamed",
    ]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    assert!(said.contains("no field `address`"), "{said}");
    assert!(said.contains("renamed/frozen/main.rs"), "{said}");

    let output = copy.check(&["--package=frozen"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let types = fs::read_to_string(copy.0.join(TYPES)).expect("types");
    for object in [
        "CreateAppointmentRequest",
        "ServiceUnit",
        "ListServiceUnitsByUserResponse",
    ] {
        let body = types.split(&format!("pub struct {object} {{")).nth(1);
        let body = body.and_then(|rest| rest.split("\n}\n").next());
        assert!(
            body.is_some_and(|body| body.contains("came_later_text")),
            "{object}"
        );
    }
}

/// The folder of the crates whose spec has a member under another name.
const RENAMED: &str = "renamed";

const TYPES: &str = "crates/tatodesk-api/src/generated/types.rs";

/// Adds optional members to every object of the spec that is a JSON body, or part of one; before all others, where they change the
/// most. Says how many objects there are.
fn grow(spec: &str) -> (String, usize) {
    let (before, schemas) = spec.split_once("\n  schemas:\n").expect("schemas");
    let mut grown = format!("{before}\n  schemas:\n");
    let (mut objects, mut component) = (0, "");
    for line in schemas.lines() {
        grown.push_str(line);
        grown.push('\n');
        if line.starts_with("    ") && !line.starts_with("     ") {
            component = line.trim();
        }
        // The form of the upload is no generated type.
        if line == "      properties:" && component != "UploadMediaRequest:" {
            grown.push_str(ADDED);
            objects += 1;
        }
    }
    (grown, objects)
}

/// Gives a member of an object another name.
fn rename(spec: &str, object: &str, member: &str) -> String {
    let (before, from_here) = spec
        .split_once(&format!("\n    {object}:\n"))
        .expect("the object");
    let renamed = from_here.replacen(
        &format!("\n        {member}:\n"),
        &format!("\n        {member}OfOld:\n"),
        1,
    );
    assert_ne!(renamed, from_here);
    format!("{before}\n    {object}:\n{renamed}")
}

/// A workspace with two sets of the program and the crates that it is built from: one at its root, one in `renamed`. It has one place, so that cargo builds little of it twice.
struct Copy(PathBuf);

impl Copy {
    fn of_the_workspace() -> Self {
        let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join("growth");
        let _ = fs::remove_dir_all(&copy);
        let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("the manifest");
        let manifest: String = manifest
            .lines()
            .map(|line| match line.split_once(" = ") {
                Some(("members", _)) => "members = [\"frozen\", \"renamed/frozen\"]\n".to_owned(),
                Some(("default-members" | "exclude", _)) => String::new(),
                _ => format!("{line}\n"),
            })
            .collect();
        write(&copy.join("Cargo.toml"), &manifest);
        fs::copy(root().join("Cargo.lock"), copy.join("Cargo.lock")).expect("the lock file");
        let copy = Self(copy);
        copy.set("", "");
        copy.set(RENAMED, "-renamed");
        copy
    }

    /// Writes one set into a folder. A workspace has no name twice, so the names of its packages end in `suffix`.
    fn set(&self, folder: &str, suffix: &str) {
        let folder = self.0.join(folder);
        let dependency = |name: &str, path: &str| {
            format!(
                "\n{name} = {{ package = \"{name}{suffix}\", path = \"{path}\", default-features = false }}\n"
            )
        };
        let api = dependency("tatodesk-api", "../tatodesk-api");
        for name in CRATES {
            let from = root().join("crates").join(name);
            let to = folder.join("crates").join(name);
            let manifest = fs::read_to_string(from.join("Cargo.toml")).expect("a manifest");
            let own = format!("name = \"{name}\"");
            let manifest = manifest
                .replacen(&own, &format!("name = \"{name}{suffix}\""), 1)
                .replacen("\ntatodesk-api.workspace = true\n", &api, 1);
            // What tests and examples need is not here.
            let (begin, rest) = manifest
                .split_once("[dev-dependencies]")
                .expect("a section");
            let (_, lints) = rest.split_once("[lints]").expect("a section");
            write(&to.join("Cargo.toml"), &format!("{begin}[lints]{lints}"));
            copy_folder(&from.join("src"), &to.join("src"));
            // A page of the documentation shows them.
            if from.join("examples").is_dir() {
                copy_folder(&from.join("examples"), &to.join("examples"));
            }
        }
        write(
            &folder.join("frozen/Cargo.toml"),
            &format!(
                "[package]\nname = \"frozen{suffix}\"\nedition = \"2024\"\n\n[[bin]]\nname = \"frozen{suffix}\"\npath = \"main.rs\"\n\n\
                 [dependencies]{}",
                dependency("tatodesk", "../crates/tatodesk")
            ),
        );
        write(&folder.join("frozen/main.rs"), FROZEN);
    }

    /// Generates a set from this spec.
    fn generate(&self, folder: &str, spec: &str) {
        let mut said = Vec::new();
        codegen::sync(&self.0.join(folder), spec, Mode::Write, &mut said)
            .expect("the spec generates");
    }

    /// Checks what the arguments name.
    fn check(&self, arguments: &[&str]) -> Output {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent();
        Command::new(env!("CARGO"))
            .args(["check", "--offline"])
            .args(arguments)
            .current_dir(&self.0)
            .env("CARGO_TARGET_DIR", target.expect("the target folder"))
            .output()
            .expect("cargo runs")
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the workspace")
}

fn write(path: &Path, content: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, content).expect("a file");
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let (path, copy) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy_folder(&path, &copy);
        } else {
            fs::copy(&path, &copy).expect("a file");
        }
    }
}
