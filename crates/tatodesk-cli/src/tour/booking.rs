//! The first chapter: from a company to a booked hour, in the steps that a person takes.

use jiff::civil::{Date, Time};
use tatodesk::ids::{CompanyId, PeriodId, ServiceTypeId, ServiceUnitId};
use tatodesk::{Call, Outcome, types};

use super::narrator::some;
use super::{NAME, SHOWN, Tour, first};
use crate::report::Report;

/// The chosen service and its place.
struct Service {
    company: CompanyId,
    service: ServiceTypeId,
    unit: ServiceUnitId,
    place: String,
}

/// The chosen day and hour.
struct Slot {
    date: Date,
    period: PeriodId,
    hour: Time,
    /// How many hours of the period were free.
    free: usize,
}

/// What later chapters say about the appointment.
pub(super) struct Booked {
    /// The day and the hour as people in Brazil write them.
    pub(super) when: String,
    /// The unit's name.
    pub(super) place: String,
}

pub(super) async fn book(tour: &mut Tour) -> Result<Booked, Report> {
    tour.narrator.chapter("An appointment")?;
    let service = choose_service(tour).await?;
    let slot = choose_slot(tour, &service).await?;
    confirm(tour, &service, &slot).await?;
    let when = format!(
        "{} {}",
        slot.date.strftime("%d/%m/%Y"),
        slot.hour.strftime("%H:%M")
    );
    Ok(Booked {
        when,
        place: service.place,
    })
}

async fn choose_service(tour: &mut Tour) -> Result<Service, Report> {
    let call = tour.tatodesk.in_person().list_companies().active(true);
    let code = "tatodesk.in_person().list_companies().active(true)";
    let answer = tour.ask("Which companies are there?", code, call).await?;
    let company = tour.choose("company", &answer.companies, |it| &it.name)?;

    let tatodesk = tour.tatodesk.clone();
    let scheduling = tatodesk.scheduling();
    let purpose = format!("What can be booked at {}?", company.name);
    let code = format!(
        "tatodesk.scheduling().list_categories(CompanyId({}))",
        company.id
    );
    let call = scheduling.list_categories(company.id);
    let answer = tour.ask(&purpose, &code, call).await?;
    let categories = &answer.service_type_categories;
    let category = tour.choose("category", categories, |it| &it.name)?;

    let purpose = format!("Which services are under \"{}\"?", category.name);
    let code = format!(
        "tatodesk.scheduling().list_types(ServiceTypeCategoryId({}))",
        category.id
    );
    let call = scheduling.list_types(category.id);
    let answer = tour.ask(&purpose, &code, call).await?;
    let services = &answer.service_types;
    let service = tour.choose("service", services, |it| format!("\"{}\"", it.name))?;

    let purpose = format!("In which regions is \"{}\" offered?", service.name);
    let code = format!(
        "tatodesk.scheduling().list_regions([ServiceTypeId({})])",
        service.id
    );
    let call = scheduling.list_regions([service.id]);
    let answer = tour.ask(&purpose, &code, call).await?;
    let region = tour.choose("region", &answer.regions, |it| &it.name)?;

    let purpose = format!("And where in {}?", region.name);
    let code = format!(
        "tatodesk.scheduling().list_units([service]).region(RegionId({}))",
        region.id
    );
    let call = scheduling.list_units([service.id]).region(region.id);
    let answer = tour.ask(&purpose, &code, call).await?;
    let unit = tour.choose("unit", &answer.service_units, |it| {
        let address = it.address.as_deref().unwrap_or("no address");
        format!("{} ({address})", it.name)
    })?;
    Ok(Service {
        company: company.id,
        service: service.id,
        unit: unit.id,
        place: unit.name.clone(),
    })
}

async fn choose_slot(tour: &mut Tour, chosen: &Service) -> Result<Slot, Report> {
    let &Service {
        company,
        unit,
        service,
        ..
    } = chosen;
    let tatodesk = tour.tatodesk.clone();
    let scheduling = tatodesk.scheduling();
    let code = "tatodesk.scheduling().list_dates(company, unit, [service])";
    let call = scheduling.list_dates(company, unit, [service]);
    let answer = tour.ask("On which days?", code, call).await?;
    let dates = &answer.dates;
    tour.show(dates, ToString::to_string)?;
    let readable: Vec<_> = dates.iter().filter_map(|day| day.get()).collect();
    let date = *first(&readable, "day")?;

    let day = format!("date({}, {}, {})", date.year(), date.month(), date.day());
    let purpose = "In which periods of the first day?";
    let code = format!("tatodesk.scheduling().list_periods(company, unit, [service], {day})");
    let call = scheduling.list_periods(company, unit, [service], date);
    let answer = tour.ask(purpose, &code, call).await?;
    let period = tour.choose("period", &answer.periods, |it| &it.name)?;

    let purpose = format!("At which hours in the {}?", period.name.to_lowercase());
    let code = format!(
        "tatodesk.scheduling().list_hours(company, unit, [service], date, PeriodId({}))",
        period.id
    );
    let call = scheduling.list_hours(company, unit, [service], date, period.id);
    let answer = tour.ask(&purpose, &code, call).await?;
    let hours = &answer.hours;
    tour.show(hours, ToString::to_string)?;
    let readable: Vec<_> = hours.iter().filter_map(|hour| hour.get()).collect();
    let hour = *first(&readable, "hour")?;
    Ok(Slot {
        date,
        period: period.id,
        hour,
        free: hours.len(),
    })
}

async fn confirm(tour: &mut Tour, chosen: &Service, slot: &Slot) -> Result<(), Report> {
    let &Service {
        company,
        unit,
        service,
        ..
    } = chosen;
    let &Slot {
        date,
        period,
        hour,
        free,
    } = slot;
    let tatodesk = tour.tatodesk.clone();
    let scheduling = tatodesk.scheduling();
    let booking = || -> Call<types::CreateAppointmentRequest> {
        scheduling
            .create_appointment(company, unit, [service], date, hour)
            .contact("NAME", NAME)
    };
    let code = format!(
        "tatodesk.scheduling().create_appointment(company, unit, [service], date, hour)\n    \
         .contact(\"NAME\", \"{NAME}\")"
    );
    let booked = tour
        .ask("Book the first of them.", &code, booking())
        .await?;
    let protocol = booked.protocol.as_str();
    tour.narrator
        .result(&format!("booked under protocol {protocol}"))?;
    let documents = some(&booked.documents, SHOWN);
    tour.narrator.result(&format!("to bring: {documents}"))?;

    let purpose = "What does Tatodesk know of it?";
    let known = "tatodesk.scheduling().get_appointment(protocol)";
    let call = scheduling.get_appointment(booked.protocol.clone());
    let answer = tour.ask(purpose, known, call).await?;
    let appointment = answer
        .appointment
        .as_ref()
        .ok_or_else(|| Report::usage("the local Tatodesk forgot the appointment"))?;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    tour.narrator.result(&format!(
        "{} at {}: {}",
        text(&appointment.service_type),
        text(&appointment.service_unit),
        text(&appointment.status),
    ))?;

    let list = "tatodesk.scheduling().list_hours(company, unit, [service], date, period)";
    let call = scheduling.list_hours(company, unit, [service], date, period);
    let answer = tour.ask("Which hours are left?", list, call).await?;
    let left = &answer.hours;
    tour.show(left, ToString::to_string)?;
    tour.narrator
        .result(&format!("{} where {free} were free before", left.len()))?;

    tour.narrator
        .call("And if the same hour is booked once more?", &code)?;
    match booking().send().await {
        Ok(_) => Err(Report::usage("the local Tatodesk booked one hour twice")),
        Err(error) if error.outcome() == Outcome::Rejected => {
            let reason = error.message().unwrap_or("no reason given");
            tour.narrator.result(&format!(
                "Outcome::Rejected, so nothing was booked: {reason}"
            ))
        }
        Err(error) => Err(error.into()),
    }
}
