//! The rest of a world: people, records that exist before the first request, and how long each report is.

use jiff::civil::{Date, DateTime, Time};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{moments, yes};

/// An API key that opens some products.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Key {
    pub(crate) id: i64,
    pub(crate) key: String,
    /// Products of the specification. An empty list means all.
    #[serde(default)]
    pub(crate) products: Vec<String>,
}

impl Key {
    pub(crate) fn opens(&self, product: &str) -> bool {
        self.products.is_empty() || self.products.iter().any(|it| it == product)
    }
}

/// The key itself is a secret.
impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Key")
            .field("id", &self.id)
            .field("products", &self.products)
            .finish_non_exhaustive()
    }
}

/// An invented person of the reports. Built-in people use phones and addresses that are reserved for examples.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) phone: String,
}

/// A world may be made of real people by mistake, so it shows none.
impl std::fmt::Debug for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Person").finish_non_exhaustive()
    }
}

/// Additional information, and what agents may note down for it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AdditionalData {
    pub(crate) id: String,
    pub(crate) values: Vec<String>,
}

/// A value of a contact form.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FormValue {
    pub(crate) key: String,
    pub(crate) value: String,
}

/// The value belongs to a person.
impl std::fmt::Debug for FormValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FormValue")
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}

/// An in-person service that exists before the first request.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SeedService {
    pub(crate) id: i64,
    /// When it was created, in local time; the protocol follows from it.
    #[serde(deserialize_with = "moments::moment")]
    pub(crate) at: DateTime,
    pub(crate) unit: i64,
    pub(crate) types: Vec<i64>,
    pub(crate) classification: i64,
    pub(crate) status: i64,
    pub(crate) sequence: usize,
    pub(crate) user: Option<i64>,
    #[serde(default)]
    pub(crate) form: Vec<FormValue>,
}

/// An appointment that exists before the first request.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SeedAppointment {
    pub(crate) id: i64,
    /// When it was made, in local time; the protocol follows from it.
    #[serde(deserialize_with = "moments::moment")]
    pub(crate) at: DateTime,
    pub(crate) unit: i64,
    pub(crate) types: Vec<i64>,
    #[serde(deserialize_with = "moments::day")]
    pub(crate) date: Date,
    pub(crate) hour: Time,
    pub(crate) status: i64,
    #[serde(default)]
    pub(crate) form: Vec<FormValue>,
}

/// A project of an organization, which tickets are about.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Project {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) organization: i64,
}

/// A ticket that exists before the first request.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SeedTicket {
    pub(crate) id: i64,
    /// When it was opened, in local time; the protocol follows from it.
    #[serde(deserialize_with = "moments::moment")]
    pub(crate) at: DateTime,
    pub(crate) status: i64,
    pub(crate) subject: String,
    pub(crate) department: Option<i64>,
    pub(crate) user: Option<i64>,
    pub(crate) organization: Option<i64>,
    pub(crate) project: Option<i64>,
    #[serde(default)]
    pub(crate) form: Vec<FormValue>,
}

/// Subject and form belong to a person.
impl std::fmt::Debug for SeedTicket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SeedTicket")
            .field("id", &self.id)
            .field("at", &self.at)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// A messaging session that exists before the first request.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SeedSession {
    pub(crate) id: String,
    /// When it began, in local time.
    #[serde(deserialize_with = "moments::moment")]
    pub(crate) at: DateTime,
    /// The channel's number.
    pub(crate) channel: i64,
}

/// A CRM object that the account configured.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Object {
    pub(crate) api_name: String,
    pub(crate) table_name: String,
    pub(crate) fields: Vec<ObjectField>,
    #[serde(default)]
    pub(crate) records: Vec<Record>,
}

/// A field of a CRM object.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ObjectField {
    pub(crate) name: String,
    /// `text`, `numeric`, or `type`, which is one of `options`.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    #[serde(default)]
    pub(crate) required: bool,
    #[serde(default)]
    pub(crate) options: Vec<ObjectOption>,
}

/// A choice of a CRM field.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ObjectOption {
    pub(crate) name: String,
    pub(crate) color: Option<String>,
}

/// A record of a CRM object.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Record {
    pub(crate) id: String,
    pub(crate) fields: Map<String, Value>,
}

/// A chatbot journey and its levels. An event with the tag of a level reaches it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Journey {
    pub(crate) id: String,
    pub(crate) description: String,
    pub(crate) chatbot: String,
    #[serde(default = "yes")]
    pub(crate) active: bool,
    #[serde(default)]
    pub(crate) levels: Vec<Level>,
}

/// A level of a journey; the first has depth 1.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Level {
    pub(crate) id: String,
    pub(crate) description: String,
    pub(crate) tag: String,
}

/// A survey form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Survey {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    #[serde(default = "yes")]
    pub(crate) active: bool,
    pub(crate) user: Option<i64>,
    pub(crate) final_message: Option<String>,
    pub(crate) questions: Vec<Question>,
}

/// A question. A question with options takes one of them as its answer; any other takes text.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Question {
    pub(crate) id: String,
    pub(crate) text: String,
    #[serde(default)]
    pub(crate) required: bool,
    #[serde(default)]
    pub(crate) options: Vec<QuestionOption>,
}

/// An option of a question; its place is its rating.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct QuestionOption {
    pub(crate) id: String,
    pub(crate) text: String,
}
