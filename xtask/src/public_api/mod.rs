//! `cargo xtask public-api`: compares the public API of the crates that services use with the checked-in files.
//!
//! `rustdoc` has rustdoc write the API as JSON, `growth` finds the types in it that cannot grow, and `foreign` the items of other crates. This folder uses nothing else
//! of xtask. Only the program uses it.

mod foreign;
mod growth;
mod rustdoc;

#[cfg(test)]
mod tests;

use std::{fs, io, io::Write, path::Path};

use similar::TextDiff;

/// The facade, the crate whose types the facade re-exports, and the crates that services use beside the facade.
const CRATES: [&str; 5] = [
    "tatodesk",
    "tatodesk-api",
    "tatodesk-bulk",
    "tatodesk-bulk-postgres",
    "tatodesk-export",
];

/// The part that its file leaves out: `tests/tests/generated_surface.rs` guards the generated types and the client that names them.
const GENERATED: &str = "tatodesk_api::types::";

/// The first line of each file.
const HEAD: &str = "# The public API with all features, as `just public-api --accept` writes it. Read each changed line.\n";

/// Compares the API with the checked-in files, or writes the files (`accept`). True where nothing differs, where
/// every type that may grow can, and where `allowed.txt` lists every item of another crate.
///
/// # Errors
/// Where rustdoc fails or writes a format that is not known here, or where a file cannot be read or written.
pub fn run(root: &Path, accept: bool, out: &mut dyn Write) -> Result<bool, String> {
    let mut green = true;
    for name in CRATES {
        let api = rustdoc::api(root, name, "--all-features")?;
        let bare = match foreign::has_features(foreign::ALLOWED, name) {
            true => rustdoc::api(root, name, "--no-default-features")?,
            false => rustdoc::Api::default(),
        };
        let path = root.join(format!("crates/{name}/public-api.txt"));
        let current = file(&api.items);
        let failed = |error: io::Error| format!("{}: {error}", path.display());
        if accept {
            fs::write(&path, current).map_err(failed)?;
        } else {
            let accepted = fs::read_to_string(&path).map_err(failed)?;
            green &= same(name, &accepted, &current, out).map_err(|error| error.to_string())?;
        }
        green &= growth::check(name, &api.items, out).map_err(|error| error.to_string())?;
        green &= foreign::check(foreign::ALLOWED, name, &api, &bare, out)
            .map_err(|error| error.to_string())?;
    }
    if green {
        writeln!(
            out,
            "public API: the files are current, and the list has every foreign item"
        )
        .map_err(|error| error.to_string())?;
    }
    Ok(green)
}

/// The content of a file: one line for each item.
fn file(items: &[String]) -> String {
    let listed = items.iter().filter(|item| !item.contains(GENERATED));
    listed.fold(HEAD.to_owned(), |file, item| file + item + "\n")
}

/// Whether the file is current. Prints the differences.
fn same(name: &str, accepted: &str, current: &str, out: &mut dyn Write) -> io::Result<bool> {
    if accepted == current {
        return Ok(true);
    }
    let diff = TextDiff::from_lines(accepted, current);
    let head = (format!("{name} (accepted)"), format!("{name} (now)"));
    write!(
        out,
        "{}",
        diff.unified_diff()
            .context_radius(1)
            .header(&head.0, &head.1)
    )?;
    writeln!(
        out,
        "the public API of {name} is not what crates/{name}/public-api.txt says; to accept it: just public-api --accept"
    )?;
    Ok(false)
}
