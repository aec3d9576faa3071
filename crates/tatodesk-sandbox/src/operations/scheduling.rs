//! The way to an appointment: each list narrows to what can be booked in the next step.

use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::operations::calendar::{free_dates, free_slots};
use crate::operations::catalogue::{self, flag};
use crate::spec::formats::{br_date, write_br_date, write_hour_minute};
use crate::spec::refusal::{Answer, Refusal, read, refuse};
use crate::state::State;
use crate::world::{Category, Company, Type, Unit, World};

impl World {
    /// Units where these service types can be booked.
    fn units_for(&self, types: &[&Type]) -> impl Iterator<Item = &Unit> {
        let units = self
            .units
            .iter()
            .filter(|unit| unit.active && self.company(unit.company).is_ok());
        units.filter(move |unit| {
            types
                .iter()
                .all(|kind| kind.schedulable && unit.types.contains(&kind.id))
        })
    }

    /// Whether a service type of the category can be booked at a unit of the company.
    fn is_bookable(&self, category: &Category, company: i64) -> bool {
        let mut types = self
            .types
            .iter()
            .filter(|kind| kind.category == category.id);
        category.schedulable
            && types.any(|kind| self.units_for(&[kind]).any(|unit| unit.company == company))
    }
}

#[derive(Deserialize)]
struct OfCompany {
    #[serde(rename = "companyID")]
    company: i64,
}

pub(crate) fn categories(state: &State, request: &Value) -> Answer {
    let OfCompany { company } = read(request)?;
    let world = &state.world;
    let company = world.company(company)?.id;
    let rows = bookable_categories(state, company);
    Ok(json!({ "attendanceTypeCategories": rows.collect::<Value>(), "error": null }))
}

/// The categories with a service type that can be booked in a company.
fn bookable_categories(state: &State, company: i64) -> impl Iterator<Item = Value> {
    let world = &state.world;
    let bookable = world
        .categories
        .iter()
        .filter(move |category| world.is_bookable(category, company));
    bookable.map(move |category| {
        let mut row = catalogue::category(state, category);
        row["createdAt"] = json!(world.registered_at);
        row["updatedAt"] = json!(world.registered_at);
        row["companyID"] = json!(company);
        row
    })
}

#[derive(Deserialize)]
struct OfCategory {
    #[serde(rename = "categoryID")]
    category: i64,
}

pub(crate) fn types(state: &State, request: &Value) -> Answer {
    let OfCategory { category } = read(request)?;
    let world = &state.world;
    let category = world.category(category)?;
    let types = world
        .types
        .iter()
        .filter(|kind| category.schedulable && kind.category == category.id);
    let bookable = types.filter(|kind| world.units_for(&[kind]).next().is_some());
    let rows = bookable.map(|kind| {
        json!({
            "ID": kind.id,
            "name": kind.name,
            "isActive": flag(true),
            "isDeleted": flag(false),
            "createdAt": world.registered_at,
            "updatedAt": world.registered_at,
            "attendanceTypeCategoryID": kind.category,
            "contactFormID": kind.form,
            "documentGroupID": kind.document_group,
            "allowSchedule": flag(kind.schedulable),
            "color": kind.color,
            "price": kind.price,
            "limitDatesGenerateGrid": kind.days,
            "minimalTimeToAppointment": null,
            "serviceTime": null,
            "attendanceTime": null,
            "accountID": world.account,
            "attendanceDocumentFormID": null,
        })
    });
    Ok(json!({ "attendanceTypes": rows.collect::<Value>(), "error": null }))
}

#[derive(Deserialize)]
struct OfTypes {
    #[serde(rename = "attendanceTypes")]
    types: Vec<i64>,
}

pub(crate) fn regions(state: &State, request: &Value) -> Answer {
    let OfTypes { types } = read(request)?;
    let world = &state.world;
    let types = world.types(&types)?;
    let served = world
        .regions
        .iter()
        .filter(|region| world.units_for(&types).any(|unit| unit.region == region.id));
    let rows = served.map(|region| json!({ "ID": region.id, "name": region.name }));
    Ok(json!({ "regions": rows.collect::<Value>(), "error": null }))
}

#[derive(Deserialize)]
struct OfRegion {
    #[serde(rename = "attendanceTypes")]
    types: Vec<i64>,
    #[serde(rename = "regionID")]
    region: Option<i64>,
}

pub(crate) fn units(state: &State, request: &Value) -> Answer {
    let OfRegion { types, region } = read(request)?;
    let world = &state.world;
    if let Some(id) = region {
        world.region(id)?;
    }
    let types = world.types(&types)?;
    let units = world
        .units_for(&types)
        .filter(|unit| region.is_none_or(|id| id == unit.region));
    let rows =
        units.map(|unit| json!({ "ID": unit.id, "name": unit.name, "address": unit.address }));
    Ok(json!({ "attendanceUnits": rows.collect::<Value>(), "error": null }))
}

/// The members that requests for dates, periods and hours share.
#[derive(Deserialize)]
pub(crate) struct SlotQuery {
    #[serde(rename = "companyID")]
    company: i64,
    #[serde(rename = "attendanceUnitID")]
    unit: i64,
    #[serde(rename = "attendanceTypeIDs")]
    types: Vec<i64>,
    date: Option<String>,
    period: Option<i64>,
}

impl SlotQuery {
    /// The unit and the service types, both checked.
    fn place<'w>(&self, world: &'w World) -> Result<(&'w Unit, Vec<&'w Type>), Refusal> {
        let unit = world.unit_of(self.company, self.unit)?;
        Ok((unit, bookable_types(world, unit, &self.types)?))
    }

    /// The requested date, if it is in the calendar. Any other date has no free hour.
    fn free_date(&self, state: &State, unit: &Unit, types: &[&Type]) -> Option<Date> {
        let date = self.date.as_deref().and_then(br_date)?;
        free_dates(state, unit, types)
            .contains(&date)
            .then_some(date)
    }
}

/// Service types that this unit offers and that a person can book.
pub(crate) fn bookable_types<'w>(
    world: &'w World,
    unit: &Unit,
    ids: &[i64],
) -> Result<Vec<&'w Type>, Refusal> {
    let types = world.types_of(unit, ids)?;
    let closed = |kind: &&&Type| {
        let category = world.category(kind.category);
        !kind.schedulable || category.is_ok_and(|category| !category.schedulable)
    };
    match types.iter().find(closed) {
        Some(kind) => Err(Refusal::quoting(kind.id, |kind| {
            format!("service type {kind} cannot be scheduled")
        })),
        None => Ok(types),
    }
}

pub(crate) fn dates(state: &State, request: &Value) -> Answer {
    let query: SlotQuery = read(request)?;
    let (unit, types) = query.place(&state.world)?;
    let dates = free_dates(state, unit, &types)
        .into_iter()
        .map(write_br_date);
    Ok(json!({ "dates": dates.collect::<Value>(), "error": null }))
}

pub(crate) fn periods(state: &State, request: &Value) -> Answer {
    let query: SlotQuery = read(request)?;
    let (unit, types) = query.place(&state.world)?;
    let date = query.free_date(state, unit, &types);
    let slots = date
        .map(|date| free_slots(state, unit, date))
        .unwrap_or_default();
    let free = state
        .world
        .periods
        .iter()
        .filter(|period| slots.iter().any(|slot| slot.period == period.id));
    let rows = free.map(|period| {
        json!({
            "ID": period.id,
            "name": period.name,
            "createdAt": state.world.registered_at,
            "updatedAt": state.world.registered_at,
        })
    });
    Ok(json!({ "periods": rows.collect::<Value>(), "error": null }))
}

pub(crate) fn hours(state: &State, request: &Value) -> Answer {
    let query: SlotQuery = read(request)?;
    let (unit, types) = query.place(&state.world)?;
    if let Some(period) = query.period {
        state.world.period(period)?;
    }
    let date = query.free_date(state, unit, &types);
    let slots = date
        .map(|date| free_slots(state, unit, date))
        .unwrap_or_default()
        .into_iter();
    let wished = slots.filter(|slot| query.period.is_none_or(|period| period == slot.period));
    let hours = wished.map(|slot| write_hour_minute(slot.hour));
    Ok(json!({ "hours": hours.collect::<Value>(), "error": null }))
}

#[derive(Deserialize)]
struct OfLink {
    token: String,
}

pub(crate) fn companies_of_link(state: &State, request: &Value) -> Answer {
    let companies = linked(state, request)?
        .into_iter()
        .map(|it| catalogue::company(state, it));
    Ok(json!({ "companies": companies.collect::<Value>(), "error": null }))
}

/// The documentation shows companies here, a copy of the other list, but the name promises categories. The answer has both.
pub(crate) fn categories_of_link(state: &State, request: &Value) -> Answer {
    let companies = linked(state, request)?;
    let categories = companies
        .iter()
        .flat_map(|company| bookable_categories(state, company.id));
    Ok(json!({
        "companies": companies.iter().map(|it| catalogue::company(state, it)).collect::<Value>(),
        "attendanceTypeCategories": categories.collect::<Value>(),
        "error": null,
    }))
}

/// The companies that the custom link shows.
fn linked<'s>(state: &'s State, request: &Value) -> Result<Vec<&'s Company>, Refusal> {
    let OfLink { token } = read(request)?;
    let Some(link) = state.world.links.iter().find(|link| link.token == token) else {
        return refuse("there is no custom link with this token");
    };
    let companies = state.world.companies.iter();
    Ok(companies
        .filter(|company| company.active && link.companies.contains(&company.id))
        .collect())
}
