//! CRM operations: list, insert, update and delete records; `query.rs` filters and sorts a list.
//!
//! The documentation does not show how fields are sent. Here they are members beside `apiName`. This folder uses `state`,
//! `world` and `spec`.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::spec::Operation;
use crate::spec::examples;
use crate::spec::refusal::{Answer, Refusal, refuse};
use crate::state::crm::{Crm, Records, record, record_id};
use crate::state::{State, next};
use crate::world::{ADDRESS_MEMBERS, Object, ObjectField, SYSTEM_FIELDS, misfit};

mod query;

use query::Query;

/// The object that a request names. The documented request is empty; it gets the documented answer.
fn object(request: &Value) -> Option<&str> {
    request["apiName"].as_str()
}

/// The fields of a request: all members that do not address the record.
fn fields(request: &Value) -> Map<String, Value> {
    let members = request.as_object().into_iter().flatten();
    let fields = members.filter(|(name, _)| !ADDRESS_MEMBERS.contains(&name.as_str()));
    fields
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

pub(crate) fn list(state: &State, operation: &Operation, request: &Value) -> Answer {
    let Some(name) = object(request) else {
        return examples::answer(operation);
    };
    let records = state.crm.objects.get(name);
    let records = records.map(Vec::as_slice).unwrap_or_default();
    let configured = state.world.object(name);
    let query = Query::read(request)?;
    if let Some(object) = configured {
        query.check(|field| object.fields.iter().any(|it| it.name == field))?;
    }
    let (page, count) = query.run(records);
    let mut columns: Vec<Value> = match configured {
        Some(object) => object.fields.iter().map(column).collect(),
        None => columns(records),
    };
    if !query.fields.is_empty() {
        columns.retain(|column| query.fields.iter().any(|field| column["name"] == **field));
    }
    Ok(json!({
        "dataObject": {
            "tableName": configured.map_or(name, |object| &object.table_name),
            "tableColumns": columns,
            "tableData": page,
        },
        "count": count.to_string(),
        "error": null,
    }))
}

/// A column as the API shows it.
fn column(field: &ObjectField) -> Value {
    let options = field.options.iter();
    let options = options.map(|it| json!({ "name": it.name, "color": it.color }));
    let values = (!field.options.is_empty()).then(|| options.collect::<Value>());
    json!({ "name": field.name, "type": field.kind, "values": values })
}

/// The columns of an object that the world does not configure: the fields that its records have.
fn columns(records: &[Map<String, Value>]) -> Vec<Value> {
    let fields = records
        .iter()
        .flatten()
        .filter(|(name, _)| !SYSTEM_FIELDS.contains(&name.as_str()));
    let kinds: BTreeMap<&String, &str> = fields
        .map(|(name, value)| (name, if value.is_number() { "numeric" } else { "text" }))
        .collect();
    kinds
        .into_iter()
        .map(|(name, kind)| json!({ "name": name, "type": kind, "values": null }))
        .collect()
}

/// The record that an edit or a deletion names.
fn find<'s>(
    crm: &'s mut Crm,
    object: &str,
    request: &Value,
) -> Result<(&'s mut Records, usize), Refusal> {
    let Some(id) = request["ID"].as_str() else {
        return refuse("name the record by its ID");
    };
    let records = crm.objects.get_mut(object);
    let found = records.and_then(|records| {
        let index = records
            .iter()
            .position(|record| record.get("id").is_some_and(|it| it == id))?;
        Some((records, index))
    });
    found.ok_or_else(|| {
        Refusal::quoting(object, |object| {
            format!("there is no record with this ID in {object}")
        })
    })
}

/// Refuses fields that do not fit the object.
fn fit(object: &Object, fields: &Map<String, Value>, whole: bool) -> Result<(), Refusal> {
    misfit(object, fields, whole).map_or(Ok(()), |(_, reason)| refuse(reason))
}

pub(crate) fn insert(state: &mut State, operation: &Operation, request: &Value) -> Answer {
    let Some(name) = object(request) else {
        return examples::answer(operation);
    };
    let fields = fields(request);
    if let Some(object) = state.world.object(name) {
        fit(object, &fields, true)?;
    }
    let id = record_id(next(&mut state.ids.record));
    let now = state.clock.tick().instant();
    let record = record(&state.world, &id, &now, fields);
    state
        .crm
        .objects
        .entry(name.to_owned())
        .or_default()
        .push(record.clone());
    Ok(json!({ "dataObject": record, "error": null }))
}

pub(crate) fn update(state: &mut State, operation: &Operation, request: &Value) -> Answer {
    let Some(name) = object(request) else {
        return examples::answer(operation);
    };
    let fields = fields(request);
    if let Some(object) = state.world.object(name) {
        fit(object, &fields, false)?;
    }
    find(&mut state.crm, name, request)?;
    let now = state.clock.tick().instant();
    let (records, index) = find(&mut state.crm, name, request)?;
    let record = &mut records[index];
    let fields = fields.into_iter();
    record.extend(fields.filter(|(field, _)| !SYSTEM_FIELDS.contains(&field.as_str())));
    record.insert("updatedAt".to_owned(), json!(now));
    Ok(json!({ "error": null }))
}

pub(crate) fn delete(state: &mut State, operation: &Operation, request: &Value) -> Answer {
    let Some(name) = object(request) else {
        return examples::answer(operation);
    };
    let (records, index) = find(&mut state.crm, name, request)?;
    records.remove(index);
    Ok(json!({ "error": null }))
}
