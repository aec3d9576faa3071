//! CRM records in memory. How fields travel is documented nowhere: they stand beside `apiName`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::spec::Operation;
use crate::spec::examples;
use crate::spec::refusal::{Answer, Refusal, refuse};
use crate::state::{State, next};
use crate::world::{Object, ObjectField, World};

mod query;

use query::Query;

/// The fields that the system keeps.
const SYSTEM: [&str; 4] = ["accountID", "createdAt", "updatedAt", "id"];

/// The members of a request that address the record.
const ADDRESS: [&str; 2] = ["apiName", "ID"];

/// Whether a field of this name could never be filled in.
pub(crate) fn is_reserved(name: &str) -> bool {
    SYSTEM.contains(&name) || ADDRESS.contains(&name)
}

/// How the ids of inserted records begin; twelve decimal digits follow.
const ID: &str = "00000000-0000-4000-8000-";

/// The numbers of the world's records that have an id like an inserted one: they may be copied from an answer.
pub(crate) fn numbers(world: &World) -> impl Iterator<Item = i64> {
    let records = world.objects.iter().flat_map(|object| &object.records);
    let digits = records.filter_map(|record| record.id.strip_prefix(ID));
    digits
        .filter(|it| it.len() == 12)
        .filter_map(|it| it.parse().ok())
}

/// The records of one object.
type Records = Vec<Map<String, Value>>;

/// The records of all objects.
#[derive(Default, Clone, Serialize, Deserialize)]
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

    /// How many records there are in all objects.
    pub(crate) fn count(&self) -> usize {
        self.objects.values().map(Vec::len).sum()
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
        found.ok_or_else(|| {
            Refusal::quoting(object, |object| {
                format!("there is no record with this ID in {object}")
            })
        })
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
    let fields = members.filter(|(name, _)| !ADDRESS.contains(&name.as_str()));
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

/// The columns of an object that nobody configured: the fields that its records have.
fn columns(records: &[Map<String, Value>]) -> Vec<Value> {
    let fields = records
        .iter()
        .flatten()
        .filter(|(name, _)| !SYSTEM.contains(&name.as_str()));
    let kinds: BTreeMap<&String, &str> = fields
        .map(|(name, value)| (name, if value.is_number() { "numeric" } else { "text" }))
        .collect();
    kinds
        .into_iter()
        .map(|(name, kind)| json!({ "name": name, "type": kind, "values": null }))
        .collect()
}

/// Whether a value says anything.
fn is_empty(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty())
}

/// The first field that does not fit its object, and why. A whole record has all required fields; an edit may leave
/// them as they are. Fields that nobody configured may have any value.
pub(crate) fn misfit<'o>(
    object: &'o Object,
    fields: &Map<String, Value>,
    whole: bool,
) -> Option<(&'o str, String)> {
    object.fields.iter().find_map(|field| {
        let name = field.name.as_str();
        let value = fields.get(name);
        let options = &field.options;
        let reason = match value {
            None if !whole => return None,
            Some(value) if !is_empty(value) => match field.kind.as_str() {
                "numeric" if !value.is_number() => format!("the field {name} takes a number"),
                "text" if !value.is_string() => format!("the field {name} takes a text"),
                _ if !options.is_empty() && !options.iter().any(|it| *value == *it.name) => {
                    format!("the field {name} takes one of its options")
                }
                _ => return None,
            },
            _ if field.required => format!("{} needs the field {name}", object.api_name),
            _ => return None,
        };
        Some((name, reason))
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
    let id = format!("{ID}{:012}", next(&mut state.ids.record));
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
    state.crm.find(name, request)?;
    let now = state.clock.tick().instant();
    let (records, index) = state.crm.find(name, request)?;
    let record = &mut records[index];
    let fields = fields.into_iter();
    record.extend(fields.filter(|(field, _)| !SYSTEM.contains(&field.as_str())));
    record.insert("updatedAt".to_owned(), json!(now));
    Ok(json!({ "error": null }))
}

pub(crate) fn delete(state: &mut State, operation: &Operation, request: &Value) -> Answer {
    let Some(name) = object(request) else {
        return examples::answer(operation);
    };
    let (records, index) = state.crm.find(name, request)?;
    records.remove(index);
    Ok(json!({ "error": null }))
}
