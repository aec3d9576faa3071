//! Prints the peak memory of the sandbox after a page of 100,000 rows and after walks over 2,000,000, the second of them
//! filtered; and at last how long a sandbox takes to start. Fails where the rows made the memory grow.
//!
//! `cargo run --release -p tatodesk-sandbox --example flat_memory`. The peak is read from `/proc`, so it is known on
//! Linux only; elsewhere the rows are still counted. The caller lives in the same process and drops what it reads.

use std::error::Error;
use std::io::Write;
use std::time::Instant;

use serde_json::{Value, json};
use tatodesk_sandbox::{Sandbox, WorldFile};

/// How many rows the world has.
const ROWS: u64 = 2_000_000;
/// The rows of a page.
const PAGE: u64 = 100_000;
/// What the peak may grow by, buffers of connections included. The rows of the page alone are 47 MB of JSON.
const GROWTH: u64 = 24 * 1024;
/// How often the built-in world is started.
const STARTS: u32 = 100;

const WORLD: &str = r#"
users: [{id: 1, name: Rafael Monteiro}]
people: [{name: Marina Duarte, email: marina@example.com, phone: "5581900000001"}]
contactCenter: {departments: [{id: 3, name: First Level}]}
reports: {digitalServices: {count: 2000000, from: "2022-01-01", to: "2024-12-31"}}
"#;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::builder().world(WORLD.parse::<WorldFile>()?);
    let sandbox = sandbox.start().await?;
    let mut out = std::io::stdout().lock();
    let before = peak();
    writeln!(out, "before                        peak {}", shown(before))?;
    let all = json!({"dateInitial": "01/01/2022", "dateFinal": "31/12/2024"});
    let completed =
        json!({"dateInitial": "01/01/2022", "dateFinal": "31/12/2024", "statusIDs": [3]});
    for (what, filter, limit, pages) in [
        ("a page of 100,000 rows     ", &all, PAGE, 1),
        ("all 2,000,000 rows         ", &all, PAGE, ROWS / PAGE),
        ("a filtered page of 1,000   ", &completed, 1_000, 1),
        ("the same page again        ", &completed, 1_000, 1),
        (
            "all filtered, in thousands ",
            &completed,
            1_000,
            ROWS / 1_000,
        ),
    ] {
        let (began, mut bytes) = (Instant::now(), 0);
        for number in 0..pages {
            bytes += page(&sandbox, number, limit, filter).await?;
        }
        let time = began.elapsed();
        let peak = shown(peak());
        writeln!(out, "{what}   peak {peak}, {bytes} bytes, {time:.1?}")?;
    }
    if let (Some(before), Some(after)) = (before, peak())
        && after > before + GROWTH
    {
        return Err(format!("the peak grew from {before} kB to {after} kB").into());
    }
    let (began, mut all) = (Instant::now(), Vec::new());
    for _ in 0..STARTS {
        all.push(Sandbox::start().await?);
    }
    writeln!(
        out,
        "a sandbox starts in           {:.1?}",
        began.elapsed() / STARTS
    )?;
    Ok(())
}

/// Reads one page, chunk by chunk, and says how long it was.
async fn page(
    sandbox: &Sandbox,
    number: u64,
    limit: u64,
    filter: &Value,
) -> Result<u64, Box<dyn Error>> {
    let mut answer = reqwest::Client::new()
        .post(format!("{}/cc/listAttendancesReport", sandbox.base_url()))
        .header("TATODESK-API-KEY", sandbox.api_key())
        .json(&json!({"filter": filter, "page": number, "limit": limit}))
        .send()
        .await?
        .error_for_status()?;
    let mut bytes = 0;
    while let Some(chunk) = answer.chunk().await? {
        bytes += chunk.len() as u64;
    }
    Ok(bytes)
}

/// The most memory that this process ever had, in kB, where the system is Linux and says it.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

fn shown(peak: Option<u64>) -> String {
    peak.map_or("unknown".to_owned(), |peak| format!("{peak} kB"))
}
