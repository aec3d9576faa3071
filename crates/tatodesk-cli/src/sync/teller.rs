//! Tells how far a sync is: a bar on a terminal, and lines on standard error.

use std::io::{IsTerminal as _, Write as _};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{HumanBytes, ProgressBar, ProgressStyle};
use serde_json::{Value, json};
use tatodesk::jiff::civil::Date;
use tatodesk_export::{Change, Report, SyncSummary, SyncedDay};

/// How many failed days are named.
const NAMED: usize = 10;

/// The time between two lines about a sync that runs.
const PAUSE: Duration = Duration::from_secs(1);

/// Its clones tell of the same sync.
#[derive(Clone)]
pub(crate) struct Teller(Arc<Mutex<Told>>);

struct Told {
    report: Report,
    /// How many days the sync has, and how many are done.
    days: u64,
    done: u64,
    /// The rows of the days that were fetched.
    rows: u64,
    /// The bytes of their files.
    bytes: u64,
    json: bool,
    bar: ProgressBar,
    begun: Instant,
    told: Instant,
}

impl Teller {
    pub(crate) fn new(report: Report, days: u64, json: bool) -> Self {
        let begun = Instant::now();
        let bar = match !json && std::io::stderr().is_terminal() {
            true => ProgressBar::new(days),
            false => ProgressBar::hidden(),
        };
        let template = "{prefix} {bar:30} {pos}/{len} days, {msg}, {per_sec}, {eta} left";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_prefix(report.name());
        Self(Arc::new(Mutex::new(Told {
            report,
            days,
            done: 0,
            rows: 0,
            bytes: 0,
            json,
            bar,
            begun,
            told: begun,
        })))
    }

    fn with<T>(&self, tell: impl FnOnce(&mut Told) -> T) -> T {
        tell(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A day is done. Days that were replaced or are unsettled have lines of their own; the others are counted once a second.
    pub(crate) fn day(&self, day: &SyncedDay) {
        self.with(|told| {
            told.done += 1;
            if day.change != Change::Kept {
                told.rows += day.rows;
                told.bytes += day.bytes;
            }
            let message = format!("{} rows, {}", told.rows, HumanBytes(told.bytes));
            told.bar.set_message(message);
            told.bar.set_position(told.done);
            let (report, date, rows) = (told.report, day.date, day.rows);
            if day.change == Change::Replaced {
                let before = day.rows_before.unwrap_or(0);
                told.line(
                    "replaced",
                    format!("{report} {date}: {rows} rows, before {before}"),
                    json!({"date": date.to_string(), "rows": rows, "rows_before": before}),
                );
            }
            if !day.settled {
                told.line(
                    "unsettled",
                    format!("{report} {date}: rows moved while they were read; the next sync fetches the day again"),
                    json!({"date": date.to_string(), "rows": rows}),
                );
            }
            if told.bar.is_hidden() && told.told.elapsed() >= PAUSE {
                told.told = Instant::now();
                told.line(
                    "progress",
                    format!("{report}: {} of {} days, {} rows, {} bytes", told.done, told.days, told.rows, told.bytes),
                    json!({"days": told.days, "done": told.done, "rows": told.rows, "bytes": told.bytes}),
                );
            }
        });
    }

    /// Takes the bar away.
    pub(crate) fn clear(&self) {
        self.with(|told| told.bar.finish_and_clear());
    }

    /// How much is done after a failure, and how to go on.
    pub(crate) fn rest(&self) -> String {
        self.with(|told| {
            format!(
                "{} of {} days of {} are done; the same command goes on with the others",
                told.done, told.days, told.report
            )
        })
    }

    /// How much is done in spite of days that failed, which days these are, and how to go on.
    pub(crate) fn failed(&self, days: &[Date]) -> String {
        let mut named: Vec<String> = days.iter().take(NAMED).map(ToString::to_string).collect();
        if days.len() > NAMED {
            named.push(format!("{} more", days.len() - NAMED));
        }
        format!("failed: {}; {}", named.join(", "), self.rest())
    }

    /// A person or the system ended the sync.
    pub(crate) fn interrupted(&self) {
        self.clear();
        let rest = self.rest();
        self.with(|told| {
            let numbers = json!({"days": told.days, "done": told.done, "message": rest.clone()});
            told.line("interrupted", rest, numbers);
        });
    }

    /// The sync is done.
    pub(crate) fn done(&self, done: &SyncSummary) {
        let unsettled: Vec<String> = done.unsettled.iter().map(ToString::to_string).collect();
        self.with(|told| {
            let seconds = told.begun.elapsed().as_secs_f64();
            let text = format!(
                "{}: {} days: {} fetched, {} replaced, {} unchanged, {} kept; {} unsettled, {} malformed; {} rows, {} bytes, {seconds:.1} s",
                told.report, told.days, done.fetched, done.replaced, done.unchanged, done.kept,
                unsettled.len(), done.malformed, done.rows, done.bytes,
            );
            told.line(
                "synced",
                text,
                json!({
                    "days": told.days, "fetched": done.fetched, "replaced": done.replaced, "unchanged": done.unchanged,
                    "kept": done.kept, "unsettled": unsettled, "malformed": done.malformed, "rows": done.rows,
                    "bytes": done.bytes, "seconds": seconds,
                }),
            );
        });
    }
}

impl Told {
    fn line(&self, kind: &str, text: String, mut numbers: Value) {
        let line = if self.json {
            numbers["kind"] = kind.into();
            numbers["report"] = self.report.name().into();
            numbers.to_string()
        } else {
            format!("{kind}: {text}")
        };
        self.bar.suspend(|| {
            let _ = writeln!(std::io::stderr(), "{line}");
        });
    }
}
