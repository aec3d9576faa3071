//! `--form`: reads the fields of the only operation that takes a multipart form.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::path::{Path, PathBuf};

use clap_lex::OsStrExt as _;

use crate::encoding;
use crate::report::Report;

/// The operation that takes a form.
pub(crate) const OPERATION: &str = "uploadMedia";

const MEDIA: &str = "media";
const APP: &str = "appID";

/// A form that can be sent.
pub(crate) struct Upload {
    /// The file. The facade streams it.
    pub(crate) media: PathBuf,
    /// The app that the medium is for.
    pub(crate) app: String,
}

/// Checks the fields. Both are required, each comes once, and there is no other field.
pub(crate) fn read(fields: &[OsString]) -> Result<Upload, Report> {
    let (mut media, mut app) = (None, None);
    for field in fields {
        let Some((name, value)) = field.split_once("=") else {
            return Err(Report::usage(format!(
                "--form {}: write NAME=VALUE or NAME=@FILE",
                field.display()
            )));
        };
        let place = match name.to_str() {
            Some(MEDIA) => &mut media,
            Some(APP) => &mut app,
            _ => {
                let name = name.display();
                let problem = format!(
                    "--form {name}: there is no such field; {OPERATION} has {MEDIA} and {APP}"
                );
                return Err(Report::usage(problem));
            }
        };
        if place.replace(value).is_some() {
            return Err(Report::usage(format!(
                "--form {}: the field is given twice",
                name.display()
            )));
        }
    }
    let missing = |name: &str, form: &str| {
        Report::usage(format!("the field {name} is missing: --form {form}"))
    };
    let media = media.ok_or_else(|| missing(MEDIA, "media=@FILE"))?;
    let app = app.ok_or_else(|| missing(APP, "appID=ID"))?;
    let Some(path) = media.strip_prefix("@").map(Path::new) else {
        return Err(Report::usage(format!(
            "--form {MEDIA}: a file is needed, as {MEDIA}=@FILE"
        )));
    };
    check_file(path)?;
    Ok(Upload {
        media: path.into(),
        app: id(APP, app)?,
    })
}

/// Opens the file, so that a wrong path is reported before anything is sent.
fn check_file(path: &Path) -> Result<(), Report> {
    let metadata = std::fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    if metadata.is_dir() {
        return Err(Report::usage(format!(
            "{}: this is a directory",
            path.display()
        )));
    }
    // A pipe can be opened only once, and the upload needs that.
    if metadata.is_file() {
        File::open(path).map_err(|error| unreadable(path, &error))?;
    }
    Ok(())
}

/// An id from the argument, or from the only line of a file. Editors add a line end, which is removed.
fn id(name: &str, value: &OsStr) -> Result<String, Report> {
    let refused = |problem: &str| Report::usage(format!("--form {name}: {problem}"));
    let (bytes, is_file) = match value.strip_prefix("@").map(Path::new) {
        Some(path) => {
            let bytes = std::fs::read(path).map_err(|error| unreadable(path, &error))?;
            (bytes, true)
        }
        None => (value.as_encoded_bytes().to_vec(), false),
    };
    let mut text = encoding::text(bytes).map_err(|problem| refused(&problem))?;
    if is_file && text.ends_with('\n') {
        text.pop();
        if text.ends_with('\r') {
            text.pop();
        }
    }
    if encoding::is_marked(&text) {
        return Err(refused("a byte-order mark stands within the text"));
    }
    if text.contains(['\r', '\n']) {
        return Err(refused("the text has more than one line"));
    }
    Ok(text)
}

fn unreadable(path: &Path, error: &std::io::Error) -> Report {
    let path = path.display();
    Report::usage(format!("{path}: the file cannot be read: {error}"))
}
