//! Counts the searched texts, and the marks in places where none may be.

use std::{cell::RefCell, fmt::Debug, sync::Once};

use tests::marked::{PLAIN, SECRET, marks};

/// What was seen so far.
pub(crate) struct Sightings {
    /// In the form in which texts are searched for it.
    key: String,
    looked: usize,
    leaks: Vec<String>,
}

impl Sightings {
    /// Nothing yet. `key` is an additional secret.
    pub(crate) fn new(key: &'static str) -> Self {
        Self {
            key: letters(key),
            looked: 0,
            leaks: Vec::new(),
        }
    }

    /// `Debug` of a typed value: it may show members that are neither personal nor secret.
    pub(crate) fn typed(&mut self, place: &str, value: impl Debug) {
        for text in [format!("{value:?}"), format!("{value:#?}")] {
            let mut found = marks(&text);
            found.retain(|mark| *mark == SECRET || *mark == "a secret number");
            self.look(place, &text, &found);
        }
    }

    /// An error, a span, a line of a log: it may have no value at all.
    pub(crate) fn told(&mut self, place: &str, text: String) {
        let found = marks(&text);
        self.look(place, &text, &found);
    }

    fn look(&mut self, place: &str, text: &str, found: &[&str]) {
        self.looked += 1;
        if !found.is_empty() || letters(text).contains(&self.key) {
            // The text before the mark shows the place. Marks are invented.
            let start = text.find(SECRET).or(text.find(PLAIN)).unwrap_or_default();
            let near: String = text[..start].chars().rev().take(120).collect();
            let near: String = near.chars().rev().collect();
            self.leaks.push(format!("{place}: {found:?} after {near}"));
        }
    }

    /// How many texts were searched.
    pub(crate) fn looked(&self) -> usize {
        self.looked
    }

    /// The places of all marks that were found.
    pub(crate) fn leaks(&self) -> Vec<String> {
        self.leaks.clone()
    }
}

/// The letters and digits alone, in lower case, without the usual escapes, so that no spelling hides a key.
fn letters(text: &str) -> String {
    let text = text.to_lowercase().replace("%2d", "").replace("u002d", "");
    let text = text.replace("\\r\\n", "").replace("u{200b}", "");
    let letters = text.replace("u{202e}", "");
    letters
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect()
}

thread_local! {
    static LINES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Keeps every line of `log` for the thread that writes it.
struct Watch;

impl log::Log for Watch {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        LINES
            .with_borrow_mut(|lines| lines.push(format!("{}: {}", record.target(), record.args())));
    }

    fn flush(&self) {}
}

/// Starts to keep the log of all crates.
pub(crate) fn watch_log() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        log::set_logger(&Watch).expect("no other logger in this program");
        log::set_max_level(log::LevelFilter::Trace);
    });
}

/// The log of this thread.
pub(crate) fn logged() -> Vec<String> {
    LINES.with_borrow_mut(std::mem::take)
}
