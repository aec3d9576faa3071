//! An export: what the caller sets up and runs.

use std::{
    ffi::OsString,
    fmt,
    io::{self, Write},
    path::{Path, PathBuf},
};

use tatodesk::Call;

use crate::{
    error::ExportError, file, file::NewFile, layout::Layout, request::ExportRequest,
    rules::ColumnRules, sink::Format, writing::OnProgress, writing::Progress, writing::Writing,
};

/// An export of one report or list in one format.
///
/// Writing blocks the thread for a moment, as files do. Dropping the future of an export ends it, and leaves no file.
pub struct Export {
    format: Format,
    rules: ColumnRules,
    on_progress: Option<OnProgress>,
}

impl Export {
    /// An export in this format.
    #[must_use]
    pub fn new(format: Format) -> Self {
        Self {
            format,
            rules: ColumnRules::new(),
            on_progress: None,
        }
    }

    /// Leaves out or hashes columns. Without a call of this, every column is written as it is.
    #[must_use]
    pub fn columns(mut self, rules: ColumnRules) -> Self {
        self.rules = rules;
        self
    }

    /// Calls this after each page and after each 1,000 rows.
    #[must_use]
    pub fn on_progress(mut self, tell: impl FnMut(&Progress) + Send + 'static) -> Self {
        self.on_progress = Some(Box::new(tell));
        self
    }

    /// Writes all rows of a call to a file, which only its owner can read.
    ///
    /// The rows go to a temporary file in the same folder. When all are there, it is written to the disk and takes the place of
    /// `path`. So `path` has the old content or the new one, and never a part.
    ///
    /// Rows that do not decode go to `<path>.malformed.jsonl`, one JSON object a line: `page`, `index`, `path`, `reason` and `raw`, the
    /// row's text as it came. If there is none, a file of that name is deleted. Under [`ColumnRules`], `raw` is left out and `path` ends
    /// at the member of the row.
    ///
    /// # Errors
    /// When the rules for columns do not fit the report, when a page fails, or a file cannot be written. Both files are then as they were before.
    pub async fn to_file<R: ExportRequest>(
        self,
        call: Call<R>,
        path: impl AsRef<Path>,
    ) -> Result<Progress, ExportError> {
        let path = path.as_ref();
        self.rules.check(R::REPORT)?;
        let write = |error: io::Error| ExportError::from(error).at(path);
        let mut rows = NewFile::create(path).map_err(write)?;
        let malformed_path = malformed_path(path);
        file::remove_leftovers(&malformed_path);
        let mut malformed = Late {
            path: &malformed_path,
            file: None,
        };
        let run = self.to_writer(call, &mut rows, &mut malformed);
        let progress = run.await.map_err(|error| error.at(path))?;
        let write_malformed = |error: io::Error| ExportError::from(error).at(&malformed_path);
        // Both are whole on the disk before one of them gets its name.
        let rows = rows.sync().map_err(write)?;
        let malformed = malformed.file.map(NewFile::sync).transpose();
        let malformed = malformed.map_err(write_malformed)?;
        rows.rename().map_err(write)?;
        match malformed {
            Some(file) => file.rename(),
            None => file::remove(&malformed_path).map(|_| ()),
        }
        .map_err(write_malformed)?;
        file::sync_folder(file::folder(path)).map_err(write)?;
        Ok(progress)
    }

    /// Writes all rows of a call to `rows`.
    ///
    /// Those that do not decode go to `malformed`, as [`to_file`](Self::to_file) does it.
    ///
    /// # Errors
    /// When the rules for columns do not fit the report, when a page fails, or when a writer does. What was written before stays written.
    pub async fn to_writer<R: ExportRequest>(
        self,
        call: Call<R>,
        rows: &mut (dyn Write + Send),
        malformed: &mut (dyn Write + Send),
    ) -> Result<Progress, ExportError> {
        let layout = Layout::new(R::REPORT, &self.rules)?;
        let mut writing = Writing::new(layout, self.format, rows, malformed, self.on_progress)?;
        R::read(call, &mut writing).await?;
        Ok(writing.finish()?)
    }
}

impl fmt::Debug for Export {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Export")
            .field("format", &self.format)
            .field("rules", &self.rules)
            .finish_non_exhaustive()
    }
}

/// Where the malformed rows of a file go: `<path>.malformed.jsonl`.
#[must_use]
pub fn malformed_path(path: &Path) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(".malformed.jsonl");
    name.into()
}

/// A file that is created when the first bytes come.
struct Late<'a> {
    path: &'a Path,
    file: Option<NewFile>,
}

impl Write for Late<'_> {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        if self.file.is_none() {
            self.file = Some(NewFile::create(self.path)?);
        }
        self.file.as_mut().map_or(Ok(0), |file| file.write(piece))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), NewFile::flush)
    }
}
