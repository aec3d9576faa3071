//! Fills in the form that a service type asks for, books the first free hour, and attaches a document to the appointment.
#![allow(clippy::print_stdout)] // an example talks to its reader

use tatodesk::{Tatodesk, ids::*};
use tatodesk_sandbox::Sandbox;

/// What this person told us, by the names of the form's fields.
const TOLD: [(&str, &str); 2] = [("NAME", "Marina Duarte"), ("PHONE", "5581900000001")];

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Against the real Tatodesk this is `Tatodesk::from_env()`.
    let sandbox = Sandbox::start().await?;
    let tatodesk = Tatodesk::builder()
        .api_key(sandbox.api_key())
        .base_url(sandbox.base_url())
        .build()?;

    let (company, unit, kind) = (CompanyId(1), ServiceUnitId(288), ServiceTypeId(2));
    let scheduling = tatodesk.scheduling();
    let answer = scheduling.list_dates(company, unit, [kind]).await?;
    let date = answer.dates.iter().find_map(|date| date.get());
    let date = date.ok_or("there is no free day")?;
    let answer = scheduling.list_periods(company, unit, [kind], date).await?;
    let period = answer.periods.first().ok_or("there is no period")?.id;
    let hours = scheduling.list_hours(company, unit, [kind], date, period);
    let answer = hours.await?;
    let hour = answer.hours.iter().find_map(|hour| hour.get());
    let hour = hour.ok_or("there is no free hour")?;

    let form = tatodesk.in_person().list_form_fields(unit).types([kind]);
    let mut booking = scheduling
        .create_appointment(company, unit, [kind], date, hour)
        .period(period);
    for field in &form.await?.contact_form_fields {
        let key = field.contact_form_key_name.as_deref().unwrap_or_default();
        match TOLD.iter().find(|(name, _)| *name == key) {
            Some((_, value)) => booking = booking.fill(field, *value),
            _ if field.is_required() == Some(true) => return Err(format!("ask for {key}").into()),
            _ => {}
        }
    }
    let booked = booking.send().await?;
    println!("booked {date} at {hour} under {}", booked.protocol);

    // The address that Tatodesk gave to the file.
    let bill = ["https://files.example.com/stored?name=bill.pdf"];
    let attached = tatodesk.in_person();
    attached
        .add_attachments(booked.protocol.clone(), bill)
        .await?;
    println!(
        "attached {} file, bring {:?}",
        bill.len(),
        &booked.documents[..]
    );
    Ok(())
}
