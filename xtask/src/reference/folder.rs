//! Writes the files of the site into a folder. Files there that it did not write stay as they are.

use std::{collections::BTreeSet, fs, io, path::Path};

use super::Pages;

#[cfg(test)]
mod tests;

/// The file that names the files of the last run, one a line.
const LIST: &str = ".reference-files";

/// Writes the pages, and removes files of an earlier run that are none of them.
pub(super) fn write(folder: &Path, pages: &Pages) -> Result<(), String> {
    let failed = |name: &str, error: io::Error| format!("{}: {error}", folder.join(name).display());
    fs::create_dir_all(folder).map_err(|error| failed("", error))?;
    let before = match fs::read_to_string(folder.join(LIST)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        list => list.map_err(|error| failed(LIST, error))?,
    };
    let before: BTreeSet<&str> = before.lines().filter(|name| is_name(name)).collect();
    let now: BTreeSet<&str> = pages.keys().map(String::as_str).collect();
    for name in now.difference(&before) {
        let path = folder.join(name);
        if path.symlink_metadata().is_ok() {
            return Err(format!(
                "{}: this command did not write this file, and does not replace it; choose another folder",
                path.display()
            ));
        }
    }
    let list = |names: BTreeSet<&str>| {
        let lines: String = names.iter().map(|name| format!("{name}\n")).collect();
        fs::write(folder.join(LIST), lines).map_err(|error| failed(LIST, error))
    };
    // The list comes first, so that the next run knows the files of a run that was cut short.
    list(&before | &now)?;
    for (name, text) in pages {
        fs::write(folder.join(name), text).map_err(|error| failed(name, error))?;
    }
    for name in before.difference(&now) {
        match fs::remove_file(folder.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(failed(name, error));
            }
            _ => {}
        }
    }
    list(now)
}

/// Whether a line of the list names a file of the folder itself.
fn is_name(name: &str) -> bool {
    Path::new(name).file_name() == Some(name.as_ref())
}
