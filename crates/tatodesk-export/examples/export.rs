//! Exports a report of a local Tatodesk as CSV for Excel, and prints its header and how many rows there are.

use tatodesk::{Tatodesk, jiff::civil::date};
use tatodesk_export::{Export, Format};
use tatodesk_sandbox::Sandbox;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::start().await?;
    let tatodesk = Tatodesk::builder()
        .api_key(sandbox.api_key())
        .base_url(sandbox.base_url())
        .build()?;

    let folder = tempfile::tempdir()?;
    let file = folder.path().join("tickets.csv");
    let days = date(2020, 1, 1)..=date(2030, 12, 31);
    let call = tatodesk.reports().tickets(days).limit(50);
    let done = Export::new(Format::CsvForExcel)
        .to_file(call, &file)
        .await?;

    let text = std::fs::read_to_string(&file)?;
    let header = text.lines().next().ok_or("an empty file")?;
    print(&format!(
        "{header}\n{} rows in {} pages, {} bytes, {} malformed",
        done.rows, done.pages, done.bytes, done.malformed
    ))?;
    Ok(())
}

fn print(text: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    writeln!(std::io::stdout(), "{text}")
}
