//! Exports a report of a local Tatodesk as CSV for Excel, and prints its header and how many rows there are.

use std::{error::Error, io::Write as _};

use tatodesk::{Tatodesk, jiff::civil::date};
use tatodesk_export::{Export, Format};
use tatodesk_sandbox::Sandbox;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let told = export().await?;
    writeln!(std::io::stdout(), "{told}")?;
    Ok(())
}

async fn export() -> Result<String, Box<dyn Error>> {
    let sandbox = Sandbox::start().await?;
    let tatodesk = Tatodesk::builder()
        .api_key(sandbox.api_key())
        .base_url(sandbox.base_url())
        .build()?;

    let folder = tempfile::tempdir()?;
    let file = folder.path().join("tickets.csv");
    let days = date(2020, 1, 1)..=date(2030, 12, 31);
    let call = tatodesk.reports().tickets(days).limit(10);
    let done = Export::new(Format::CsvForExcel)
        .to_file(call, &file)
        .await?;

    let text = std::fs::read_to_string(&file)?;
    let header = text.lines().next().ok_or("an empty file")?;
    Ok(format!(
        "{header}\n{} rows in {} pages, {} malformed",
        done.rows, done.pages, done.malformed
    ))
}

#[tokio::test]
async fn it_runs() {
    let told = export().await.expect("it runs");
    let (header, summary) = told.split_once('\n').expect("two lines");
    assert!(header.starts_with("\u{feff}protocol;date;finishedDate;status;"));
    assert_eq!(summary, "26 rows in 3 pages, 0 malformed");
}
