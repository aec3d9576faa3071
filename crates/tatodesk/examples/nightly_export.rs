//! Exports a report row by row into a file with one JSON object a line. The file gets its name only when it is whole.
#![allow(clippy::print_stdout, clippy::print_stderr)] // an example talks to its reader

use std::{fs::File, future::poll_fn, io::Write, path::Path, pin::Pin};

use tatodesk::{RowError, Tatodesk, futures_core::Stream, jiff::civil::date, serde_json::json};
use tatodesk_sandbox::Sandbox;

const ROWS_OF_A_PAGE: u32 = 15;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Against the real Tatodesk this is `Tatodesk::from_env()`.
    let sandbox = Sandbox::start().await?;
    let tatodesk = Tatodesk::builder()
        .api_key(sandbox.api_key())
        .base_url(sandbox.base_url())
        .build()?;
    let folder = tempfile::tempdir()?;
    let rows = export(&tatodesk, &folder.path().join("services.jsonl")).await?;
    println!("exported {rows} rows");
    Ok(())
}

async fn export(tatodesk: &Tatodesk, to: &Path) -> Result<usize, Box<dyn std::error::Error>> {
    let days = date(2024, 1, 1)..=date(2025, 6, 20); // a job of each night takes yesterday
    let part = to.with_extension("part");
    let mut file = File::create(&part)?;
    let mut exported = 0;
    let report = tatodesk.reports().in_person_services(days);
    let mut rows = report.limit(ROWS_OF_A_PAGE).rows();
    // `rows.next().await` with the traits of futures or tokio-stream.
    while let Some(row) = poll_fn(|cx| Pin::new(&mut rows).poll_next(cx)).await {
        match row {
            Ok(row) => {
                let line = json!({
                    "protocol": row.protocol(),
                    "at": row.date().map(|at| at.to_string()),
                    "unit": row.service_unit(),
                    "status": row.status(),
                });
                writeln!(file, "{line}")?;
                exported += 1;
            }
            // The others still come.
            Err(lost @ RowError::Malformed { .. }) => eprintln!("lost a row: {lost}"),
            Err(error) => return Err(error.into()),
        }
    }
    file.sync_all()?;
    std::fs::rename(part, to)?;
    Ok(exported)
}
