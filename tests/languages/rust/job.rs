//! A whole job with the Rust SDK: list, book, upload, send, report, keep records, and be refused. It talks to the server of
//! `TATODESK_BASE_URL` and prints what it learned as JSON. The programs in the other languages, beside this folder, do the
//! same with generated clients, and print the same.
#![allow(clippy::print_stdout)] // its output is its result

use serde::Serialize;
use serde_json::{Value, json};
use tatodesk::{Error, HeaderMedia, MediaFile, Outcome, Tatodesk, ids::*, jiff::civil::date};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let tatodesk = Tatodesk::from_env()?;
    let in_person = tatodesk.in_person();
    let companies = wire(&*in_person.list_companies().active(true).await?)?;
    let units = wire(&*in_person.list_units(CompanyId(1)).active(true).await?)?;

    let (company, unit, kind) = (CompanyId(1), ServiceUnitId(288), ServiceTypeId(1));
    let scheduling = tatodesk.scheduling();
    let days = scheduling.list_dates(company, unit, [kind]).await?;
    let day = days.dates.iter().find_map(|day| day.get());
    let day = day.ok_or("there is no free day")?;
    let periods = scheduling.list_periods(company, unit, [kind], day).await?;
    let period = periods.periods.iter().next();
    let period = period.ok_or("there is no period")?.id;
    let hours = scheduling
        .list_hours(company, unit, [kind], day, period)
        .await?;
    let hour = hours.hours.iter().find_map(|hour| hour.get());
    let hour = hour.ok_or("there is no free hour")?;
    let booking = || {
        scheduling
            .create_appointment(company, unit, [kind], day, hour)
            .category(ServiceTypeCategoryId(1))
            .period(period)
            .channel(ChannelId(1))
            .contact("NAME", "Marina Duarte")
    };
    let booked = booking().await?;
    let appointment = scheduling.get_appointment(booked.protocol.clone()).await?;
    let appointment = wire(&appointment.appointment)?;

    let bytes: Vec<u8> = (0..=255).collect();
    let notice = MediaFile::from_bytes(bytes).file_name("notice.png");
    let whatsapp = tatodesk.whatsapp();
    let uploaded = whatsapp.upload_media("app", notice).send().await?;
    let media_id = uploaded.into_inner().media.media_id;
    whatsapp
        .send_template("app", "appointment_confirmed", "(81) 90000-0001".parse()?)
        .header_param(HeaderMedia::image_id(media_id.clone()))
        .body_params(["Marina".to_owned(), day.strftime("%d/%m/%Y").to_string()])
        .metadata("CAMPAIGN", "spring-1")
        .await?;

    let report = report(&tatodesk).await?;

    let crm = tatodesk.crm();
    let order = json!({"Produto": "Caju", "Amount": 3});
    let created = crm.create_record("orders", &order).await?;
    let created = created.data_object.as_ref().ok_or("there is no record")?;
    let edit = json!({"Amount": 4, "Status": "Settled"});
    crm.edit_record("orders", created.id.clone(), &edit).await?;
    let orders = wire(&*crm.list_records("orders").await?)?;

    let taken = refusal(booking().await)?;
    let stranger = Tatodesk::builder()
        .api_key("another-key")
        .base_url(std::env::var("TATODESK_BASE_URL")?)
        .build()?;
    let refused = refusal(stranger.in_person().list_companies().await)?;

    let learned = json!({
        "companies": some(&companies["companies"], &["ID", "name", "isActive"]),
        "units": some(&units["attendanceUnits"], &["ID", "name", "address"]),
        "booking": {
            "date": day.strftime("%d/%m/%Y").to_string(),
            "period": period,
            "hour": hour.strftime("%H:%M").to_string(),
            "ID": booked.id,
            "protocol": booked.protocol,
            "documents": booked.documents,
        },
        "appointment": {
            "ID": appointment["ID"],
            "date": appointment["date"],
            "hour": appointment["hour"],
            "status": appointment["status"],
            "address": appointment["attendanceUnitAddress"],
            "desk": appointment["guiche"],
            "contacts": some(&appointment["contactForms"], &["key", "value"]),
        },
        "mediaID": media_id,
        "message": null, // a failure would have ended the job
        "report": report,
        "records": {
            "created": created,
            "columns": orders["dataObject"]["tableColumns"]
                .as_array()
                .map(|all| all.iter().map(|column| column["name"].clone()).collect::<Vec<_>>()),
            "count": text(&orders["count"]),
            "rows": orders["dataObject"]["tableData"],
        },
        "taken": taken.message(),
        "refused": {"status": refused.status().map(|status| status.as_u16()), "message": refused.message()},
    });
    println!("{learned}");
    Ok(())
}

/// The rows of all pages, with the length of each page. A page that comes back short is the last.
async fn report(tatodesk: &Tatodesk) -> Result<Value> {
    let limit = 10;
    let members = [
        "ID",
        "protocol",
        "session",
        "date",
        "status",
        "rate",
        "waitingTime",
        "sentiment",
        "metadatas",
    ];
    let (mut pages, mut rows) = (Vec::new(), Vec::new());
    loop {
        let days = date(2024, 1, 1)..=date(2024, 7, 29);
        let call = tatodesk.reports().digital_services(days);
        let page = call.page(u32::try_from(pages.len())?).limit(limit).await?;
        let page = wire(&*page)?;
        let found = some(&page["attendances"], &members);
        pages.push(found.len());
        rows.extend(found);
        if pages.last() < Some(&usize::try_from(limit)?) {
            return Ok(json!({"pages": pages, "count": text(&page["count"]), "rows": rows}));
        }
    }
}

/// An answer as it is on the wire.
fn wire(answer: &impl Serialize) -> Result<Value> {
    Ok(serde_json::to_value(answer)?)
}

/// Some members of each object of a list. One that is absent is null.
fn some(list: &Value, members: &[&str]) -> Vec<Value> {
    let pick = |object: &Value| {
        let member = |&name: &&str| (name.to_owned(), object[name].clone());
        Value::Object(members.iter().map(member).collect())
    };
    list.as_array().into_iter().flatten().map(pick).collect()
}

/// A count, which is a number or its digits, as text.
fn text(count: &Value) -> String {
    count
        .as_str()
        .map_or_else(|| count.to_string(), str::to_owned)
}

/// The error of a call that Tatodesk refused.
fn refusal<T>(done: std::result::Result<T, Error>) -> Result<Error> {
    match done {
        Ok(_) => Err("the call was not refused".into()),
        Err(error) if error.outcome() == Outcome::Rejected => Ok(error),
        Err(error) => Err(error.into()),
    }
}
