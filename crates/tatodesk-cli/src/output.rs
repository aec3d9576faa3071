//! The end of a verb: what it prints on standard output and standard error, and its exit code.

use std::io::{self, BufWriter, Write as _};

use tatodesk::Operation;

use crate::report::{self, Kind, Report};

/// Writes the output. An answer is encoded while it is written, so its whole text is never in memory.
pub(crate) type Print = Box<dyn FnOnce(&mut dyn io::Write) -> io::Result<()> + Send>;

/// Everything that a finished call prints, and its exit code.
pub(crate) struct Finished {
    /// Prints what goes to standard output.
    pub(crate) stdout: Print,
    /// The lines on standard error.
    pub(crate) reports: Vec<Report>,
    /// The exit code. If a success cannot be written, `print` returns another one.
    pub(crate) code: u8,
}

impl From<Report> for Finished {
    /// A failure: its line, its exit code, and nothing on standard output.
    fn from(report: Report) -> Self {
        Self {
            stdout: Box::new(|_| Ok(())),
            code: report.exit_code(),
            reports: vec![report],
        }
    }
}

impl Finished {
    /// Prints everything and returns the exit code. A failure to print never hides the outcome of the call.
    pub(crate) fn print(self, json: bool, operation: Option<&'static Operation>) -> u8 {
        report::write_all(&self.reports, json);
        let Err(mut report) = write_stdout(self.stdout) else {
            return self.code;
        };
        if let Some(operation) = operation {
            report = report.operation(operation.id);
        }
        let code = match self.code {
            0 => {
                report = report.and("the call itself succeeded");
                report.exit_code()
            }
            // Another line has already said how the call ended.
            code => code,
        };
        report::write_all([&report], json);
        code
    }
}

/// Writes to standard output. If its reader closed it, that is no failure and changes no exit code.
pub(crate) fn write_stdout(
    print: impl FnOnce(&mut dyn io::Write) -> io::Result<()>,
) -> Result<(), Report> {
    let mut stdout = BufWriter::with_capacity(64 * 1024, io::stdout().lock());
    match print(&mut stdout).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Report::new(Kind::Output, error.to_string())),
        Ok(()) => Ok(()),
    }
}
