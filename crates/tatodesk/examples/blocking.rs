//! A program without an async runtime: sends an SMS through a local Tatodesk and reads the report about it.
//! `cargo run -p tatodesk --example blocking --features blocking`
#![allow(clippy::print_stdout)] // an example talks to its reader

use tatodesk::{Outcome, Tatodesk, ids::CompanyId};
use tatodesk_sandbox::Sandbox;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // The local Tatodesk is a server and needs a runtime. Against the real one, all of this is `Tatodesk::from_env()`.
    let server = tokio::runtime::Runtime::new()?;
    let sandbox = server.block_on(Sandbox::start())?;
    let tatodesk = Tatodesk::builder()
        .api_key(sandbox.api_key())
        .base_url(sandbox.base_url())
        .build()?;

    let answer = tatodesk
        .in_person()
        .list_units(CompanyId(1))
        .active(true)
        .send_blocking()?;
    for unit in &answer.service_units {
        println!("unit {}: {}", unit.id, unit.name);
    }

    let app = "f550afc1-0000-4000-8000-000000000001";
    let reminder = tatodesk
        .sms()
        .send_template(app, "appointment_confirmed", "(81) 90000-0001".parse()?)
        .params(["Marina", "28/01/2024"]);
    match reminder.send_blocking() {
        Ok(receipt) => println!("sent after {} attempt", receipt.attempts()),
        Err(error) => match error.outcome() {
            Outcome::Accepted => println!("sent, but the answer reads oddly: {error}"),
            // Without an idempotency key, only a person or another call can tell what became of this one.
            Outcome::Unknown => return Err(format!("look before sending again: {error}").into()),
            Outcome::NotSent | Outcome::Rejected => return Err(error.into()),
        },
    }
    println!("delivered: {}", sandbox.deliveries().len());
    Ok(())
}
