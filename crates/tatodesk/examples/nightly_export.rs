//! Exports a report page by page into a file with one JSON object a line. The file gets its name only when it is whole.
#![allow(clippy::print_stdout, clippy::print_stderr)] // an example talks to its reader

use std::{fs::File, io::Write, path::Path};

use tatodesk::{Tatodesk, jiff::civil::date, serde_json::json};
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
    let mut rows = 0;
    for page in 0.. {
        // A read: it is tried again where that can help.
        let report = tatodesk
            .reports()
            .in_person_services(days.clone())
            .page(page)
            .limit(ROWS_OF_A_PAGE)
            .await?;
        for row in &report.services {
            let line = json!({
                "protocol": row.protocol,
                "at": row.date().map(|at| at.to_string()),
                "unit": row.service_unit,
                "status": row.status,
            });
            writeln!(file, "{line}")?;
            rows += 1;
        }
        for malformed in report.malformed().iter() {
            eprintln!("page {page} lost a row: {}", malformed.path);
        }
        // `total_len` counts malformed rows too: a page with one of them is still full.
        if report.services.total_len() < ROWS_OF_A_PAGE as usize {
            break;
        }
    }
    file.sync_all()?;
    std::fs::rename(part, to)?;
    Ok(rows)
}
