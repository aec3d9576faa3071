//! Tells how far an export is, and how it ended: lines on standard error.

use std::io::Write as _;
use std::time::{Duration, Instant};

use serde_json::json;
use tatodesk_export::{Progress, Report};

/// The time between two lines about an export that runs.
const PAUSE: Duration = Duration::from_secs(1);

#[derive(Clone)]
pub(crate) struct Teller {
    report: Report,
    json: bool,
    begun: Instant,
    told: Instant,
}

impl Teller {
    pub(crate) fn new(report: Report, json: bool) -> Self {
        let begun = Instant::now();
        Self {
            report,
            json,
            begun,
            told: begun,
        }
    }

    /// Tells how far it is, at most once a second.
    pub(crate) fn so_far(&mut self, progress: &Progress) {
        if self.told.elapsed() >= PAUSE {
            self.told = Instant::now();
            self.line("progress", progress);
        }
    }

    /// Tells how it ended.
    pub(crate) fn done(&self, progress: &Progress) {
        self.line("exported", progress);
    }

    fn line(&self, kind: &str, progress: &Progress) {
        let Progress {
            rows,
            pages,
            bytes,
            malformed,
            expected,
            ..
        } = *progress;
        let (report, seconds) = (self.report, self.begun.elapsed().as_secs_f64());
        let line = if self.json {
            let mut line = json!({
                "kind": kind, "report": report.name(), "rows": rows, "pages": pages, "bytes": bytes, "malformed": malformed,
                "seconds": seconds,
            });
            if let Some(expected) = expected {
                line["expected"] = expected.into();
            }
            line.to_string()
        } else {
            let of = expected.map_or_else(String::new, |expected| format!(" of {expected}"));
            format!(
                "{kind}: {report}: {rows}{of} rows, {pages} pages, {bytes} bytes, {malformed} malformed, {seconds:.1} s"
            )
        };
        let _ = writeln!(std::io::stderr(), "{line}");
    }
}
