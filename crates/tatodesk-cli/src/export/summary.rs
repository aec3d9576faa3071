//! Tells how far an export is, and how it ended: a bar on a terminal, and lines on standard error.

use std::io::Write as _;
use std::time::{Duration, Instant};

use indicatif::{HumanBytes, ProgressBar, ProgressStyle};
use serde_json::{Value, json};
use tatodesk_export::{Progress, Report};

/// The time between two lines about an export that runs.
const PAUSE: Duration = Duration::from_secs(1);

/// The bar, before and after the server says how many rows it expects.
const COUNTING: &str = "{prefix} {pos} rows, {msg}, {per_sec}";
const EXPECTING: &str = "{prefix} {bar:30} {pos}/{len} rows, {msg}, {per_sec}, {eta} left";

/// Its clones tell of the same export.
#[derive(Clone)]
pub(crate) struct Teller {
    report: Report,
    json: bool,
    bar: ProgressBar,
    begun: Instant,
    told: Instant,
}

impl Teller {
    /// With `on_terminal`, a bar takes the place of the lines about an export that runs.
    pub(crate) fn new(report: Report, json: bool, on_terminal: bool) -> Self {
        let begun = Instant::now();
        let bar = match on_terminal && !json {
            true => ProgressBar::no_length(),
            false => ProgressBar::hidden(),
        };
        bar.set_style(style(COUNTING));
        bar.set_prefix(report.name());
        Self {
            report,
            json,
            bar,
            begun,
            told: begun,
        }
    }

    /// Tells how far it is: moves the bar, or writes a line at most once a second.
    pub(crate) fn so_far(&mut self, progress: &Progress) {
        self.bar.set_message(HumanBytes(progress.bytes).to_string());
        let expected = progress.expected;
        if let Some(expected) = expected.filter(|it| self.bar.length() != Some(*it)) {
            self.bar.set_style(style(EXPECTING));
            self.bar.set_length(expected);
        }
        self.bar.set_position(progress.rows);
        if self.bar.is_hidden() && self.told.elapsed() >= PAUSE {
            self.told = Instant::now();
            self.line("progress", progress);
        }
    }

    /// Takes the bar away.
    pub(crate) fn clear(&self) {
        self.bar.finish_and_clear();
    }

    /// Tells how it ended, and before that whether the number of rows changed meanwhile.
    pub(crate) fn done(&self, progress: &Progress) {
        if let (Some(first), Some(last)) = (progress.expected_first, progress.expected)
            && first != last
        {
            let moved = "rows moved while they were read, so some can be missing or doubled; export again, or into a folder, where each day is read twice then";
            let numbers = json!({"rows": progress.rows, "expected_first": first, "expected": last, "message": moved});
            let text = format!(
                "{first} rows were expected at the beginning, and {last} at the end: {moved}"
            );
            self.write("unsettled", text, numbers);
        }
        self.line("exported", progress);
    }

    /// A person or the system ended it.
    pub(crate) fn interrupted(&self) {
        let rows = self.bar.position();
        self.clear();
        let rest = "the file is as it was before, and the same command begins again; tatodesk sync keeps what it has and goes on";
        let numbers = json!({"rows": rows, "message": rest});
        self.write(
            "interrupted",
            format!("{rows} rows were read; {rest}"),
            numbers,
        );
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
        let seconds = self.begun.elapsed().as_secs_f64();
        let mut numbers = json!({
            "rows": rows, "pages": pages, "bytes": bytes, "malformed": malformed, "seconds": seconds,
        });
        if let Some(expected) = expected {
            numbers["expected"] = expected.into();
        }
        let of = expected.map_or_else(String::new, |expected| format!(" of {expected}"));
        let text = format!(
            "{rows}{of} rows, {pages} pages, {bytes} bytes, {malformed} malformed, {seconds:.1} s"
        );
        self.write(kind, text, numbers);
    }

    fn write(&self, kind: &str, text: String, mut numbers: Value) {
        let report = self.report;
        let line = if self.json {
            numbers["kind"] = kind.into();
            numbers["report"] = report.name().into();
            numbers.to_string()
        } else {
            format!("{kind}: {report}: {text}")
        };
        let _ = writeln!(std::io::stderr(), "{line}");
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
