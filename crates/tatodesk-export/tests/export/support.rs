//! What the tests share.

use std::{ops::RangeInclusive, path::Path};

use serde_json::Value;
use tatodesk::{Tatodesk, jiff::civil::Date, jiff::civil::date};
use tatodesk_sandbox::Sandbox;
use tempfile::TempDir;

/// All days on which the sandbox has rows.
pub(crate) fn days() -> RangeInclusive<Date> {
    date(2020, 1, 1)..=date(2030, 12, 31)
}

/// A client without waits between attempts.
pub(crate) fn client(sandbox: &Sandbox, retries: u32) -> Tatodesk {
    let builder = Tatodesk::builder()
        .api_key(sandbox.api_key())
        .base_url(sandbox.base_url())
        .retries(retries);
    builder.build().expect("a client")
}

pub(crate) async fn sandbox() -> Sandbox {
    Sandbox::start().await.expect("the sandbox starts")
}

/// A folder in memory where there is one, because files that are synced to a disk take their time.
pub(crate) fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    let made = match memory.is_dir() {
        true => tempfile::tempdir_in(memory),
        false => tempfile::tempdir(),
    };
    made.expect("a folder")
}

/// The lines of a file of JSON objects.
pub(crate) fn lines(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).expect("a file");
    let lines = text.lines();
    lines
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}

/// The names in a folder, in order.
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("an entry").file_name().into_string())
        .collect::<Result<_, _>>()
        .expect("UTF-8");
    names.sort();
    names
}
