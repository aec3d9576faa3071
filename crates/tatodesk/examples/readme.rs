//! The README's example, word for word: `cargo run -p tatodesk --example readme`.
#![allow(clippy::print_stdout)] // an example talks to its reader

use tatodesk::{Tatodesk, ids::CompanyId};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let tatodesk = Tatodesk::from_env()?; // TATODESK_API_KEY; TATODESK_BASE_URL for another server
    let units = tatodesk.in_person().list_units(CompanyId(1)).await?;
    for unit in &units.service_units {
        println!("{} {}", unit.id, unit.name);
    }
    let (app, template, to) = ("app", "appointment_confirmed", "(81) 90000-0001".parse()?); // yours
    let sms = tatodesk.sms().send_template(app, template, to);
    sms.params(["Marina", "25/06/2025"]).send().await?;
    println!("Marina has her reminder.");
    Ok(())
}
