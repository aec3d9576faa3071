//! The CRM records of all objects, in memory.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::world::World;

/// How the ids of inserted records begin; twelve decimal digits follow.
const ID: &str = "00000000-0000-4000-8000-";

/// The id of the inserted record with this number.
pub(crate) fn record_id(number: i64) -> String {
    format!("{ID}{number:012}")
}

/// The numbers of the world's records whose ids look like inserted ones. Their authors may have copied them from an answer.
pub(crate) fn numbers(world: &World) -> impl Iterator<Item = i64> {
    let records = world.objects.iter().flat_map(|object| &object.records);
    let digits = records.filter_map(|record| record.id.strip_prefix(ID));
    digits
        .filter(|it| it.len() == 12)
        .filter_map(|it| it.parse().ok())
}

/// The records of one object.
pub(crate) type Records = Vec<Map<String, Value>>;

/// The records of all objects.
#[derive(Default, Clone, Serialize, Deserialize)]
pub(crate) struct Crm {
    pub(crate) objects: BTreeMap<String, Records>,
}

/// Shows only the number of records, because they may hold people's data.
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
}

/// A record as the API shows it: the fields of the system, and its own.
pub(crate) fn record(
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
