//! Reads a description from a file, or from a revision of git.

use std::{fs, path::Path, process::Command};

/// The text of `name`: a file, `REVISION:PATH`, or a revision alone, which means its `spec`.
pub(super) fn read(root: &Path, name: &str, spec: &str) -> Result<String, String> {
    let path = root.join(name);
    if path.is_file() {
        return fs::read_to_string(&path).map_err(|error| format!("{name}: {error}"));
    }
    let object = if name.contains(':') {
        name.to_owned()
    } else {
        format!("{name}:{spec}")
    };
    let output = Command::new("git")
        .args(["show", "--end-of-options", &object])
        .current_dir(root)
        .output()
        .map_err(|error| format!("git: {error}"))?;
    if !output.status.success() {
        let reason = String::from_utf8_lossy(&output.stderr);
        return Err(format!(
            "{name} is neither a file nor a revision of git: {}",
            reason.trim()
        ));
    }
    String::from_utf8(output.stdout).map_err(|_| format!("{name} is not UTF-8"))
}
