//! The first chapter: from a company to a booked hour, as a person clicks through it.

use jiff::civil::{Date, Time};
use tatodesk::ids::{AttendanceTypeId, AttendanceUnitId, CompanyId, PeriodId};
use tatodesk::{Call, Outcome, types};

use super::narrator::some;
use super::{NAME, Tour, first};
use crate::report::Report;

/// Entries that are shown of a longer list.
const SHOWN: usize = 6;

/// What the person chose, and where.
struct Service {
    company: CompanyId,
    service: AttendanceTypeId,
    unit: AttendanceUnitId,
    place: String,
}

/// When.
struct Slot {
    date: Date,
    period: PeriodId,
    hour: Time,
    /// How many hours of the period were free.
    free: usize,
}

/// What later chapters tell of the appointment.
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
    let Tour { tatodesk, narrator } = tour;
    narrator.call(
        "Which companies are there?",
        "tatodesk.in_person().list_companies().active(true)",
    )?;
    let answer = tatodesk
        .in_person()
        .list_companies()
        .active(true)
        .send()
        .await?;
    let companies = &answer.companies;
    narrator.result(&some(companies.iter().map(|it| &it.name), SHOWN))?;
    let company = first(companies, "company")?;

    narrator.call(
        &format!("What can be booked at {}?", company.name),
        &format!(
            "tatodesk.scheduling().list_categories(CompanyId({}))",
            company.id
        ),
    )?;
    let answer = tatodesk
        .scheduling()
        .list_categories(company.id)
        .send()
        .await?;
    let categories = &answer.attendance_type_categories;
    narrator.result(&some(categories.iter().map(|it| &it.name), SHOWN))?;
    let category = first(categories, "category")?;

    narrator.call(
        &format!("Which services are under \"{}\"?", category.name),
        &format!(
            "tatodesk.scheduling().list_types(AttendanceTypeCategoryId({}))",
            category.id
        ),
    )?;
    let answer = tatodesk.scheduling().list_types(category.id).send().await?;
    let services = &answer.attendance_types;
    narrator.result(&some(
        services.iter().map(|it| format!("\"{}\"", it.name)),
        SHOWN,
    ))?;
    let service = first(services, "service")?;

    narrator.call(
        &format!("In which regions is \"{}\" offered?", service.name),
        &format!(
            "tatodesk.scheduling().list_regions([AttendanceTypeId({})])",
            service.id
        ),
    )?;
    let answer = tatodesk
        .scheduling()
        .list_regions([service.id])
        .send()
        .await?;
    let regions = &answer.regions;
    narrator.result(&some(regions.iter().map(|it| &it.name), SHOWN))?;
    let region = first(regions, "region")?;

    narrator.call(
        &format!("And where in {}?", region.name),
        &format!(
            "tatodesk.scheduling().list_units([service]).region(RegionId({}))",
            region.id
        ),
    )?;
    let answer = tatodesk
        .scheduling()
        .list_units([service.id])
        .region(region.id)
        .send()
        .await?;
    let units = &answer.attendance_units;
    let named = units.iter().map(|it| {
        format!(
            "{} ({})",
            it.name,
            it.address.as_deref().unwrap_or("no address")
        )
    });
    narrator.result(&some(named, SHOWN))?;
    let unit = first(units, "unit")?;
    Ok(Service {
        company: company.id,
        service: service.id,
        unit: unit.id,
        place: unit.name.clone(),
    })
}

async fn choose_slot(tour: &mut Tour, chosen: &Service) -> Result<Slot, Report> {
    let Tour { tatodesk, narrator } = tour;
    let &Service {
        company,
        unit,
        service,
        ..
    } = chosen;
    narrator.call(
        "On which days?",
        "tatodesk.scheduling().list_dates(company, unit, [service])",
    )?;
    let answer = tatodesk
        .scheduling()
        .list_dates(company, unit, [service])
        .send()
        .await?;
    let dates = &answer.dates;
    narrator.result(&some(dates.iter().map(ToString::to_string), SHOWN))?;
    let readable: Vec<_> = dates.iter().filter_map(|day| day.get()).collect();
    let date = *first(&readable, "day")?;

    let day = format!("date({}, {}, {})", date.year(), date.month(), date.day());
    narrator.call(
        "In which periods of the first day?",
        &format!("tatodesk.scheduling().list_periods(company, unit, [service], {day})"),
    )?;
    let answer = tatodesk
        .scheduling()
        .list_periods(company, unit, [service], date)
        .send()
        .await?;
    let periods = &answer.periods;
    narrator.result(&some(periods.iter().map(|it| &it.name), SHOWN))?;
    let period = first(periods, "period")?;

    narrator.call(
        &format!("At which hours in the {}?", period.name.to_lowercase()),
        &format!(
            "tatodesk.scheduling().list_hours(company, unit, [service], date, PeriodId({}))",
            period.id
        ),
    )?;
    let answer = tatodesk
        .scheduling()
        .list_hours(company, unit, [service], date, period.id)
        .send()
        .await?;
    let hours = &answer.hours;
    narrator.result(&some(hours.iter().map(ToString::to_string), SHOWN))?;
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
    let Tour { tatodesk, narrator } = tour;
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
    let booking = || -> Call<types::CreateAppointmentRequest> {
        tatodesk
            .scheduling()
            .create_appointment(company, unit, [service], date, hour)
            .contact("NAME", NAME)
    };
    let code = format!(
        "tatodesk.scheduling().create_appointment(company, unit, [service], date, hour)\n    \
         .contact(\"NAME\", \"{NAME}\")"
    );
    narrator.call("Book the first of them.", &code)?;
    let booked = booking().send().await?;
    narrator.result(&format!(
        "booked under protocol {}",
        booked.protocol.as_str()
    ))?;
    narrator.result(&format!("to bring: {}", some(&booked.documents, SHOWN)))?;

    narrator.call(
        "What does Tatodesk know of it?",
        "tatodesk.scheduling().get_appointment(protocol)",
    )?;
    let answer = tatodesk
        .scheduling()
        .get_appointment(booked.protocol.clone())
        .send()
        .await?;
    let appointment = answer
        .appointment
        .as_ref()
        .ok_or_else(|| Report::usage("the local Tatodesk forgot the appointment"))?;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    narrator.result(&format!(
        "{} at {}: {}",
        text(&appointment.attendance_type),
        text(&appointment.attendance_unit),
        text(&appointment.status),
    ))?;

    narrator.call(
        "Which hours are left?",
        "tatodesk.scheduling().list_hours(company, unit, [service], date, period)",
    )?;
    let answer = tatodesk
        .scheduling()
        .list_hours(company, unit, [service], date, period)
        .send()
        .await?;
    let left = &answer.hours;
    narrator.result(&some(left.iter().map(ToString::to_string), SHOWN))?;
    narrator.result(&format!("{} where {free} were free before", left.len()))?;

    narrator.call("And if the same hour is booked once more?", &code)?;
    match booking().send().await {
        Ok(_) => Err(Report::usage("the local Tatodesk booked one hour twice")),
        Err(error) if error.outcome() == Outcome::Rejected => {
            let reason = error.message().unwrap_or("no reason given");
            narrator.result(&format!(
                "Outcome::Rejected, so nothing was booked: {reason}"
            ))
        }
        Err(error) => Err(error.into()),
    }
}
