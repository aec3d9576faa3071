//! CRM records in memory. How fields travel is documented nowhere: they stand beside `apiName`.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::examples;
use crate::refusal::{Answer, Refusal, refuse};
use crate::spec::Operation;
use crate::state::{State, next};
use crate::world::World;

/// The records of one object.
type Records = Vec<Map<String, Value>>;

/// The records of all objects.
#[derive(Default)]
pub(crate) struct Crm {
    objects: BTreeMap<String, Records>,
}

/// Records are whatever people keep: only their number is shown.
impl std::fmt::Debug for Crm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_map()
            .entries(
                self.objects
                    .iter()
                    .map(|(name, records)| (name, records.len())),
            )
            .finish()
    }
}

impl Crm {
    /// The records that a world begins with.
    pub(crate) fn new(world: &World) -> Self {
        let mut crm = Self::default();
        for object in &world.objects {
            let records = object
                .records
                .iter()
                .map(|it| record(world, &it.id, &world.registered_at, it.fields.clone()));
            crm.objects
                .insert(object.api_name.clone(), records.collect());
        }
        crm
    }

    /// The record that an edit or a deletion names.
    fn find(&mut self, object: &str, request: &Value) -> Result<(&mut Records, usize), Refusal> {
        let Some(id) = request["ID"].as_str() else {
            return refuse("name the record by its ID");
        };
        let records = self.objects.get_mut(object);
        let found = records.and_then(|records| {
            let index = records
                .iter()
                .position(|record| record.get("id").is_some_and(|it| it == id))?;
            Some((records, index))
        });
        found.ok_or_else(|| Refusal(format!("there is no record with this ID in {object}")))
    }
}

/// A record as the API shows it: what the system keeps, and the fields beside it.
fn record(
    world: &World,
    id: &str,
    now: &str,
    mut fields: Map<String, Value>,
) -> Map<String, Value> {
    fields.insert("accountID".to_owned(), json!(world.account));
    fields.insert("createdAt".to_owned(), json!(now));
    fields.insert("updatedAt".to_owned(), json!(now));
    fields.insert("id".to_owned(), json!(id));
    fields
}

/// The object that a request names. The documented request is empty; it gets the documented answer.
fn object(request: &Value) -> Option<&str> {
    request["apiName"].as_str()
}

/// The fields of a request: everything that does not address the record.
fn fields(request: &Value) -> Map<String, Value> {
    let members = request.as_object().into_iter().flatten();
    let fields = members.filter(|(name, _)| !["apiName", "ID"].contains(&name.as_str()));
    fields
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

pub(crate) fn list(state: &State, operation: &Operation, request: &Value) -> Answer {
    let Some(name) = object(request) else {
        return examples::answer(operation, request);
    };
    let records = state
        .crm
        .objects
        .get(name)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let configured = state
        .world
        .objects
        .iter()
        .find(|object| object.api_name == name);
    let columns = match configured {
        Some(object) => object.columns.clone(),
        None => columns(records),
    };
    Ok(json!({
        "dataObject": {
            "tableName": configured.map_or(name, |object| &object.table_name),
            "tableColumns": columns,
            "tableData": records,
        },
        "count": records.len().to_string(),
        "error": null,
    }))
}

/// The columns of an object that nobody configured: the fields that its records have.
fn columns(records: &[Map<String, Value>]) -> Vec<Value> {
    let system = ["accountID", "createdAt", "updatedAt", "id"];
    let fields = records
        .iter()
        .flatten()
        .filter(|(name, _)| !system.contains(&name.as_str()));
    let kinds: BTreeMap<&String, &str> = fields
        .map(|(name, value)| (name, if value.is_number() { "numeric" } else { "text" }))
        .collect();
    kinds
        .into_iter()
        .map(|(name, kind)| json!({ "name": name, "type": kind, "values": null }))
        .collect()
}

pub(crate) fn insert(state: &mut State, operation: &Operation, request: &Value) -> Answer {
    let Some(name) = object(request) else {
        return examples::answer(operation, request);
    };
    let id = format!(
        "00000000-0000-4000-8000-{:012}",
        next(&mut state.ids.record)
    );
    let now = state.clock.tick().instant();
    let record = record(&state.world, &id, &now, fields(request));
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
        return examples::answer(operation, request);
    };
    let now = state.clock.tick().instant();
    let (records, index) = state.crm.find(name, request)?;
    let record = &mut records[index];
    let kept = ["accountID", "createdAt", "id"];
    record.extend(
        fields(request)
            .into_iter()
            .filter(|(field, _)| !kept.contains(&field.as_str())),
    );
    record.insert("updatedAt".to_owned(), json!(now));
    Ok(json!({ "error": null }))
}

pub(crate) fn delete(state: &mut State, operation: &Operation, request: &Value) -> Answer {
    let Some(name) = object(request) else {
        return examples::answer(operation, request);
    };
    let (records, index) = state.crm.find(name, request)?;
    records.remove(index);
    Ok(json!({ "error": null }))
}
