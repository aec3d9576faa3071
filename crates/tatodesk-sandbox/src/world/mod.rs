//! What exists before the first request: companies, units, services, opening hours, keys, and all else that a file may add.
//!
//! This folder may use `spec`. `state`, `operations`, `reports`, `page` and `handle` use it.

mod channel;
mod check;
mod contact_center;
mod data;
mod file;
mod keys;
mod lookup;
mod moments;
mod objects;
mod rows;
mod template;
pub(crate) mod words;

use std::num::NonZeroU16;

use jiff::civil::{Date, Time};
use serde::Deserialize;

pub use channel::Channel;
pub(crate) use contact_center::*;
pub(crate) use data::*;
pub use file::{WorldError, WorldFile};
pub(crate) use keys::API_KEY_ID;
pub(crate) use objects::*;
pub(crate) use rows::*;
pub(crate) use template::*;

/// Everything that exists before the first request. `world.yaml` explains each part by example.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub(crate) struct World {
    pub(crate) account: i64,
    /// The account's short name.
    pub(crate) nick: String,
    pub(crate) profile: i64,
    /// When all of it was registered, as the API writes it.
    #[serde(deserialize_with = "moments::text")]
    pub(crate) registered_at: String,
    /// The seed of the invented rows in reports. Another seed makes other people.
    pub(crate) seed: u64,
    /// The hash of the text that this world comes from. It identifies the world.
    #[serde(skip)]
    pub(crate) mark: u64,
    /// Keys beside the key for all products.
    pub(crate) keys: Vec<Key>,
    pub(crate) companies: Vec<Company>,
    pub(crate) links: Vec<Link>,
    pub(crate) regions: Vec<Named>,
    pub(crate) units: Vec<Unit>,
    pub(crate) categories: Vec<Category>,
    pub(crate) types: Vec<Type>,
    pub(crate) periods: Vec<Named>,
    pub(crate) classifications: Vec<Classification>,
    pub(crate) forms: Vec<Form>,
    pub(crate) holidays: Vec<Date>,
    pub(crate) services: Vec<SeedService>,
    pub(crate) appointments: Vec<SeedAppointment>,
    pub(crate) templates: Vec<Template>,
    /// Ids of media that were uploaded before.
    pub(crate) media: Vec<String>,
    /// App sessions that were opened before.
    pub(crate) app_sessions: Vec<String>,
    pub(crate) messaging_sessions: Vec<SeedSession>,
    pub(crate) objects: Vec<Object>,
    pub(crate) contact_center: ContactCenter,
    pub(crate) users: Vec<Named>,
    pub(crate) people: Vec<Person>,
    pub(crate) tags: Vec<Named>,
    pub(crate) additional_data: Vec<AdditionalData>,
    /// The customers that tickets are for.
    pub(crate) organizations: Vec<Named>,
    pub(crate) projects: Vec<Project>,
    pub(crate) tickets: Vec<SeedTicket>,
    /// Ids of the tags that reviews may have.
    pub(crate) review_tags: Vec<String>,
    pub(crate) journeys: Vec<Journey>,
    pub(crate) surveys: Vec<Survey>,
    pub(crate) reports: Reports,
}

impl Default for World {
    fn default() -> Self {
        Self {
            account: 1,
            nick: "sandbox".to_owned(),
            profile: 1,
            registered_at: "2025-01-02T12:00:00.000Z".to_owned(),
            seed: 0,
            mark: 0,
            keys: Vec::new(),
            companies: Vec::new(),
            links: Vec::new(),
            regions: Vec::new(),
            units: Vec::new(),
            categories: Vec::new(),
            types: Vec::new(),
            periods: Vec::new(),
            classifications: Vec::new(),
            forms: Vec::new(),
            holidays: Vec::new(),
            services: Vec::new(),
            appointments: Vec::new(),
            templates: Vec::new(),
            media: Vec::new(),
            app_sessions: Vec::new(),
            messaging_sessions: Vec::new(),
            objects: Vec::new(),
            contact_center: ContactCenter::default(),
            users: Vec::new(),
            people: Vec::new(),
            tags: Vec::new(),
            additional_data: Vec::new(),
            organizations: Vec::new(),
            projects: Vec::new(),
            tickets: Vec::new(),
            review_tags: Vec::new(),
            journeys: Vec::new(),
            surveys: Vec::new(),
            reports: Reports::default(),
        }
    }
}

fn yes() -> bool {
    true
}

/// The key type of plain text.
fn text() -> i64 {
    1
}

fn grey() -> String {
    "#808080".to_owned()
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
    #[serde(default = "yes")]
    pub(crate) active: bool,
}

/// A custom scheduling link: a caller with the token sees these companies.
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
    #[serde(default = "yes")]
    pub(crate) active: bool,
    /// The service types it offers.
    pub(crate) types: Vec<i64>,
    /// Minutes from one bookable hour to the next.
    pub(crate) slot_minutes: NonZeroU16,
    #[serde(default)]
    pub(crate) opening: Vec<Opening>,
    /// Days on which the unit has other hours than usual, holidays included.
    #[serde(default)]
    pub(crate) exceptions: Vec<UnitException>,
}

/// Opening hours on some days of the week, within one period.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Opening {
    pub(crate) period: i64,
    pub(crate) from: Time,
    pub(crate) to: Time,
    /// From Monday to Friday where the file does not say.
    #[serde(default = "Day::working")]
    pub(crate) days: Vec<Day>,
}

/// The hours of a unit on one date. `None` means closed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct UnitException {
    pub(crate) date: Date,
    #[serde(default)]
    pub(crate) opening: Vec<Opening>,
}

/// A day of the week, in English.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Day {
    Sunday,
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
}

impl Day {
    fn working() -> Vec<Self> {
        vec![
            Self::Monday,
            Self::Tuesday,
            Self::Wednesday,
            Self::Thursday,
            Self::Friday,
        ]
    }

    /// The API counts from Sunday, which is 1.
    pub(crate) fn number(self) -> i64 {
        self as i64 + 1
    }

    /// Whether a date falls on this day.
    pub(crate) fn is(self, date: Date) -> bool {
        i64::from(date.weekday().to_sunday_one_offset()) == self.number()
    }
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
    #[serde(default = "grey")]
    pub(crate) color: String,
    pub(crate) price: Option<String>,
    /// How many working days the calendar reaches. The documentation shows seven.
    pub(crate) days: Option<i64>,
    pub(crate) schedulable: bool,
    pub(crate) document_group: Option<i64>,
    /// What people have to bring.
    #[serde(default)]
    pub(crate) documents: Vec<String>,
}

/// A class of people in the queue.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Classification {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) abbreviation: String,
    #[serde(default)]
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
    #[serde(default = "text")]
    pub(crate) key_type: i64,
    #[serde(default)]
    pub(crate) required: bool,
}
