//! The README's example, word for word: `cargo run -p tatodesk --example readme`.
#![allow(clippy::print_stdout)] // an example talks to its reader

use tatodesk::{Tatodesk, ids::CompanyId};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let tatodesk = Tatodesk::from_env()?; // TATODESK_API_KEY; TATODESK_BASE_URL for another server
    let units = tatodesk.in_person().list_units(CompanyId(1)).await?;
    for unit in units.attendance_units.iter().flatten() {
        println!("{} {}", unit.id, unit.name);
    }
    let (app, template, to) = ("an-app", "a-template", "(81) 90000-0001".parse()?); // yours
    let sms = tatodesk.sms().template(app, template, to);
    sms.params(["Marina"]).send().await?;
    Ok(())
}
