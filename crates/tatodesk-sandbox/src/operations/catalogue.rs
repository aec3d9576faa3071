//! The lists of the in-person section: companies, units, categories, types and forms.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::spec::refusal::{Answer, read, refuse};
use crate::state::State;
use crate::world::{Category, Company, Type};

/// Yes and no on this wire.
pub(crate) fn flag(value: bool) -> i64 {
    if value { 1 } else { 2 }
}

/// Whether something passes an optional `isActive` filter.
fn passes(filter: Option<i64>, active: bool) -> bool {
    filter.is_none_or(|wanted| wanted == flag(active))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CompaniesByUser {
    is_active: Option<i64>,
}

pub(crate) fn companies_by_user(state: &State, request: &Value) -> Answer {
    let CompaniesByUser { is_active } = read(request)?;
    let companies = state
        .world
        .companies
        .iter()
        .filter(|company| passes(is_active, company.active));
    Ok(
        json!({ "companies": companies.map(|it| company(state, it)).collect::<Value>(), "error": null }),
    )
}

/// A company as both company lists show it.
pub(crate) fn company(state: &State, company: &Company) -> Value {
    json!({
        "ID": company.id,
        "name": company.name,
        "accountID": state.world.account,
        "isActive": flag(company.active),
        "isDelete": flag(false),
        "createdAt": state.world.registered_at,
        "updatedAt": state.world.registered_at,
    })
}

#[derive(Deserialize)]
struct UnitsByUser {
    #[serde(rename = "companyID")]
    company: Option<i64>,
    #[serde(rename = "isActive")]
    is_active: Option<i64>,
}

pub(crate) fn units_by_user(state: &State, request: &Value) -> Answer {
    let UnitsByUser { company, is_active } = read(request)?;
    let mut rows = Vec::new();
    for unit in state
        .world
        .units
        .iter()
        .filter(|unit| passes(is_active, unit.active))
    {
        if company.is_none_or(|wanted| wanted == unit.company) {
            let owner = state
                .world
                .companies
                .iter()
                .find(|owner| owner.id == unit.company);
            rows.push(json!({
                "ID": unit.id,
                "name": unit.name,
                "address": unit.address,
                "companyID": unit.company,
                "companyName": owner.map(|owner| &owner.name),
            }));
        }
    }
    Ok(json!({ "attendanceUnits": rows, "error": null }))
}

pub(crate) fn classifications(state: &State) -> Answer {
    let rows = state.world.classifications.iter().map(|class| {
        json!({
            "ID": class.id,
            "name": class.name,
            "accountID": state.world.account,
            "isActive": flag(true),
            "isDeleted": flag(false),
            "abbreviation": class.abbreviation,
            "isHighPriority": flag(class.high_priority),
            "createdAt": state.world.registered_at,
            "updatedAt": state.world.registered_at,
        })
    });
    Ok(json!({ "attendanceClassifications": rows.collect::<Value>(), "error": null }))
}

#[derive(Deserialize)]
struct OfUnit {
    #[serde(rename = "attendanceUnitID")]
    unit: i64,
}

pub(crate) fn categories(state: &State, request: &Value) -> Answer {
    let OfUnit { unit } = read(request)?;
    let unit = state.world.unit(unit)?;
    let offered = |category: &&Category| {
        state
            .world
            .types
            .iter()
            .any(|kind| kind.category == category.id && unit.types.contains(&kind.id))
    };
    let rows = state
        .world
        .categories
        .iter()
        .filter(offered)
        .map(|it| category(state, it));
    Ok(json!({ "attendanceTypeCategories": rows.collect::<Value>(), "error": null }))
}

/// A category as every category list shows it.
pub(crate) fn category(state: &State, category: &Category) -> Value {
    json!({
        "ID": category.id,
        "name": category.name,
        "isActive": flag(true),
        "isDeleted": flag(false),
        "accountID": state.world.account,
        "contactFormID": category.form,
        "allowSchedule": flag(category.schedulable),
    })
}

#[derive(Deserialize)]
struct TypesOfUnit {
    #[serde(rename = "attendanceUnitID")]
    unit: i64,
    #[serde(rename = "attendanceTypeCategoryID")]
    category: Option<i64>,
}

pub(crate) fn types(state: &State, request: &Value) -> Answer {
    let TypesOfUnit { unit, category } = read(request)?;
    let unit = state.world.unit(unit)?;
    if let Some(id) = category {
        state.world.category(id)?;
    }
    let of_category = |kind: &&Type| category.is_none_or(|id| id == kind.category);
    let offered = state.world.types.iter().filter(of_category);
    let offered = offered.filter(|kind| unit.types.contains(&kind.id));
    let rows = offered.map(|kind| json!({ "ID": kind.id, "name": kind.name }));
    Ok(json!({ "attendanceTypes": rows.collect::<Value>(), "error": null }))
}

#[derive(Deserialize)]
struct FieldsOf {
    #[serde(rename = "attendanceTypeCategoryID")]
    category: Option<i64>,
    #[serde(rename = "attendanceTypeIDs", default)]
    types: Vec<i64>,
    #[serde(rename = "attendanceUnitID")]
    unit: i64,
}

/// The fields of the forms of the service types. Without a type, those of the category.
pub(crate) fn form_fields(state: &State, request: &Value) -> Answer {
    let FieldsOf {
        category,
        types,
        unit,
    } = read(request)?;
    let world = &state.world;
    let unit = world.unit(unit)?;
    let category = category.map(|id| world.category(id)).transpose()?;
    let forms = match (types.as_slice(), category) {
        ([], None) => return refuse("name a service category or a service type"),
        ([], Some(category)) => vec![world.form(category.form)?],
        (ids, _) => world.forms_of(&world.types_of(unit, ids)?)?,
    };
    let fields = forms
        .iter()
        .flat_map(|form| form.fields.iter().map(move |field| (form, field)));
    let rows = fields.zip(1..).map(|((form, field), sort)| {
        json!({
            "ID": field.id,
            "contactFormID": form.id,
            "contactFormKeyID": field.key_id,
            "contactFormKeyName": field.key_name,
            "key": field.label,
            "keyTypeID": field.key_type,
            "isRequired": flag(field.required),
            "isActive": flag(true),
            "sort": sort,
        })
    });
    Ok(json!({ "contactFormFields": rows.collect::<Value>(), "error": null }))
}
