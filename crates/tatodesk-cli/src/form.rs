//! `--form`: the fields of the one operation that takes a multipart form.

use std::fs::File;
use std::path::PathBuf;

use crate::report::Report;

/// The operation that takes a form.
pub(crate) const OPERATION: &str = "uploadMedia";

const MEDIA: &str = "media";
const APP: &str = "appID";

/// A form that can be sent.
pub(crate) struct Upload {
    /// The file, which is streamed from its place.
    pub(crate) media: PathBuf,
    /// The app that the medium is for.
    pub(crate) app: String,
}

/// Checks the fields as they were typed: both are needed, each once, and no other is known.
pub(crate) fn read(fields: &[String]) -> Result<Upload, Report> {
    let (mut media, mut app) = (None, None);
    for field in fields {
        let Some((name, value)) = field.split_once('=') else {
            return Err(Report::usage(format!(
                "--form {field}: write NAME=VALUE or NAME=@FILE"
            )));
        };
        let place = match name {
            MEDIA => &mut media,
            APP => &mut app,
            _ => {
                let problem = format!(
                    "--form {name}: there is no such field; {OPERATION} has {MEDIA} and {APP}"
                );
                return Err(Report::usage(problem));
            }
        };
        if place.replace(value).is_some() {
            return Err(Report::usage(format!(
                "--form {name}: the field is given twice"
            )));
        }
    }
    let missing = |name: &str, form: &str| {
        Report::usage(format!("the field {name} is missing: --form {form}"))
    };
    let media = media.ok_or_else(|| missing(MEDIA, "media=@FILE"))?;
    let app = app.ok_or_else(|| missing(APP, "appID=ID"))?;
    let Some(path) = media.strip_prefix('@') else {
        return Err(Report::usage(format!(
            "--form {MEDIA}: a file is needed, as {MEDIA}=@FILE"
        )));
    };
    check_file(path)?;
    Ok(Upload {
        media: path.into(),
        app: text(app)?,
    })
}

/// Opens the file once, so that a wrong path is told before anything is sent.
fn check_file(path: &str) -> Result<(), Report> {
    let metadata = std::fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    if metadata.is_dir() {
        return Err(Report::usage(format!("{path}: this is a directory")));
    }
    // A pipe can be opened once only, and that is for the upload to do.
    if metadata.is_file() {
        File::open(path).map_err(|error| unreadable(path, &error))?;
    }
    Ok(())
}

/// A value as typed, or the content of a file without the line end that editors add.
fn text(value: &str) -> Result<String, Report> {
    let Some(path) = value.strip_prefix('@') else {
        return Ok(value.to_owned());
    };
    let content = std::fs::read_to_string(path).map_err(|error| unreadable(path, &error))?;
    let line = content.strip_suffix('\n').unwrap_or(&content);
    Ok(line.strip_suffix('\r').unwrap_or(line).to_owned())
}

fn unreadable(path: &str, error: &std::io::Error) -> Report {
    Report::usage(format!("{path}: the file cannot be read: {error}"))
}
