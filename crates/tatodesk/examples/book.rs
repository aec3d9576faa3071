//! Books the first free hour at a local Tatodesk, and looks the appointment up: `cargo run -p tatodesk --example book`.
#![allow(clippy::print_stdout)] // an example talks to its reader

use tatodesk::{Outcome, Tatodesk, ids::*};
use tatodesk_sandbox::Sandbox;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Against the real Tatodesk this is `Tatodesk::from_env()`.
    let sandbox = Sandbox::start().await?;
    let tatodesk = Tatodesk::builder()
        .api_key(sandbox.api_key())
        .base_url(sandbox.base_url())
        .build()?;

    let (company, unit, kind) = (CompanyId(1), ServiceUnitId(288), ServiceTypeId(1));
    let scheduling = tatodesk.scheduling();
    let answer = scheduling.list_dates(company, unit, [kind]).await?;
    let dates = &answer.dates;
    let date = dates.iter().find_map(|date| date.get());
    let date = date.ok_or("there is no free day")?;
    let answer = scheduling.list_periods(company, unit, [kind], date).await?;
    let period = answer.periods.first().ok_or("there is no period")?.id;
    let answer = scheduling
        .list_hours(company, unit, [kind], date, period)
        .await?;
    let hours = &answer.hours;
    let hour = hours.iter().find_map(|hour| hour.get());
    let hour = hour.ok_or("there is no free hour")?;

    let booking = scheduling
        .create_appointment(company, unit, [kind], date, hour)
        .category(ServiceTypeCategoryId(1))
        .period(period)
        .channel(ChannelId(1))
        .contact("NAME", "Marina Duarte");
    let booked = match booking.send().await {
        Ok(booked) => booked,
        // Without an idempotency key, only a person or another call can tell what became of this one.
        Err(error) if error.outcome() == Outcome::Unknown => {
            return Err(format!("look before booking again: {error}").into());
        }
        Err(error) => return Err(error.into()),
    };
    println!("booked {date} at {hour} under {}", booked.protocol);

    let answer = scheduling.get_appointment(booked.protocol.clone()).await?;
    let appointment = answer
        .appointment
        .as_ref()
        .ok_or("the appointment is gone")?;
    println!(
        "it is appointment {}, {:?}",
        appointment.id, appointment.status
    );
    Ok(())
}
