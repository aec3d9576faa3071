//! Plans a list of four rows, runs it against a local Tatodesk that loses one answer, and reconciles.
#![allow(clippy::print_stdout)] // an example talks to its reader

use tatodesk::Tatodesk;
use tatodesk_bulk::{Campaign, Channel, Columns, Encoding, Header, Ledger, RunOptions, read_csv};
use tatodesk_sandbox::{Fault, Rule, Sandbox};

const PEOPLE: &str = "nome;telefone;data
Marina;(81) 90000-0001;28/01/2026
Davi;(81) 90000-0002;29/01/2026
Helena;81 90000;29/01/2026
Célia;+55 81 90000-0005;30/01/2026
";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Against the real Tatodesk this is `Tatodesk::from_env()`, and the ledger is a file that stays.
    let noon = jiff::Zoned::now().date().at(12, 0, 0, 0);
    let sandbox = Sandbox::builder().now(noon).start().await?;
    let lost = Rule::once(Fault::commit_then_drop()).when("/whatsapp/to", "5581900000002");
    sandbox.add_fault(lost)?;
    let tatodesk = Tatodesk::builder()
        .api_key(sandbox.api_key())
        .base_url(sandbox.base_url())
        .build()?;
    let folder = tempfile::tempdir()?;
    let ledger = Ledger::open(folder.path().join("autumn.ledger"))?;

    let columns = Columns::new("telefone").params(["nome", "data"]);
    let rows = read_csv(PEOPLE.into(), Encoding::Auto, &columns)?;
    let campaign = Campaign::new(
        "autumn",
        Channel::WhatsApp,
        "an-app",
        "appointment_confirmed",
    )
    .header(Header::ImageLink("https://example.com/logo.png".into()))
    .concurrency(2);
    let plan = ledger.plan(&campaign, rows)?;
    for row in &plan.left_out {
        println!("left out: {row}");
    }
    println!("planned: {}", plan.recipients);

    let options = RunOptions::confirm(plan.recipients);
    let report = ledger.run("autumn", &tatodesk, options, |_| ()).await?;
    println!("run: {:?} {:?}", report.stopped, report.status.counts);

    let reconciled = ledger.reconcile("autumn", &tatodesk).await?;
    println!("reconciled: {} accepted", reconciled.accepted);
    println!("delivered: {}", sandbox.deliveries().len());
    Ok(())
}

#[test]
fn the_example_runs() {
    main().unwrap();
}
