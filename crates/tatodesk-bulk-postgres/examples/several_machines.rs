//! Three workers send one campaign together. On real machines each of them is a process of its own that calls `run`.
#![allow(clippy::print_stdout, clippy::print_stderr)] // an example talks to its reader

use tatodesk::Tatodesk;
use tatodesk_bulk::{Campaign, Channel, Row, RunOptions};
use tatodesk_bulk_postgres::Connect;
use tatodesk_sandbox::Sandbox;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let Ok(url) = std::env::var("TATODESK_TEST_POSTGRES") else {
        eprintln!(
            "skipped: no PostgreSQL in TATODESK_TEST_POSTGRES; .ci/postgres starts one and runs a command with it"
        );
        return Ok(());
    };
    // Against the real Tatodesk this is `Tatodesk::from_env()`.
    let sandbox = Sandbox::builder().start().await?;
    let tatodesk = Tatodesk::builder()
        .api_key(sandbox.api_key())
        .base_url(sandbox.base_url())
        .build()?;
    let schema = format!("example_{}", std::process::id());
    let ledger = Connect::new(&url)?.schema(&schema)?.open().await?;

    let rows = (0..300).map(|n| {
        Ok(Row::new(
            n + 1,
            format!("+55819{n:08}"),
            ["Marina", "28/01/2026"],
        ))
    });
    let campaign = Campaign::new("autumn", Channel::Sms, "an-app", "appointment_confirmed")
        .rate(500.0)
        .concurrency(12);
    let plan = ledger.plan(&campaign, rows).await?;
    println!("planned: {}", plan.recipients);

    let run = || {
        let options = RunOptions::confirm(plan.recipients);
        ledger.run("autumn", &tatodesk, options, |_| ())
    };
    let (one, two, three) = tokio::try_join!(run(), run(), run())?;
    println!(
        "sent by each: {}, {}, {}",
        one.started, two.started, three.started
    );
    println!("ended: {:?}", ledger.status("autumn").await?.counts);
    println!("delivered: {}", sandbox.deliveries().len());
    assert_eq!(sandbox.deliveries().len(), 300);
    Ok(())
}

#[test]
fn the_example_runs() {
    main().unwrap();
}
