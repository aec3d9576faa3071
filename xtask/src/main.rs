//! `cargo xtask`: generate the code from the spec, check that it is current, lint the spec, compare two versions
//! of it, write the reference.

use std::{
    env, fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Parser, Subcommand};
use xtask::{
    codegen::{self, Mode},
    diff, lint, public_api, reference, rooms,
};

/// Maintainers' tools of the Tatodesk SDK.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Writes everything that is generated from spec/tatodesk.yaml.
    Gen {
        /// Writes nothing. Prints how the files differ, and fails if they do.
        #[arg(long)]
        check: bool,
    },
    /// Checks spec/tatodesk.yaml by the project's own rules.
    Lint,
    /// Says what changed between two versions of the spec, and what of it breaks users.
    ///
    /// Exit status: 0 where nothing breaks, 1 where something does, 2 where a version cannot be read.
    Diff {
        /// The old version: a file, REVISION:PATH, or a revision of git, which means its spec/tatodesk.yaml.
        old: String,
        /// The new version. Without it, spec/tatodesk.yaml of the work tree.
        new: Option<String>,
    },
    /// Writes the reference: a static site of all operations, with guides, for reading without a network.
    Docs {
        /// The folder of the site.
        #[arg(long, default_value = "target/reference")]
        out: PathBuf,
    },
    /// Checks the code of all crates for circles of imports, crowded folders and long files.
    Rooms,
    /// Compares the public API of the crates that services use with crates/*/public-api.txt.
    PublicApi {
        /// Writes these files instead.
        #[arg(long)]
        accept: bool,
    },
}

fn main() -> ExitCode {
    let root = workspace_root();
    let mut out = io::stdout().lock();
    let done = match Arguments::parse().verb {
        Verb::Gen { check } => {
            let mode = if check { Mode::Check } else { Mode::Write };
            codegen::run(&root, mode, &mut out).map_err(|error| error.to_string())
        }
        Verb::Lint => lint_spec(&root, &mut out),
        Verb::Diff { old, new } => {
            match diff::run(&root, codegen::SPEC, &old, new.as_deref(), &mut out) {
                Err(message) => {
                    let _ = writeln!(io::stderr(), "{message}");
                    return ExitCode::from(2);
                }
                done => done,
            }
        }
        Verb::Docs { out: folder } => reference::run(&root, &root.join(folder), &mut out),
        Verb::Rooms => rooms::check(&root, &mut out),
        Verb::PublicApi { accept } => public_api::run(&root, accept, &mut out),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            let _ = writeln!(io::stderr(), "{message}");
            ExitCode::FAILURE
        }
    }
}

fn lint_spec(root: &Path, out: &mut dyn Write) -> Result<bool, String> {
    let path = root.join(codegen::SPEC);
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let findings = lint::lint(&text);
    for finding in &findings {
        writeln!(out, "{finding}").map_err(|error| error.to_string())?;
    }
    writeln!(out, "{}: {} findings", codegen::SPEC, findings.len())
        .map_err(|error| error.to_string())?;
    Ok(findings.is_empty())
}

/// The folder above xtask, which Cargo names in the environment. Without Cargo, it is the current folder.
fn workspace_root() -> PathBuf {
    env::var_os("CARGO_MANIFEST_DIR")
        .and_then(|package| Path::new(&package).parent().map(Path::to_path_buf))
        .unwrap_or_else(|| PathBuf::from("."))
}
