//! Keeps a report of a local Tatodesk in a folder for each day, as a nightly job does: the second night brings one new day, looks at the last
//! days again, and prints what became of each.

use std::{
    error::Error,
    io::Write as _,
    sync::{Arc, Mutex},
};

use tatodesk::{Tatodesk, jiff::civil::Date, jiff::civil::date};
use tatodesk_export::{Format, Partitions};
use tatodesk_sandbox::Sandbox;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let told = nights().await?;
    writeln!(std::io::stdout(), "{told}")?;
    Ok(())
}

async fn nights() -> Result<String, Box<dyn Error>> {
    let world = "reports: {tickets: {count: 24, from: '2025-01-01', to: '2025-01-08'}}";
    let sandbox = Sandbox::builder().world(world.parse()?).start().await?;
    let tatodesk = Tatodesk::builder()
        .api_key(sandbox.api_key())
        .base_url(sandbox.base_url())
        .build()?;

    let folder = tempfile::tempdir()?;
    let told = Arc::new(Mutex::new(Vec::new()));
    for yesterday in [date(2025, 1, 7), date(2025, 1, 8)] {
        let tell = Arc::clone(&told);
        let partitions = Partitions::new(folder.path(), Format::JsonLines)
            .look_back(3)
            .on_day(move |day| {
                let line = format!("{}: {:?}, {} rows", day.date, day.change, day.rows);
                tell.lock().expect("no panic").push(line);
            });
        let call = |day: Date| tatodesk.reports().tickets(day..=day);
        let days = date(2025, 1, 1)..=yesterday;
        let done = partitions.sync(days, call).await?;
        let mut told = told.lock().expect("no panic");
        told.sort();
        told.push(format!(
            "{} fetched, {} replaced, {} unchanged, {} kept",
            done.fetched, done.replaced, done.unchanged, done.kept
        ));
        if yesterday == date(2025, 1, 7) {
            told.clear();
        }
    }
    let told = told.lock().expect("no panic").join("\n");
    Ok(told)
}

#[tokio::test]
async fn it_runs() {
    let told = nights().await.expect("it runs");
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines.len(), 9, "{told}");
    assert_eq!(lines[0], "2025-01-01: Kept, 3 rows");
    assert_eq!(lines[6], "2025-01-07: Unchanged, 3 rows");
    assert_eq!(lines[7], "2025-01-08: Fetched, 3 rows");
    assert_eq!(lines[8], "1 fetched, 0 replaced, 2 unchanged, 5 kept");
}
