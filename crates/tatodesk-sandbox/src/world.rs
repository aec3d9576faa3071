//! The world of a sandbox: companies, units, services, opening hours. The built-in one is `world.json`.

use std::io;
use std::num::NonZeroU16;

use jiff::civil::{Date, Time};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::deliveries::Channel;

/// The built-in world. Its ids are those of the documented examples, so that those find what they name;
/// its names are invented.
const BUILT_IN: &str = include_str!("world.json");

/// Everything that was there before the first request.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct World {
    pub(crate) account: i64,
    /// The account's short name.
    pub(crate) nick: String,
    pub(crate) profile: i64,
    /// When all of it was registered, as the API writes it.
    pub(crate) registered_at: String,
    pub(crate) companies: Vec<Company>,
    pub(crate) link: Link,
    pub(crate) regions: Vec<Named>,
    pub(crate) units: Vec<Unit>,
    pub(crate) categories: Vec<Category>,
    pub(crate) types: Vec<Type>,
    pub(crate) periods: Vec<Named>,
    pub(crate) classifications: Vec<Classification>,
    pub(crate) forms: Vec<Form>,
    pub(crate) holidays: Vec<Date>,
    pub(crate) templates: Vec<Template>,
    /// Ids of media that were uploaded before.
    pub(crate) media: Vec<String>,
    /// App sessions that were opened before.
    pub(crate) sessions: Vec<String>,
    pub(crate) objects: Vec<Object>,
}

/// Something with an id and a name and nothing else.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Named {
    pub(crate) id: i64,
    pub(crate) name: String,
}

/// A company of the account.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Company {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) active: bool,
}

/// The custom scheduling link: whoever has the token sees these companies.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Link {
    pub(crate) token: String,
    pub(crate) companies: Vec<i64>,
}

/// A place where people are served.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Unit {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) address: Option<String>,
    pub(crate) company: i64,
    pub(crate) region: i64,
    pub(crate) active: bool,
    /// The service types it offers.
    pub(crate) types: Vec<i64>,
    /// Minutes from one bookable hour to the next.
    pub(crate) slot_minutes: NonZeroU16,
    pub(crate) opening: Vec<Opening>,
}

/// Opening hours of a working day, within one period.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Opening {
    pub(crate) period: i64,
    pub(crate) from: Time,
    pub(crate) to: Time,
}

/// A category of service types.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Category {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) form: i64,
    pub(crate) schedulable: bool,
}

/// A service that people come for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Type {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) category: i64,
    pub(crate) form: Option<i64>,
    pub(crate) color: String,
    pub(crate) price: Option<String>,
    /// How many working days the calendar reaches; the documentation shows seven.
    pub(crate) days: Option<i64>,
    pub(crate) schedulable: bool,
    pub(crate) document_group: Option<i64>,
    /// What people have to bring.
    pub(crate) documents: Vec<String>,
}

/// A class of people in the queue.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Classification {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) abbreviation: String,
    pub(crate) high_priority: bool,
}

/// A contact form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Form {
    pub(crate) id: i64,
    pub(crate) fields: Vec<Field>,
}

/// A field of a contact form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Field {
    pub(crate) id: i64,
    pub(crate) key_id: i64,
    pub(crate) key_name: String,
    pub(crate) label: String,
    pub(crate) key_type: i64,
    pub(crate) required: bool,
}

/// A message template that the account may send.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Template {
    pub(crate) channel: Channel,
    pub(crate) id: String,
}

/// A CRM object that the account configured.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Object {
    pub(crate) api_name: String,
    pub(crate) table_name: String,
    /// The columns as the API shows them.
    pub(crate) columns: Vec<Value>,
    pub(crate) records: Vec<Record>,
}

/// A record of a CRM object.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Record {
    pub(crate) id: String,
    pub(crate) fields: Map<String, Value>,
}

impl World {
    /// The built-in world.
    pub(crate) fn built_in() -> io::Result<Self> {
        Ok(serde_json::from_str(BUILT_IN)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_world_hangs_together() {
        let world = World::built_in().expect("the world is JSON");
        for unit in &world.units {
            assert!(
                world
                    .companies
                    .iter()
                    .any(|company| company.id == unit.company),
                "{}",
                unit.name
            );
            assert!(world.region(unit.region).is_ok(), "{}", unit.name);
            for kind in &unit.types {
                assert!(world.service_type(*kind).is_ok(), "{} {kind}", unit.name);
            }
            for opening in &unit.opening {
                assert!(
                    world.period(opening.period).is_ok() && opening.from < opening.to,
                    "{}",
                    unit.name
                );
            }
        }
        for kind in &world.types {
            assert!(world.category(kind.category).is_ok(), "{}", kind.name);
            assert!(
                kind.form.is_none_or(|form| world.form(form).is_ok()),
                "{}",
                kind.name
            );
        }
        assert!(
            world
                .categories
                .iter()
                .all(|category| world.form(category.form).is_ok())
        );
        assert!(
            world
                .link
                .companies
                .iter()
                .all(|company| world.company(*company).is_ok())
        );
    }
}
