//! Tells how far a run is: a bar on a terminal, and lines on standard error elsewhere.

use std::io::{IsTerminal as _, Write as _};

use indicatif::{ProgressBar, ProgressStyle};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tatodesk::Outcome;
use tatodesk_bulk::{Event, Wait};

/// How many messages a line is written for.
const EVERY: u64 = 1000;

/// Shorter waits are no news: those for the pace come every second.
const PAUSE: SignedDuration = SignedDuration::from_secs(5);

pub(crate) struct Progress {
    campaign: String,
    json: bool,
    bar: ProgressBar,
    /// Accepted, rejected, not sent, unknown.
    counts: [u64; 4],
}

impl Progress {
    /// A run of a campaign that begins at most this number of messages.
    pub(crate) fn new(campaign: &str, messages: u64, json: bool) -> Self {
        let bar = match !json && std::io::stderr().is_terminal() {
            true => ProgressBar::new(messages),
            false => ProgressBar::hidden(),
        };
        let template = "{bar:30} {pos}/{len} {per_sec}, {eta} left: {msg}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Self {
            campaign: campaign.to_owned(),
            json,
            bar,
            counts: [0; 4],
        }
    }

    pub(crate) fn show(&mut self, event: &Event) {
        match event {
            Event::Ended { outcome, .. } => self.ended(*outcome),
            Event::Waiting { why, until, .. } => self.waiting(*why, *until),
            _ => {}
        }
    }

    fn ended(&mut self, outcome: Outcome) {
        let place = match outcome {
            Outcome::Accepted => 0,
            Outcome::Rejected => 1,
            Outcome::NotSent => 2,
            Outcome::Unknown => 3,
        };
        self.counts[place] += 1;
        let [accepted, rejected, not_sent, unknown] = self.counts;
        let told = format!(
            "accepted {accepted}, rejected {rejected}, not sent {not_sent}, unknown {unknown}"
        );
        let ended: u64 = self.counts.iter().sum();
        if self.bar.is_hidden() && ended.is_multiple_of(EVERY) {
            let counts = json!({"accepted": accepted, "rejected": rejected, "not_sent": not_sent, "unknown": unknown});
            self.line(
                "progress",
                &format!("{ended} ended: {told}"),
                json!({"ended": ended, "counts": counts}),
            );
        }
        self.bar.inc(1);
        self.bar.set_message(told);
    }

    fn waiting(&self, why: Wait, until: Timestamp) {
        if Timestamp::now().duration_until(until) < PAUSE {
            return;
        }
        let word = match why {
            Wait::NotBefore => "not_before",
            Wait::Window => "window",
            Wait::Again => "again",
            _ => "pace",
        };
        let told = format!("waiting until {until}");
        if self.bar.is_hidden() {
            let value = json!({"why": word, "until": until.to_string()});
            self.line("waiting", &told, value);
        }
        self.bar.set_message(told);
    }

    /// A person or the system interrupted the run.
    pub(crate) fn stopping(&self) {
        let told = "stopping: no further message begins, and those on their way end first";
        self.line("stopping", told, json!({}));
    }

    fn line(&self, kind: &str, text: &str, mut value: Value) {
        let line = match self.json {
            true => {
                value["kind"] = kind.into();
                value["campaign"] = self.campaign.as_str().into();
                value.to_string()
            }
            false => text.to_owned(),
        };
        self.bar.suspend(|| {
            let _ = writeln!(std::io::stderr(), "{line}");
        });
    }

    /// Takes the bar away.
    pub(crate) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}
